import type { PageLocale } from '../pages/texts.ts';
import type { cancelReasons } from './change-request.ts';

interface PageTexts {
  with: string;
  yourTime: string;
  siteTime: string;
  otherClock: string;
  onYourClock: string;
  span: string;
  place: string;
  join: string;
  calendarFile: string;
  bookAnew: string;
  booked: string;
  cancelled: { title: string; text: string };
  past: { title: string; text: string };
  closed: { title: string; text: string };
  requested: Readonly<Record<'cancel' | 'move' | 'rebook', { title: string; text: string }>>;
  changed: string;
  wrong: Readonly<Record<'reason' | 'time' | 'long' | 'rating', string>>;
  move: {
    title: string;
    again: string;
    times: string;
    none: string;
    wish: string;
    wishHint: string;
    button: string;
    buttonAgain: string;
  };
  cancel: {
    title: string;
    why: string;
    reasons: Readonly<Record<(typeof cancelReasons)[number], string>>;
    comment: string;
    button: string;
  };
  feedback: {
    title: string;
    lead: string;
    ratings: readonly [string, string, string, string, string];
    legend: string;
    comment: string;
    button: string;
    thanks: string;
    again: string;
  };
}

const en: PageTexts = {
  with: 'With {name}',
  yourTime: 'Your time:',
  siteTime: 'Time on site:',
  otherClock: '{clock} in {zone}',
  onYourClock: 'On your clock: {clock}, {zone}',
  span: '{from} – {to}',
  place: 'Where',
  join: 'Join the meeting',
  calendarFile: 'Add to your calendar (.ics)',
  bookAnew: 'Find another time',
  booked: 'Your appointment',
  cancelled: {
    title: 'This appointment is cancelled',
    text: 'It does not take place; there is nothing you need to do.',
  },
  past: { title: 'This appointment is over', text: 'Nothing of it can be changed any more.' },
  closed: {
    title: 'This page is closed',
    text: 'The appointment was more than 30 days ago. If there is anything we can do for you, just answer one of our e-mails.',
  },
  requested: {
    cancel: {
      title: 'You asked us to cancel',
      text: 'The appointment stands until we confirm that. You will get an e-mail then.',
    },
    move: {
      title: 'You asked us for another time',
      text: 'The appointment stands until we confirm the new time. You will get an e-mail then.',
    },
    rebook: {
      title: 'You asked us for a new time',
      text: 'You will get an e-mail as soon as it is settled.',
    },
  },
  changed: 'The appointment has changed since you opened this page. This is how things stand now.',
  wrong: {
    reason: 'Please choose a reason; “I’d rather not say” is one, too.',
    time: 'Please choose a time, or write when it would suit you.',
    long: 'Please write a little less: your text is too long.',
    rating: 'Please choose from 1 to 5.',
  },
  move: {
    title: 'Ask for another time',
    again: 'Ask for a new time',
    times: 'Times that are free',
    none: 'None of these',
    wish: 'When would it suit you?',
    wishHint: 'Such as: any morning of next week.',
    button: 'Ask for this time',
    buttonAgain: 'Ask for a new time',
  },
  cancel: {
    title: 'Cancel',
    why: 'Why do you want to cancel?',
    reasons: {
      conflict: 'Something else is at that time',
      not_needed: 'I no longer need it',
      found_other: 'I found something else',
      other: 'Another reason',
      rather_not_say: 'I’d rather not say',
    },
    comment: 'Anything you would like to add?',
    button: 'Ask to cancel',
  },
  feedback: {
    title: 'How was your appointment?',
    lead: 'Your answer goes to {company}.',
    ratings: ['1 – not helpful', '2', '3', '4', '5 – very helpful'],
    legend: 'From 1 to 5',
    comment: 'Anything you would like to add?',
    button: 'Send',
    thanks: 'Thank you. Your answer has arrived.',
    again: 'You may change it here at any time; the last answer counts.',
  },
};

const de: PageTexts = {
  with: 'Mit {name}',
  yourTime: 'Ihre Zeit:',
  siteTime: 'Zeit vor Ort:',
  otherClock: '{clock} ({zone})',
  onYourClock: 'Nach Ihrer Uhr: {clock}, {zone}',
  span: '{from} – {to} Uhr',
  place: 'Ort',
  join: 'Am Gespräch teilnehmen',
  calendarFile: 'In Ihren Kalender eintragen (.ics)',
  bookAnew: 'Anderen Termin finden',
  booked: 'Ihr Termin',
  cancelled: {
    title: 'Dieser Termin ist abgesagt',
    text: 'Er findet nicht statt; Sie müssen nichts weiter tun.',
  },
  past: { title: 'Dieser Termin ist vorbei', text: 'Daran lässt sich nichts mehr ändern.' },
  closed: {
    title: 'Diese Seite ist geschlossen',
    text: 'Der Termin liegt mehr als 30 Tage zurück. Wenn wir etwas für Sie tun können, antworten Sie einfach auf eine unserer E-Mails.',
  },
  requested: {
    cancel: {
      title: 'Sie möchten absagen',
      text: 'Der Termin gilt, bis wir das bestätigen. Dann erhalten Sie eine E-Mail.',
    },
    move: {
      title: 'Sie möchten eine andere Zeit',
      text: 'Der Termin gilt, bis wir die neue Zeit bestätigen. Dann erhalten Sie eine E-Mail.',
    },
    rebook: {
      title: 'Sie möchten eine neue Zeit',
      text: 'Sobald sie feststeht, erhalten Sie eine E-Mail.',
    },
  },
  changed: 'Der Termin hat sich geändert, seit Sie diese Seite geöffnet haben. So ist der Stand jetzt.',
  wrong: {
    reason: 'Bitte wählen Sie einen Grund; „Möchte ich nicht sagen“ ist auch einer.',
    time: 'Bitte wählen Sie eine Zeit, oder schreiben Sie, wann es Ihnen passt.',
    long: 'Bitte schreiben Sie etwas weniger: Ihr Text ist zu lang.',
    rating: 'Bitte wählen Sie von 1 bis 5.',
  },
  move: {
    title: 'Um eine andere Zeit bitten',
    again: 'Um eine neue Zeit bitten',
    times: 'Zeiten, die frei sind',
    none: 'Keine davon',
    wish: 'Wann würde es Ihnen passen?',
    wishHint: 'Zum Beispiel: nächste Woche an jedem Vormittag.',
    button: 'Um diese Zeit bitten',
    buttonAgain: 'Um eine neue Zeit bitten',
  },
  cancel: {
    title: 'Absagen',
    why: 'Warum möchten Sie absagen?',
    reasons: {
      conflict: 'Zu dieser Zeit ist etwas anderes',
      not_needed: 'Ich brauche ihn nicht mehr',
      found_other: 'Ich habe etwas anderes gefunden',
      other: 'Ein anderer Grund',
      rather_not_say: 'Möchte ich nicht sagen',
    },
    comment: 'Möchten Sie noch etwas sagen?',
    button: 'Um Absage bitten',
  },
  feedback: {
    title: 'Wie war Ihr Termin?',
    lead: 'Ihre Antwort geht an {company}.',
    ratings: ['1 – nicht hilfreich', '2', '3', '4', '5 – sehr hilfreich'],
    legend: 'Von 1 bis 5',
    comment: 'Möchten Sie noch etwas sagen?',
    button: 'Senden',
    thanks: 'Danke. Ihre Antwort ist angekommen.',
    again: 'Sie können sie hier jederzeit ändern; die letzte Antwort zählt.',
  },
};

export const appointmentPageTexts: Readonly<Record<PageLocale, PageTexts>> = { en, de };
