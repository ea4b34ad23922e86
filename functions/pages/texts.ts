import type { Category } from '../contract/category.ts';

interface Words {
  title: string;
  text: string;
}

/** What pages for recipients say; every language has all of it. */
export interface PageTexts {
  /** How a recipient would call each kind of mail. */
  kinds: Readonly<Record<Category, string>>;
  broken: Words;
  expired: Words;
  /** The links at the end of a mail. */
  footer: { preferences: string; unsubscribe: string };
  unsubscribe: {
    ask: Words & { button: string };
    done: Words;
    choose: string;
  };
  centre: {
    title: string;
    intro: string;
    saved: string;
    mails: string;
    conversationSummaries: Words;
    appointmentReminders: Words;
    marketingEmails: Words;
    digests: Words;
    always: string;
    tracking: Words;
    summaries: string;
    format: string;
    formats: Readonly<Record<'detailed' | 'brief', string>>;
    frequency: string;
    frequencies: Readonly<Record<'immediate' | 'daily' | 'weekly' | 'never', string>>;
    hour: string;
    marketingPerWeek: string;
    noLimit: string;
    perWeek: string;
    times: string;
    timezone: string;
    automatic: string;
    language: string;
    quietFrom: string;
    quietTo: string;
    quietHint: string;
    none: string;
    save: string;
    nothing: string;
    nothingHint: string;
  };
}

const en: PageTexts = {
  kinds: {
    conversation_summary: 'summaries of your conversations',
    appointment: 'appointment e-mails',
    reminder: 'appointment reminders',
    marketing: 'offers and news',
    lead_alert: 'lead alerts',
    digest: 'digests',
    system: 'service notices',
  },
  broken: {
    title: 'This link does not work',
    text: 'Perhaps it was cut off on its way to you. Please open it from the e-mail once more, or answer any e-mail from {company} and tell us what you want.',
  },
  expired: {
    title: 'This link is too old',
    text: 'For your safety, links in our e-mails end after a year. Please use the link in a newer e-mail, or answer any e-mail from {company} and tell us what you want.',
  },
  footer: { preferences: 'Choose what you get', unsubscribe: 'Unsubscribe' },
  unsubscribe: {
    ask: {
      title: 'Unsubscribe?',
      text: 'We would no longer send {kind} to {email}.',
      button: 'Unsubscribe',
    },
    done: {
      title: 'You are unsubscribed',
      text: 'We no longer send {kind} to {email}. This holds from now on, also for mail that was already waiting to be sent.',
    },
    choose: 'Choose what you get instead',
  },
  centre: {
    title: 'What would you like to get?',
    intro: 'This is for {email}. What you choose holds at once.',
    saved: 'Saved. It holds from now on, also for mail that was waiting to be sent.',
    mails: 'E-mails',
    conversationSummaries: { title: 'Summaries of conversations', text: 'After you talked with us.' },
    appointmentReminders: { title: 'Reminders', text: 'Before an appointment.' },
    marketingEmails: { title: 'Offers and news', text: 'Yes, send me offers and news by e-mail.' },
    digests: { title: 'Digests', text: 'What happened, gathered.' },
    always: 'Confirmations and changes of appointments always come: they would be missed.',
    tracking: {
      title: 'Measure what I open',
      text: 'Yes, you may measure which e-mails I open and which links I follow.',
    },
    summaries: 'Summaries',
    format: 'Length',
    formats: { detailed: 'Detailed', brief: 'Brief' },
    frequency: 'How often',
    frequencies: {
      immediate: 'At once',
      daily: 'Once a day, in one mail',
      weekly: 'Once a week, in one mail',
      never: 'Never',
    },
    hour: 'At what time',
    marketingPerWeek: 'Offers and news at most',
    noLimit: 'As they come',
    perWeek: '{n} a week',
    times: 'Time and language',
    timezone: 'Time zone',
    automatic: 'Automatic',
    language: 'Language',
    quietFrom: 'Quiet from',
    quietTo: 'until',
    quietHint: 'In quiet hours nothing comes that can wait.',
    none: 'No quiet hours',
    save: 'Save',
    nothing: 'Unsubscribe from all of it',
    nothingHint: 'Nothing comes any more but confirmations and changes of your own appointments.',
  },
};

