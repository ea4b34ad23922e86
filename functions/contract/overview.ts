import { MINUTE } from '../platform/clock.ts';
import type { Totals } from './counter-totals.ts';
import { type Reason, reasons } from './message-status.ts';
import { bucketLength, OUTCOMES } from './counters.ts';

export interface Overview {
  sent: number;
  delivered: number;
  opened: number;
  clicked: number;
  bounced: number;
  complained: number;
  unsubscribed: number;
  failed: number;
  cancelled: number;
  skipped: Partial<Record<Reason, number>>;
  medianMinutesToDelivery?: number | undefined;
}

/** E-mails that were given up, by Mailgun or by us. */
export const failedIn = ({ failed = 0, ended_failed = 0 }: Totals): number => failed + ended_failed;

/**
 * E-mails that Mailgun has taken: as its events `accepted` have it or, where that webhook is not registered or got
 * lost, as far as outcomes are known.
 */
export const sentIn = ({ accepted = 0, [OUTCOMES]: outcomes = 0 }: Totals): number =>
  Math.max(accepted, outcomes);

/** What counters say of e-mails; opens and clicks are of persons, each e-mail once. */
export const overviewOf = (totals: Totals): Overview => {
  const count = (name: string): number => totals[name] ?? 0;
  const skipped = reasons.flatMap((reason) => {
    const skips = count(`skipped_${reason}`);
    return skips > 0 ? [[reason, skips] as const] : [];
  });
  return {
    sent: sentIn(totals),
    delivered: count('delivered'),
    opened: count('openedMessages'),
    clicked: count('clickedMessages'),
    bounced: count('bounced'),
    complained: count('complained'),
    unsubscribed: count('unsubscribed'),
    failed: failedIn(totals),
    cancelled: count('cancelled'),
    skipped: Object.fromEntries(skipped),
    medianMinutesToDelivery: medianMinutes(totals),
  };
};

const DELIVERED_IN = 'delivered_in_';

/** The middle of all times from what an e-mail tells of to its delivery; undefined when none is known. */
const medianMinutes = (totals: Totals): number | undefined => {
  const buckets = Object.entries(totals)
    .filter(([name]) => name.startsWith(DELIVERED_IN))
    .map(([name, count]) => ({ bucket: Number(name.slice(DELIVERED_IN.length)), count }))
    .sort((a, b) => a.bucket - b.bucket);
  const all = buckets.reduce((sum, { count }) => sum + count, 0);
  let seen = 0;
  for (const { bucket, count } of buckets) {
    seen += count;
    if (seen * 2 >= all) return Math.round((bucketLength(bucket) / MINUTE) * 10) / 10;
  }
  return undefined;
};
