import { describe, expect, test } from 'vitest';
import type { Action } from '../../functions/outbox/life-actions.ts';
import { beginLife, type NewMessage, staleAt, transition } from '../../functions/outbox/life.ts';
import type { Message, MessageStatus } from '../../functions/outbox/message.ts';
import { aMessage, aMessageThatIs, DAY, HOUR, MINUTE, NOW, SECOND } from './messages.ts';

const LATER = NOW + 2 * HOUR;

const actions: Readonly<Record<string, Action>> = {
  queue: { type: 'queue' },
  park: { type: 'park', until: LATER + HOUR },
  claim: { type: 'claim', token: 'claim_2', leaseUntil: LATER + MINUTE },
  release: { type: 'release' },
  sent: { type: 'sent', mailgunMessageId: '<other@mg.example.com>' },
  notSent: { type: 'notSent', miss: { at: LATER, error: 'ECONNREFUSED' } },
  unknown: {
    type: 'unknown',
    miss: { at: LATER, error: 'ECONNRESET', unknown: true },
    settleAt: LATER + HOUR,
    spendsTry: true,
  },
  leaseLapsed: { type: 'leaseLapsed', settleAt: LATER + HOUR },
  settleLater: { type: 'settleLater', settleAt: LATER + HOUR },
  settledAbsent: { type: 'settledAbsent' },
  noWord: { type: 'noWord' },
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
  return outcome.changed ? outcome.message.life.status : outcome.why === 'wrong_state' ? 'x' : '=';
};

