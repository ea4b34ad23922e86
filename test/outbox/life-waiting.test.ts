import { describe, expect, test } from 'vitest';
import type { Action } from '../../functions/outbox/message/actions.ts';
import { beginLife, type NewMessage } from '../../functions/outbox/message/life.ts';
import { staleAt } from '../../functions/outbox/message/send-at.ts';
import type { Message } from '../../functions/outbox/message/message.ts';
import { changed, LATER } from './life-fixture.ts';
import { aMessage, aMessageThatIs, DAY, HOUR, MINUTE, NOW, SECOND } from './messages.ts';

describe('a new message', () => {
  const base: NewMessage = {
    id: 'msg_1',
    client: 'crm',
    requestHash: 'hash',
    bodyId: 'body_1',
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
      life: { status: 'skipped', reason: 'no_consent', skippedAt: NOW, announceAt: NOW + MINUTE },
    });
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
    expect(changed(aMessage(), { type: 'park', until: LATER + HOUR, why: 'quiet' })).toMatchObject({
      lastWait: { at: LATER, why: 'quiet', until: LATER + HOUR },
    });
    const parked = changed(aMessage(), { type: 'park', until: LATER + HOUR });
    expect(parked.life).toEqual({ status: 'queued', parked: true, nextCheckAt: LATER + HOUR });
    expect(changed(parked, { type: 'queue' }).life).not.toHaveProperty('parked');
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

test.each<{ what: string; action: Action }>([
  { what: 'fails', action: { type: 'fail', reason: 'rejected', detail: '413 too large' } },
  { what: 'is skipped', action: { type: 'skip', reason: 'opted_out' } },
  { what: 'is cancelled', action: { type: 'cancel' } },
])(
  'the bus is told a minute later of a message that $what, should it not have been at once',
  ({ action }) => {
    expect(changed(aMessage(), action).life).toMatchObject({ announceAt: LATER + MINUTE });
  },
);

describe('a retry by hand', () => {
  const failed = aMessageThatIs('failed', {
    copy: 6,
    attempts: 4,
    failedTries: [{ at: NOW, error: 'ECONNREFUSED' }],
    lastWait: { at: NOW, why: '429', until: NOW + MINUTE },
    sentAt: NOW,
    mailgunMessageId: '<old@mg.example.com>',
  });

  test('begins a new generation with all its tries, and remembers how the last one ended', () => {
    expect(changed(failed, { type: 'retry' })).toEqual({
      ...failed,
      generation: 1,
      copy: 7,
      attempts: 0,
      failedTries: undefined,
      lastWait: undefined,
      attemptedAt: undefined,
      sentAt: undefined,
      mailgunMessageId: undefined,
      queuedAt: LATER,
      retries: [
        {
          queuedAt: failed.queuedAt,
          attemptedAt: failed.attemptedAt,
          failedTries: failed.failedTries,
          failedAt: NOW + 2 * SECOND,
          reason: 'rejected',
          retriedAt: LATER,
        },
      ],
      life: { status: 'queued', nextCheckAt: LATER + 70 * MINUTE },
    });
  });

  test('remembers the last three tries that failed', () => {
    const failedTries = Array.from({ length: 5 }, (_, i) => ({ at: NOW + i, error: `miss ${i}` }));
    const retried = changed({ ...failed, failedTries }, { type: 'retry' });
    expect(retried.retries?.at(-1)?.failedTries).toEqual(failedTries.slice(2));
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
