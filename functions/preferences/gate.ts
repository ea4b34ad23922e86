import { type Category, categoryRules } from '../contract/category.ts';
import { hasConsent, type Recipient, suppressionOf, type SuppressionReason } from './recipient.ts';
import { quietUntil, type Settings } from './settings.ts';

/** Why a message may not go; some of a message's reasons. */
export type RefusalReason =
  | 'disabled'
  | `suppressed_${SuppressionReason}`
  | 'no_consent'
  | 'opted_out'
  | 'frequency_cap'
  | 'expired'
  | 'sandbox';

export type Verdict =
  | { kind: 'go' }
  | { kind: 'wait'; until: number; why: 'paused' | 'quiet_hours' }
  | { kind: 'skip'; reason: RefusalReason };

export interface GateQuestion {
  category: Category;
  recipient: Recipient | undefined;
  settings: Settings;
  /** Whether app.yaml switches its template off. */
  isDisabled: boolean;
  /** When people who hold its category or template back look at it again; undefined when they do not. */
  pausedUntil?: number | undefined;
  /** Of a capped mail: how many like it the recipient got within the span of the cap, this one left out. */
  capped?: { most: number; got: number } | undefined;
  /** When the message goes stale, epoch milliseconds. */
  staleAt: number;
  /** Whether `sending.mode` lets mail go to this address on this stage. */
  addressAllowed: boolean;
  /** A mail to see what a template looks like: suppression holds for it, the recipient's choices do not. */
  isTest?: boolean | undefined;
  now: number;
}

/** The one decision whether a message may go, now, later or never. Of several reasons, the first in the order of the contract. */
export const gate = (question: GateQuestion): Verdict => {
  const reason = refusal(question);
  if (reason !== undefined) return { kind: 'skip', reason };
  if (question.pausedUntil !== undefined) {
    return { kind: 'wait', until: question.pausedUntil, why: 'paused' };
  }
  if (question.isTest !== true && categoryRules[question.category].quiet) {
    const until = quietUntil(question.settings, question.now);
    if (until !== undefined) return { kind: 'wait', until, why: 'quiet_hours' };
  }
  return { kind: 'go' };
};

const refusal = (question: GateQuestion): RefusalReason | undefined => {
  const { recipient, now } = question;
  if (question.isDisabled && question.isTest !== true) return 'disabled';
  const suppression = suppressionOf(recipient, now);
  if (suppression) return `suppressed_${suppression.reason}`;
  const unwanted = question.isTest === true ? undefined : refusalOf(question);
  if (unwanted !== undefined) return unwanted;
  if (now >= question.staleAt) return 'expired';
  return question.addressAllowed ? undefined : 'sandbox';
};

/** What the recipient has said against it. */
const refusalOf = ({
  category,
  recipient,
  settings,
  capped,
  now,
}: GateQuestion): RefusalReason | undefined => {
  const { refusedBy, needsConsent } = categoryRules[category];
  if (needsConsent && !hasConsent(recipient, 'marketing', now)) return 'no_consent';
  if (refusedBy !== null && recipient?.[refusedBy] === false) return 'opted_out';
  if (category === 'conversation_summary' && settings.summaryFrequency === 'never') return 'opted_out';
  return capped !== undefined && capped.got >= capped.most ? 'frequency_cap' : undefined;
};