const changed = (message: Message, action: Action, now = LATER): Message => {
  const outcome = transition(message, action, now);
  if (!outcome.changed) throw new Error(`Nothing changed: ${outcome.why}`);
  return outcome.message;
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

describe('queueing', () => {
  test('a scheduled message whose time has come gets its first copy', () => {
    expect(changed(aMessageThatIs('scheduled'), { type: 'queue' })).toMatchObject({
      copy: 1,
      queuedAt: LATER,
      life: { status: 'queued', nextCheckAt: LATER + 10 * MINUTE },
    });
  });

  test('a lost copy is replaced by one with the next number; the time of queueing stays', () => {
    expect(changed(aMessage({ copy: 4 }), { type: 'queue' })).toMatchObject({ copy: 5, queuedAt: NOW });
  });

  test.each([
    { lane: 'transactional', copy: 0, minutes: 10 },
    { lane: 'transactional', copy: 1, minutes: 20 },
    { lane: 'transactional', copy: 11, minutes: 120 },
    { lane: 'transactional', copy: 40, minutes: 120 },
    { lane: 'bulk', copy: 0, minutes: 30 },
    { lane: 'bulk', copy: 2, minutes: 90 },
    { lane: 'bulk', copy: 40, minutes: 360 },
  ] as const)(
    'after $copy copies a $lane message is looked at again in $minutes minutes',
    ({ lane, copy, minutes }) => {
      expect(changed(aMessage({ lane, copy }), { type: 'queue' }).life).toEqual({
        status: 'queued',
        nextCheckAt: LATER + minutes * MINUTE,
      });
    },
  );

  test('a message that expires sooner is looked at when it expires', () => {
    const expiring = aMessage({ expiresAt: LATER + 3 * MINUTE });
    expect(changed(expiring, { type: 'queue' }).life).toMatchObject({ nextCheckAt: LATER + 3 * MINUTE });
  });

  test('one that has expired already is looked at once, not in the past', () => {
    const expired = aMessage({ expiresAt: LATER - MINUTE });
    expect(changed(expired, { type: 'queue' }).life).toMatchObject({ nextCheckAt: LATER });
  });

  test('a parked message has no copy on SQS until the sweeper queues it', () => {
    const parked = changed(aMessage(), { type: 'park', until: LATER + HOUR });
    expect(parked.life).toEqual({ status: 'queued', parked: true, nextCheckAt: LATER + HOUR });
    expect(changed(parked, { type: 'queue' }).life).not.toHaveProperty('parked');
  });
});

describe('one try', () => {
  test('a claim spends a try and names who holds it, and until when', () => {
    expect(
      changed(aMessage(), { type: 'claim', token: 'claim_9', leaseUntil: LATER + MINUTE }),
    ).toMatchObject({
      attempts: 1,
      attemptedAt: LATER,
      life: { status: 'sending', claim: 'claim_9', leaseUntil: LATER + MINUTE, nextCheckAt: LATER + MINUTE },
    });
  });

  test('the sweeper never looks before the lease is over', () => {
    const soon = aMessage({ life: { status: 'queued', nextCheckAt: LATER + SECOND } });
    expect(changed(soon, { type: 'claim', token: 'c', leaseUntil: LATER + MINUTE }).life).toMatchObject({
      nextCheckAt: LATER + MINUTE,
    });
  });

  test('a claim that is given up spends no try', () => {
    expect(changed(aMessageThatIs('sending'), { type: 'release' })).toMatchObject({
      attempts: 0,
      life: { status: 'queued' },
    });
  });

  test('a try that failed by its own fault is spent and remembered', () => {
    const missed = changed(aMessageThatIs('sending'), {
      type: 'notSent',
      miss: { at: LATER, error: 'ECONNREFUSED' },
    });
    expect(missed).toMatchObject({ attempts: 1, misses: [{ at: LATER, error: 'ECONNREFUSED' }] });
    expect(missed.held).toBeUndefined();
  });

  test('a try that was held back by Mailgun is not spent, and the wait is told', () => {
    const held = changed(aMessageThatIs('sending'), {
      type: 'notSent',
      miss: { at: LATER, error: '429 slow down' },
      held: { why: '429 slow down', until: LATER + MINUTE },
    });
    expect(held).toMatchObject({
      attempts: 0,
      held: { at: LATER, why: '429 slow down', until: LATER + MINUTE },
    });
    expect(held.misses).toBeUndefined();
  });

  test.each([
    { spendsTry: true, attempts: 1 },
    { spendsTry: false, attempts: 0 },
  ])('an unknown outcome waits to be settled; spends a try: $spendsTry', ({ spendsTry, attempts }) => {
    const miss = { at: LATER, error: 'ETIMEDOUT', unknown: true };
    expect(
      changed(aMessageThatIs('sending'), { type: 'unknown', miss, settleAt: LATER + 5 * MINUTE, spendsTry }),
    ).toMatchObject({
      attempts,
      misses: [miss],
      life: { status: 'sending', settleAt: LATER + 5 * MINUTE, nextCheckAt: LATER + 5 * MINUTE },
    });
  });

  test('a lease that still runs has not lapsed', () => {
    const outcome = transition(
      aMessageThatIs('sending'),
      { type: 'leaseLapsed', settleAt: LATER },
      NOW + MINUTE + SECOND - 1,
    );
    expect(outcome).toEqual({ changed: false, why: 'no_effect' });
  });

  test('a lapsed lease is an unknown outcome of the time of its try', () => {
    const lapsed = changed(
      aMessageThatIs('sending'),
      { type: 'leaseLapsed', settleAt: LATER },
      NOW + MINUTE + SECOND,
    );
    expect(lapsed).toMatchObject({
      attempts: 1,
      misses: [{ at: NOW + SECOND, error: 'no answer was recorded', unknown: true }],
      life: { status: 'sending', settleAt: LATER, nextCheckAt: LATER },
    });
  });

  test('ten misses are kept, the newest', () => {
    const misses = Array.from({ length: 10 }, (_, i) => ({ at: NOW + i, error: `miss ${i}` }));
    const next = changed(aMessageThatIs('sending', { misses }), {
      type: 'notSent',
      miss: { at: LATER, error: 'the newest' },
    });
    expect(next.misses).toHaveLength(10);
    expect(next.misses?.[0]).toEqual({ at: NOW + 1, error: 'miss 1' });
    expect(next.misses?.at(-1)).toEqual({ at: LATER, error: 'the newest' });
  });

  test("Mailgun's answer that comes after its own webhook only completes the id", () => {
    const delivered = aMessageThatIs('delivered', { mailgunMessageId: undefined });
    const completed = changed(delivered, { type: 'sent', mailgunMessageId: '<x@mg.example.com>' });
    expect(completed).toEqual({ ...delivered, mailgunMessageId: '<x@mg.example.com>' });
  });
});

describe('what Mailgun tells', () => {
  test('a webhook that beats our own record settles the try as sent', () => {
    const sent = changed(aMessageThatIs('unknown'), { type: 'accepted', occurredAt: NOW + 4 * SECOND });
    expect(sent).toMatchObject({ sentAt: NOW + 4 * SECOND, life: { status: 'sent' } });
  });

  test('a message is never sent before it was tried, whatever the clocks say', () => {
    const sent = changed(aMessageThatIs('sending'), { type: 'accepted', occurredAt: NOW - MINUTE });
    expect(sent.sentAt).toBe(NOW + SECOND);
  });

  test('a delayed bounce overrules the delivery, and the time of delivery stays', () => {
    const bounced = changed(aMessageThatIs('delivered'), {
      type: 'bounced',
      occurredAt: LATER,
      detail: '550 over quota',
    });
    expect(bounced).toMatchObject({
      deliveredAt: NOW + 3 * SECOND,
      bouncedAt: LATER,
      life: { status: 'bounced', detail: '550 over quota' },
    });
  });

  test('a bounce that overtakes its delivery stays a bounce, and the delivery is noted', () => {
    expect(changed(aMessageThatIs('bounced'), { type: 'delivered', occurredAt: LATER })).toMatchObject({
      deliveredAt: LATER,
      life: { status: 'bounced' },
    });
  });

  test('what Mailgun gives up for a suppression fails with that reason', () => {
    expect(
      changed(aMessageThatIs('sent'), {
        type: 'failedAfterSend',
        occurredAt: LATER,
        reason: 'suppressed_complaint',
        detail: '607',
      }).life,
    ).toEqual({ status: 'failed', reason: 'suppressed_complaint', failedAt: LATER, detail: '607' });
  });

  test('the first open counts as the time of opening, even when it comes last', () => {
    const once = changed(aMessageThatIs('delivered'), { type: 'opened', occurredAt: LATER, machine: false });
    const twice = changed(once, { type: 'opened', occurredAt: LATER - HOUR, machine: false });
    expect(twice).toMatchObject({ opens: 2, openedAt: LATER - HOUR });
  });

  test('the first click counts as the time of clicking, even when it comes last', () => {
    const once = changed(aMessageThatIs('delivered'), { type: 'clicked', occurredAt: LATER, machine: false });
    const twice = changed(once, { type: 'clicked', occurredAt: LATER - HOUR, machine: false });
    expect(twice).toMatchObject({ clicks: 2, clickedAt: LATER - HOUR });
  });

  test('software that opens and clicks is counted apart', () => {
    const opened = changed(aMessageThatIs('delivered'), { type: 'opened', occurredAt: LATER, machine: true });
    const clicked = changed(opened, { type: 'clicked', occurredAt: LATER, machine: true });
    expect(clicked).toMatchObject({ opens: 0, clicks: 0, botOpens: 1, botClicks: 1 });
    expect(clicked.openedAt).toBeUndefined();
    expect(clicked.clickedAt).toBeUndefined();
  });

  test.each(['complained', 'unsubscribed'] as const)('%s is a fact with its first time', (type) => {
    const once = changed(aMessageThatIs('delivered'), { type, occurredAt: LATER });
    const twice = changed(once, { type, occurredAt: LATER - HOUR });
    expect(twice).toMatchObject({ [`${type}At`]: LATER - HOUR, life: { status: 'delivered' } });
  });
});

describe('a sent message of which no word comes', () => {
  test('is asked about ever more seldom, and no more once Mailgun has forgotten it', () => {
    let message = changed(
      aMessageThatIs('sending'),
      { type: 'sent', mailgunMessageId: '<x@mg.example.com>' },
      NOW,
    );
    const looks: (number | undefined)[] = [];
    for (let look = 0; look < 8; look += 1) {
      looks.push('nextCheckAt' in message.life ? message.life.nextCheckAt : undefined);
      message = changed(message, { type: 'noWord' }, NOW + look * DAY);
    }
    const none = undefined;
    expect(looks).toEqual([
      NOW + 15 * MINUTE,
      NOW + HOUR,
      NOW + 4 * HOUR,
      NOW + 9 * HOUR,
      NOW + DAY,
      NOW + 71 * HOUR,
      none,
      none,
    ]);
    expect(message.life.status).toBe('sent');
  });
});

describe('a retry by hand', () => {
  const failed = aMessageThatIs('failed', {
    copy: 6,
    attempts: 4,
    misses: [{ at: NOW, error: 'ECONNREFUSED' }],
    held: { at: NOW, why: '429', until: NOW + MINUTE },
    sentAt: NOW,
    mailgunMessageId: '<old@mg.example.com>',
  });

  test('begins a new generation with all its tries, and remembers how the last one ended', () => {
    expect(changed(failed, { type: 'retry' })).toEqual({
      ...failed,
      generation: 1,
      copy: 7,
      attempts: 0,
      misses: undefined,
      held: undefined,
      attemptedAt: undefined,
      sentAt: undefined,
      mailgunMessageId: undefined,
      queuedAt: LATER,
      retries: [{ failedAt: NOW + 2 * SECOND, reason: 'rejected', retriedAt: LATER }],
      life: { status: 'queued', nextCheckAt: LATER + 70 * MINUTE },
    });
  });

  test('remembers the last five', () => {
    const retries = Array.from({ length: 5 }, (_, i) => ({
      failedAt: NOW + i,
      reason: 'dead_lettered' as const,
      retriedAt: NOW + i,
    }));
    const retried = changed({ ...failed, retries }, { type: 'retry' });
    expect(retried.retries).toHaveLength(5);
    expect(retried.retries?.at(-1)).toMatchObject({ reason: 'rejected', retriedAt: LATER });
  });
});

describe('rescheduling', () => {
  test('moves the time, and the check that mends a lost timer', () => {
    const at = LATER + DAY;
    expect(changed(aMessageThatIs('scheduled'), { type: 'reschedule', scheduledAt: at })).toMatchObject({
      scheduledAt: at,
      life: { status: 'scheduled', nextCheckAt: at + 30 * SECOND },
    });
  });
});

describe('a new message', () => {
  const base: NewMessage = {
    id: 'msg_1',
    client: 'crm',
    requestHash: 'hash',
    to: { email: 'ada@example.com' },
    category: 'appointment',
    lane: 'transactional',
  };
  const facts = {
    ...base,
    rev: 0,
    createdAt: NOW,
    generation: 0,
    attempts: 0,
    opens: 0,
    clicks: 0,
  };

  test('that may go at once is queued with its first copy', () => {
    expect(beginLife(base, { as: 'queued' }, NOW)).toEqual({
      ...facts,
      acceptedAs: 'queued',
      copy: 1,
      queuedAt: NOW,
      life: { status: 'queued', nextCheckAt: NOW + 10 * MINUTE },
    });
  });

  test('that is for later is scheduled without a copy', () => {
    expect(beginLife(base, { as: 'scheduled', scheduledAt: NOW + DAY }, NOW)).toEqual({
      ...facts,
      acceptedAs: 'scheduled',
      copy: 0,
      scheduledAt: NOW + DAY,
      life: { status: 'scheduled', nextCheckAt: NOW + DAY + 30 * SECOND },
    });
  });

  test('that may not go is skipped with its reason', () => {
    expect(beginLife(base, { as: 'skipped', reason: 'no_consent' }, NOW)).toEqual({
      ...facts,
      acceptedAs: 'skipped',
      copy: 0,
      life: { status: 'skipped', reason: 'no_consent', skippedAt: NOW },
    });
  });
});

describe('going stale', () => {
  test.each<{ what: string; different: Partial<Message>; want: number }>([
    { what: 'seven days after it was asked for', different: {}, want: NOW + 7 * DAY },
    {
      what: 'seven days after it was due',
      different: { scheduledAt: NOW + DAY },
      want: NOW + 8 * DAY,
    },
    {
      what: 'seven days after the last retry by hand',
      different: { retries: [{ failedAt: NOW, reason: 'rejected', retriedAt: NOW + 10 * DAY }] },
      want: NOW + 17 * DAY,
    },
    {
      what: 'at its own deadline, whatever else holds',
      different: { scheduledAt: NOW + DAY, expiresAt: NOW + 2 * HOUR },
      want: NOW + 2 * HOUR,
    },
  ])('a message is stale $what', ({ different, want }) => {
    expect(staleAt(aMessage(different), 7 * DAY)).toBe(want);
  });
});
