import { describe, expect, test } from 'vitest';
import type { Action } from '../../functions/outbox/message/actions.ts';
import { transition } from '../../functions/outbox/message/life.ts';
import type { Message } from '../../functions/outbox/message/message.ts';
import { LATER } from './life-fixture.ts';
import { aMessageThatIs, DAY, HOUR, MINUTE } from './messages.ts';
import type { MessageStatus } from '../../functions/contract/message-status.ts';

const actions: Readonly<Record<string, Action>> = {
  queue: { type: 'queue' },
  park: { type: 'park', until: LATER + HOUR },
  claim: { type: 'claim', token: 'claim_2', leaseUntil: LATER + MINUTE, recoveredAt: 0 },
  release: { type: 'release' },
  sent: { type: 'sent', mailgunMessageId: '<other@mg.example.com>' },
  notSent: { type: 'notSent', failedTry: { at: LATER, error: 'ECONNREFUSED' } },
  unknown: {
    type: 'unknown',
    failedTry: { at: LATER, error: 'ECONNRESET', unknown: true },
    settleAt: LATER + HOUR,
    isProbe: false,
  },
  leaseLapsed: { type: 'leaseLapsed', settleAt: LATER + HOUR },
  settleLater: { type: 'settleLater', settleAt: LATER + HOUR },
  settledAbsent: { type: 'settledAbsent' },
  noWord: { type: 'noEvents' },
  fail: { type: 'fail', reason: 'rejected', detail: '413 too large' },
  skip: { type: 'skip', reason: 'opted_out' },
  cancel: { type: 'cancel' },
  reschedule: { type: 'reschedule', scheduledAt: LATER + DAY },
  retry: { type: 'retry' },
  accepted: { type: 'accepted', occurredAt: LATER },
  deferred: { type: 'deferred', occurredAt: LATER },
  delivered: { type: 'delivered', occurredAt: LATER },
  bounced: { type: 'bounced', occurredAt: LATER, detail: '550 No such mailbox' },
  failedAfterSend: {
    type: 'failedAfterSend',
    occurredAt: LATER,
    reason: 'suppressed_bounce',
    detail: '605 Not delivering to a previously bounced address',
  },
  opened: { type: 'opened', occurredAt: LATER, machine: false },
  clicked: { type: 'clicked', occurredAt: LATER, machine: false },
  complained: { type: 'complained', occurredAt: LATER },
  unsubscribed: { type: 'unsubscribed', occurredAt: LATER },
};

// A status: what the message is then. x: not possible in this state. =: nothing to change. .: never asked.
const table = `
                  scheduled  queued     sending    unknown    sent       delivered  bounced    failed     skipped    cancelled
  queue           queued     queued     x          x          x          x          x          x          x          x
  park            x          queued     x          x          x          x          x          x          x          x
  claim           x          sending    x          x          x          x          x          x          x          x
  release         x          x          queued     .          x          x          x          x          x          x
  sent            =          sent       sent       sent       =          =          =          =          =          =
  notSent         x          x          queued     .          x          x          x          x          x          x
  unknown         x          x          sending    .          x          x          x          x          x          x
  leaseLapsed     x          x          sending    x          x          x          x          x          x          x
  settleLater     x          x          x          sending    x          x          x          x          x          x
  settledAbsent   x          x          x          queued     x          x          x          x          x          x
  noWord          x          x          x          x          sent       x          x          x          x          x
  fail            failed     failed     failed     failed     x          x          x          x          x          x
  skip            skipped    skipped    x          x          x          x          x          x          x          x
  cancel          cancelled  cancelled  x          x          x          x          x          x          x          =
  reschedule      scheduled  x          x          x          x          x          x          x          x          x
  retry           x          x          x          x          x          x          x          queued     x          x
  accepted        .          sent       sent       sent       =          =          =          =          =          =
  deferred        .          sent       sent       sent       =          =          =          =          =          =
  delivered       .          delivered  delivered  delivered  delivered  =          bounced    =          =          =
  bounced         .          bounced    bounced    bounced    bounced    bounced    =          =          =          =
  failedAfterSend .          failed     failed     failed     failed     =          =          =          =          =
  opened          .          queued     sending    sending    sent       delivered  bounced    failed     skipped    cancelled
  clicked         .          queued     sending    sending    sent       delivered  bounced    failed     skipped    cancelled
  complained      .          queued     sending    sending    sent       delivered  bounced    failed     skipped    cancelled
  unsubscribed    .          queued     sending    sending    sent       delivered  bounced    failed     skipped    cancelled
`;
const statuses: readonly (MessageStatus | 'unknown')[] = [
  'scheduled',
  'queued',
  'sending',
  'unknown',
  'sent',
  'delivered',
  'bounced',
  'failed',
  'skipped',
  'cancelled',
];
const cases = table
  .trim()
  .split('\n')
  .slice(1)
  .flatMap((line) => {
    const [type = '', ...cells] = line.trim().split(/\s+/);
    return statuses.map((status, i) => ({ type, status, want: cells[i] }));
  });

const outcomeOf = (message: Message, action: Action): string => {
  const outcome = transition(message, action, LATER);
  if (outcome.changed) return outcome.message.life.status;
  return outcome.why === 'wrong_state' ? 'x' : '=';
};

describe('what each action makes of each status', () => {
  test('the table names every action and every status', () => {
    expect(new Set(cases.map(({ type }) => type))).toEqual(new Set(Object.keys(actions)));
    expect(cases.map(({ want }) => want)).not.toContain(undefined);
  });

  test.each(cases.filter(({ want }) => want !== '.'))('$type when $status gives $want', (c) => {
    expect(outcomeOf(aMessageThatIs(c.status), actions[c.type]!)).toBe(c.want);
  });
});
