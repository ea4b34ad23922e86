import * as z from 'zod';

/** What an e-mail is for; it decides lane, headers, who may refuse it and what may delay it. */
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
export const categorySchema = z
  .enum(categories)
  .meta({ id: 'Category', description: 'What an e-mail is for.' });

export type Lane = 'transactional' | 'bulk';

/** The switches of a recipient's preferences that refuse a category. */
export const optOutSwitches = [
  'conversationSummaries',
  'appointmentReminders',
  'marketingEmails',
  'digests',
] as const;
export type OptOutSwitch = (typeof optOutSwitches)[number];

export interface CategoryRules {
  lane: Lane;
  /** The preference that refuses it; null where nobody may. */
  refusedBy: OptOutSwitch | null;
  /** Whether `List-Unsubscribe` (RFC 2369) and `List-Unsubscribe-Post` (RFC 8058) are sent. */
  oneClick: boolean;
  needsConsent: boolean;
  /** Whether its mails lead to the preference centre. */
  preferencesLink: boolean;
  /** Whether it waits for the end of the recipient's quiet hours; what would come too late does not. */
  quiet: boolean;
}

export const categoryRules: Readonly<Record<Category, CategoryRules>> = {
  conversation_summary: {
    lane: 'transactional',
    refusedBy: 'conversationSummaries',
    oneClick: true,
    needsConsent: false,
    preferencesLink: true,
    quiet: true,
  },
  appointment: {
    lane: 'transactional',
    refusedBy: null,
    oneClick: false,
    needsConsent: false,
    preferencesLink: true,
    quiet: false,
  },
  reminder: {
    lane: 'transactional',
    refusedBy: 'appointmentReminders',
    oneClick: true,
    needsConsent: false,
    preferencesLink: true,
    quiet: false,
  },
  marketing: {
    lane: 'bulk',
    refusedBy: 'marketingEmails',
    oneClick: true,
    needsConsent: true,
    preferencesLink: true,
    quiet: true,
  },
  lead_alert: {
    lane: 'transactional',
    refusedBy: null,
    oneClick: false,
    needsConsent: false,
    preferencesLink: false,
    quiet: false,
  },
  digest: {
    lane: 'bulk',
    refusedBy: 'digests',
    oneClick: true,
    needsConsent: false,
    preferencesLink: true,
    quiet: true,
  },
  system: {
    lane: 'transactional',
    refusedBy: null,
    oneClick: false,
    needsConsent: false,
    preferencesLink: false,
    quiet: false,
  },
};
