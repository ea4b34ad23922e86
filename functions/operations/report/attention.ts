import type { OwnAlertKind } from '../../bus/own-alerts.ts';
import { newcombe, type Share, wilson } from '../../platform/statistics.ts';
import type { AlertRecord } from '../alert-store.ts';
import type { Week } from './week.ts';

/** What each rule rests on. */
export interface Facts {
  complaints: { share: Share };
  bounces: { share: Share };
  delivery_fell: { now: Share; before: Share };
  dead_letters: { count: number; isMore: boolean };
  untaken: { count: number };
  nothing_sent: { before: number };
  sandbox: { count: number };
  alerts: { ownKey: string; count: number };
  going_on: { record: AlertRecord };
}
export type RuleName = keyof Facts;

export interface AttentionOf<R extends RuleName> {
  rule: R;
  facts: Facts[R];
}
/** Something that a person should see to. */
export type Attention = { [R in RuleName]: AttentionOf<R> }[RuleName];

/**
 * From where on a share is too high, when its whole interval is: mailbox providers ask for less than 0.1 % of complaints
 * (Google, "Email sender guidelines"); at 5 % of bounces Amazon SES looks into an account (its guide, "reputation").
 */
const limits = { complaints: 0.001, bounces: 0.05 } as const;

/** Kinds of our own alerts that have no rule of their own here. */
const told: readonly OwnAlertKind[] = ['refused_event', 'digest_late', 'sms_refused', 'sms_spend_limit'];

/** Outcomes by which e-mails are judged: those that are on their way are no part of a base. */
const sharesOf = ({ delivered, bounced, complained }: Week['now']) => ({
  delivered: { count: delivered, base: delivered + bounced },
  bounces: { count: bounced, base: delivered + bounced },
  // Complaints may be about mail of the week before.
  complaints: { count: complained, base: Math.max(delivered, complained) },
});

/** How a week's mail fared, as shares with their bases. */
export const weekShares = (week: Pick<Week, 'now' | 'before'>) => ({
  now: sharesOf(week.now),
  before: sharesOf(week.before),
});

/** What needs attention in a week, the worst first. */
export const attentionOf = (week: Week): Attention[] => {
  const { now, before } = weekShares(week);
  const found: Attention[] = [];
  for (const rule of ['complaints', 'bounces'] as const)
    if (wilson(now[rule]).low > limits[rule]) found.push({ rule, facts: { share: now[rule] } });
  if (newcombe(before.delivered, now.delivered).low > 0)
    found.push({ rule: 'delivery_fell', facts: { now: now.delivered, before: before.delivered } });
  const { count, isMore } = week.deadLetters;
  if (count > 0) found.push({ rule: 'dead_letters', facts: { count, isMore } });
  if (week.untaken > 0) found.push({ rule: 'untaken', facts: { count: week.untaken } });
  if (week.now.sent === 0 && week.before.sent > 0)
    found.push({ rule: 'nothing_sent', facts: { before: week.before.sent } });
  const kept = week.now.skipped.sandbox ?? 0;
  if (kept > 0) found.push({ rule: 'sandbox', facts: { count: kept } });
  for (const { ownKey, count: times } of week.alerts) {
    if (ownKey !== undefined && told.some((kind) => ownKey.startsWith(kind)))
      found.push({ rule: 'alerts', facts: { ownKey, count: times } });
  }
  for (const record of week.going) found.push({ rule: 'going_on', facts: { record } });
  return found;
};
