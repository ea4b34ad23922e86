import type { Category } from '../../contract/category.ts';
import type { Reason } from '../../contract/message-status.ts';
import type { Language } from '../../platform/wording.ts';

/** What a report calls things, in one language. */
export interface ReportWords {
  categories: Readonly<Record<Category, string>>;
  /** Why an e-mail was not sent. */
  reasons: Readonly<Record<Reason, string>>;
  rates: Readonly<Record<'delivered' | 'bounces' | 'complaints', string>>;
  /** The base of a share, and within which bounds (95 %) it lies. */
  bounds: (words: { base: string; low: string; high: string }) => string;
  few: (words: { count: string; base: string }) => string;
  none: string;
  figures: Readonly<Record<'suppressed' | 'deadLetters' | 'untaken' | 'answered' | 'texts' | 'cost', string>>;
  suppressed: (words: { bounce: string; complaint: string; manual: string }) => string;
  answered: (words: { median: string }) => string;
  parts: (words: { parts: string }) => string;
  refused: (words: { refused: string }) => string;
  cost: string;
}

const en: ReportWords = {
  categories: {
    conversation_summary: 'Conversation summaries',
    appointment: 'Appointments',
    reminder: 'Reminders',
    marketing: 'Marketing',
    lead_alert: 'Lead alerts',
    digest: 'Digests',
    system: 'System notices',
  },
  reasons: {
    disabled: 'Template is switched off',
    suppressed_bounce: 'Address has bounced before',
    suppressed_complaint: 'Recipient has complained before',
    suppressed_manual: 'Suppressed by hand',
    no_consent: 'No consent',
    opted_out: 'Recipient does not want it',
    frequency_cap: 'More than allowed in a time',
    paused: 'Paused',
    expired: 'Too late to be of use',
    superseded: 'Something newer took its place',
    sandbox: 'Recipient not allowed on this stage',
    outcome_unknown: 'Outcome unknown',
    rejected: 'Refused by Mailgun',
    dead_lettered: 'Failed in each try',
    no_address: 'No address',
    no_content: 'Content erased or too old',
  },
  rates: { delivered: 'Delivered', bounces: 'Bounced', complaints: 'Complaints' },
  bounds: ({ base, low, high }) => `of ${base}, between ${low} and ${high}`,
  few: ({ count, base }) => `${count} of ${base}`,
  none: 'none',
  figures: {
    suppressed: 'Suppressions added',
    deadLetters: 'Dead letters open',
    untaken: 'Leads nobody took',
    answered: 'Leads taken',
    texts: 'Text messages',
    cost: 'AWS, estimated',
  },
  suppressed: ({ bounce, complaint, manual }) =>
    `${bounce} bounced, ${complaint} complained, ${manual} by hand`,
  answered: ({ median }) => `half of them within ${median}`,
  parts: ({ parts }) => `${parts} parts`,
  refused: ({ refused }) => `${refused} refused`,
  cost: 'without Mailgun and text messages',
};

const de: ReportWords = {
  categories: {
    conversation_summary: 'Gesprächszusammenfassungen',
    appointment: 'Termine',
    reminder: 'Erinnerungen',
    marketing: 'Werbung',
    lead_alert: 'Lead-Meldungen',
    digest: 'Tagesberichte',
    system: 'Systemmeldungen',
  },
  reasons: {
    disabled: 'Vorlage ist abgeschaltet',
    suppressed_bounce: 'Adresse war schon unzustellbar',
    suppressed_complaint: 'Empfänger hat sich beschwert',
    suppressed_manual: 'Von Hand gesperrt',
    no_consent: 'Keine Einwilligung',
    opted_out: 'Empfänger will das nicht',
    frequency_cap: 'Mehr als in der Zeit erlaubt',
    paused: 'Angehalten',
    expired: 'Zu spät, um zu nützen',
    superseded: 'Etwas Neueres trat an die Stelle',
    sandbox: 'Empfänger auf dieser Stufe nicht erlaubt',
    outcome_unknown: 'Ausgang unbekannt',
    rejected: 'Von Mailgun abgelehnt',
    dead_lettered: 'Bei jedem Versuch gescheitert',
    no_address: 'Keine Adresse',
    no_content: 'Inhalt gelöscht oder zu alt',
  },
  rates: { delivered: 'Zugestellt', bounces: 'Unzustellbar', complaints: 'Beschwerden' },
  bounds: ({ base, low, high }) => `von ${base}, zwischen ${low} und ${high}`,
  few: ({ count, base }) => `${count} von ${base}`,
  none: 'keine',
  figures: {
    suppressed: 'Neue Sperren',
    deadLetters: 'Gescheiterte E-Mails, offen',
    untaken: 'Leads, die niemand übernahm',
    answered: 'Übernommene Leads',
    texts: 'SMS',
    cost: 'AWS, geschätzt',
  },
  suppressed: ({ bounce, complaint, manual }) =>
    `${bounce} unzustellbar, ${complaint} nach Beschwerde, ${manual} von Hand`,
  answered: ({ median }) => `die Hälfte binnen ${median}`,
  parts: ({ parts }) => `${parts} Teile`,
  refused: ({ refused }) => `${refused} abgelehnt`,
  cost: 'ohne Mailgun und SMS',
};

export const reportWords: Readonly<Record<Language, ReportWords>> = { en, de };
