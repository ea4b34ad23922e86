import { type Breaker, viewBreaker } from '../outbox/outbox.ts';
import { failedIn, sentIn } from '../contract/overview.ts';
import type { Deliverability } from './analytics.routes.ts';
import type { Totals } from '../contract/counter-totals.ts';

/** Whether mail leaves, as callers see it. */
export const viewDeliverability = (breaker: Breaker, totals: Totals, now: number): Deliverability => {
  const { delivered = 0, deferred = 0, bounced = 0, complained = 0, unsubscribed = 0 } = totals;
  return {
    ...viewBreaker(breaker, now),
    last24h: {
      accepted: sentIn(totals),
      delivered,
      deferred,
      bounced,
      failed: failedIn(totals),
      complained,
      unsubscribed,
    },
  };
};
