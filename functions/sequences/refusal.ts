import { hasConsent, type Recipient, suppressionOf } from '../preferences/recipient.ts';

/** Why somebody gets no marketing; undefined when they do. */
export type Refusal = 'suppressed' | 'no_consent' | 'opted_out';

/** Why a recipient gets no marketing now, in the order of the gate. */
export const refusalOf = (recipient: Recipient | undefined, now: number): Refusal | undefined => {
  if (suppressionOf(recipient, now) !== undefined) return 'suppressed';
  if (recipient?.marketingEmails === false) return 'opted_out';
  return hasConsent(recipient, 'marketing', now) ? undefined : 'no_consent';
};
