import type { Recipient, SuppressionReason } from './recipient.ts';
import { type Category, categoryRules } from './categories.ts';

/** Why a message may not go; some of a message's reasons. */
export type RefusalReason =
  `suppressed_${SuppressionReason}` | 'no_consent' | 'opted_out' | 'expired' | 'sandbox';

export type Verdict = { go: true } | { go: false; reason: RefusalReason };

export interface GateQuestion {
  category: Category;
  recipient: Recipient | undefined;
  /** When the message goes stale, epoch milliseconds. */
  staleAt: number;
  /** Whether `sending.mode` lets mail go to this address on this stage. */
  addressAllowed: boolean;
  /** A mail to see what a template looks like: suppression holds for it, opt-outs do not. */
  isTest?: boolean | undefined;
  now: number;
}

/** The one decision whether a message may go. Of several reasons, the first in the order of the contract. */
export const gate = (question: GateQuestion): Verdict => {
  const { recipient, now } = question;
  const rules = categoryRules[question.category];
  const suppression = recipient?.suppression;
  if (suppression) return { go: false, reason: `suppressed_${suppression.reason}` };
  if (question.isTest !== true) {
    if (rules.needsConsent && !hasMarketingConsent(recipient, now))
      return { go: false, reason: 'no_consent' };
    if (rules.refusedBy !== null && recipient?.[rules.refusedBy] === false)
      return { go: false, reason: 'opted_out' };
  }
  if (now >= question.staleAt) return { go: false, reason: 'expired' };
  if (!question.addressAllowed) return { go: false, reason: 'sandbox' };
  return { go: true };
};

const hasMarketingConsent = (recipient: Recipient | undefined, now: number): boolean => {
  const consent = recipient?.consent?.marketing;
  return consent !== undefined && (consent.expiresAt === undefined || consent.expiresAt > now);
};