const de: PageTexts = {
  kinds: {
    conversation_summary: 'Zusammenfassungen Ihrer Gespräche',
    appointment: 'E-Mails zu Terminen',
    reminder: 'Terminerinnerungen',
    marketing: 'Angebote und Neuigkeiten',
    lead_alert: 'Lead-Meldungen',
    digest: 'Überblicke',
    system: 'Mitteilungen zum Dienst',
  },
  broken: {
    title: 'Dieser Link funktioniert nicht',
    text: 'Vielleicht wurde er unterwegs abgeschnitten. Bitte öffnen Sie ihn noch einmal aus der E-Mail, oder antworten Sie auf eine E-Mail von {company} und sagen Sie uns, was Sie möchten.',
  },
  expired: {
    title: 'Dieser Link ist zu alt',
    text: 'Zu Ihrer Sicherheit enden Links in unseren E-Mails nach einem Jahr. Bitte nutzen Sie den Link in einer neueren E-Mail, oder antworten Sie auf eine E-Mail von {company} und sagen Sie uns, was Sie möchten.',
  },
  footer: { preferences: 'Auswählen, was Sie erhalten', unsubscribe: 'Abbestellen' },
  unsubscribe: {
    ask: {
      title: 'Abbestellen?',
      text: 'Wir würden keine {kind} mehr an {email} senden.',
      button: 'Abbestellen',
    },
    done: {
      title: 'Sie haben abbestellt',
      text: 'Wir senden keine {kind} mehr an {email}. Das gilt ab sofort, auch für E-Mails, die schon auf den Versand warteten.',
    },
    choose: 'Stattdessen auswählen, was Sie erhalten',
  },
  centre: {
    title: 'Was möchten Sie erhalten?',
    intro: 'Dies gilt für {email}. Was Sie wählen, gilt sofort.',
    saved: 'Gespeichert. Es gilt ab sofort, auch für E-Mails, die auf den Versand warteten.',
    mails: 'E-Mails',
    conversationSummaries: {
      title: 'Zusammenfassungen von Gesprächen',
      text: 'Nachdem Sie mit uns gesprochen haben.',
    },
    appointmentReminders: { title: 'Erinnerungen', text: 'Vor einem Termin.' },
    marketingEmails: {
      title: 'Angebote und Neuigkeiten',
      text: 'Ja, senden Sie mir Angebote und Neuigkeiten per E-Mail.',
    },
    digests: { title: 'Überblicke', text: 'Was geschah, gesammelt.' },
    always: 'Bestätigungen und Änderungen von Terminen kommen immer: Sie würden sonst fehlen.',
    tracking: {
      title: 'Messen, was ich öffne',
      text: 'Ja, Sie dürfen messen, welche E-Mails ich öffne und welchen Links ich folge.',
    },
    summaries: 'Zusammenfassungen',
    format: 'Länge',
    formats: { detailed: 'Ausführlich', brief: 'Kurz' },
    frequency: 'Wie oft',
    frequencies: {
      immediate: 'Sofort',
      daily: 'Einmal am Tag, in einer E-Mail',
      weekly: 'Einmal in der Woche, in einer E-Mail',
      never: 'Nie',
    },
    hour: 'Um wie viel Uhr',
    marketingPerWeek: 'Angebote und Neuigkeiten höchstens',
    noLimit: 'Wie sie kommen',
    perWeek: '{n} in der Woche',
    times: 'Zeit und Sprache',
    timezone: 'Zeitzone',
    automatic: 'Automatisch',
    language: 'Sprache',
    quietFrom: 'Ruhe von',
    quietTo: 'bis',
    quietHint: 'In der Ruhezeit kommt nichts, was warten kann.',
    none: 'Keine Ruhezeit',
    save: 'Speichern',
    nothing: 'Alles abbestellen',
    nothingHint: 'Dann kommt nichts mehr außer Bestätigungen und Änderungen Ihrer eigenen Termine.',
  },
};

export const pageTexts = { en, de };
export type PageLocale = keyof typeof pageTexts;
