/** What an e-mail is for; it decides lane, headers and who may refuse it. */
export const categories = [
  'conversation_summary',
  'appointment',
  'reminder',
  'marketing',
  'lead_alert',
  'digest',
  'system',
] as const;
export type Category = (typeof categories)[number];

export type Lane = 'transactional' | 'bulk';

/** The switches of a recipient's preferences that refuse a category. */
export type OptOutSwitch = 'conversationSummaries' | 'appointmentReminders' | 'marketingEmails' | 'digests';

export interface CategoryRules {
  lane: Lane;
  /** The preference that refuses it; null where nobody may. */
  refusedBy: OptOutSwitch | null;
  /** Whether `List-Unsubscribe` (RFC 2369) and `List-Unsubscribe-Post` (RFC 8058) are sent. */
  oneClick: boolean;
  needsConsent: boolean;
}

export const categoryRules: Readonly<Record<Category, CategoryRules>> = {
  conversation_summary: {
    lane: 'transactional',
    refusedBy: 'conversationSummaries',
    oneClick: true,
    needsConsent: false,
  },
  appointment: { lane: 'transactional', refusedBy: null, oneClick: false, needsConsent: false },
  reminder: { lane: 'transactional', refusedBy: 'appointmentReminders', oneClick: true, needsConsent: false },
  marketing: { lane: 'bulk', refusedBy: 'marketingEmails', oneClick: true, needsConsent: true },
  lead_alert: { lane: 'transactional', refusedBy: null, oneClick: false, needsConsent: false },
  digest: { lane: 'bulk', refusedBy: 'digests', oneClick: true, needsConsent: false },
  system: { lane: 'transactional', refusedBy: null, oneClick: false, needsConsent: false },
};
