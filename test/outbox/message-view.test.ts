import { describe, expect, test } from 'vitest';
import type { StoredEvent } from '../../functions/outbox/message/events-store.ts';
import type { Message } from '../../functions/outbox/message/message.ts';
import { viewMessage } from '../../functions/outbox/api/message-view.ts';
import { aBody, aMessage, aMessageThatIs, DAY, HOUR, MESSAGE_ID, MINUTE, NOW, SECOND } from './messages.ts';
import { emailViewSchema } from '../../functions/contract/email.ts';

const domain = 'mg.example.com';

const event = (type: string, at: number, more: Partial<StoredEvent> = {}): StoredEvent => ({
  type,
  at,
  generation: 0,
  ...more,
});

const story = (message: Message, events: readonly StoredEvent[] = []): string[] =>
  (viewMessage(message, { events, domain }).timeline ?? []).map(
    ({ type, at }) => `${at.slice(11, 19)} ${type}`,
  );

describe('a message as callers see it', () => {
  test('has its times in UTC and its counts', () => {
    const view = viewMessage(
      aMessageThatIs('delivered', {
        openedAt: NOW + HOUR,
        opens: 2,
        botOpens: 1,
        expiresAt: NOW + DAY,
        tags: ['spring'],
        metadata: { order: 7 },
        leadId: 'l-1',
      }),
      { domain },
    );
    expect(JSON.parse(JSON.stringify(view))).toEqual({
      id: MESSAGE_ID,
      status: 'delivered',
      to: { email: 'ada@example.com', name: 'Ada Lovelace' },
      subject: 'Your appointment on Monday',
      category: 'appointment',
      lane: 'transactional',
      messageId: `<${MESSAGE_ID}.0@mg.example.com>`,
      generation: 0,
      attempts: 1,
      createdAt: '2026-03-02T09:00:00.000Z',
      sentAt: '2026-03-02T09:00:02.000Z',
      deliveredAt: '2026-03-02T09:00:03.000Z',
      openedAt: '2026-03-02T10:00:00.000Z',
      expiresAt: '2026-03-03T09:00:00.000Z',
      opens: 2,
      clicks: 0,
      machineOpens: 1,
      machineClicks: 0,
      tags: ['spring'],
      metadata: { order: 7 },
      leadId: 'l-1',
    });
  });

  test.each([
    { status: 'failed', reason: 'rejected', detail: '400 no' },
    { status: 'skipped', reason: 'opted_out', detail: undefined },
    { status: 'bounced', reason: undefined, detail: '550 No such mailbox' },
    { status: 'queued', reason: undefined, detail: undefined },
  ] as const)('that is $status says why', ({ status, reason, detail }) => {
    const view = viewMessage(aMessageThatIs(status), { domain });
    expect({ reason: view.reason, detail: view.detail }).toEqual({ reason, detail });
  });

  test('names its Message-Id before it is sent, and the one that Mailgun gave it after', () => {
    expect(viewMessage(aMessage(), { domain }).messageId).toBe(`<${MESSAGE_ID}.0@mg.example.com>`);
    const foreign = aMessageThatIs('sent', { mailgunMessageId: '<7.x@mg.example.com>' });
    expect(viewMessage(foreign, { domain }).messageId).toBe('<7.x@mg.example.com>');
  });

  test('has what overflowed to its body', () => {
    const overflow = { subject: 'A long one', tags: ['a'], metadata: { b: 1 } };
    const view = viewMessage(aMessage({ subject: undefined, overflow: true }), {
      body: aBody({ overflow }),
      domain,
    });
    expect(view).toMatchObject(overflow);
  });

  test('has no timeline in lists', () => {
    expect(viewMessage(aMessage(), { domain }).timeline).toBeUndefined();
  });

  test.each([
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
  ] as const)('that is %s keeps the shape that the API promises', (status) => {
    const view: unknown = JSON.parse(
      JSON.stringify(viewMessage(aMessageThatIs(status), { events: [event('deferred', NOW)], domain })),
    );
    expect(emailViewSchema.parse(view)).toEqual(view);
  });
});

describe('the timeline', () => {
  test('tells a whole life in order, whatever the order of events', () => {
    const message = aMessageThatIs('delivered');
    const events = [
      event('clicked', NOW + HOUR + MINUTE, { url: 'https://example.com/a', client: 'Firefox' }),
      event('opened', NOW + HOUR),
      event('accepted', NOW + 2 * SECOND),
      event('delivered', NOW + 3 * SECOND),
      event('deferred', NOW + 2 * SECOND + 500, { detail: '450 try later' }),
    ];
    expect(story(message, events)).toEqual([
      '09:00:00 accepted',
      '09:00:00 queued',
      '09:00:01 sending',
      '09:00:02 sent',
      '09:00:02 deferred',
      '09:00:03 delivered',
      '10:00:00 opened',
      '10:01:00 clicked',
    ]);
    expect(story(message, events.toReversed())).toEqual(story(message, events));
  });

  test('of what happened in the same moment causes come first', () => {
    const at = NOW;
    const message = aMessageThatIs('delivered', { attemptedAt: at, sentAt: at, deliveredAt: at });
    expect(story(message, [event('clicked', at), event('opened', at), event('delivered', at)])).toEqual([
      '09:00:00 accepted',
      '09:00:00 queued',
      '09:00:00 sending',
      '09:00:00 sent',
      '09:00:00 delivered',
      '09:00:00 opened',
      '09:00:00 clicked',
    ]);
  });

  test('of a scheduled message says when it is due', () => {
    expect(viewMessage(aMessageThatIs('scheduled'), { events: [], domain }).timeline).toEqual([
      { type: 'accepted', at: '2026-03-02T09:00:00.000Z' },
      { type: 'scheduled', at: '2026-03-02T09:00:00.000Z', detail: 'for 2026-03-02T10:00:00.000Z' },
    ]);
  });

  test.each([
    { status: 'failed', last: { type: 'failed', reason: 'rejected', detail: '400 no' } },
    { status: 'skipped', last: { type: 'skipped', reason: 'opted_out' } },
    { status: 'cancelled', last: { type: 'cancelled' } },
  ] as const)('of a message that is $status ends with that', ({ status, last }) => {
    const { timeline } = viewMessage(aMessageThatIs(status), { events: [], domain });
    expect(timeline?.at(-1)).toMatchObject(last);
  });

  test('tells each failed try with its error, then the one that went through', () => {
    const message = aMessageThatIs('sent', {
      attempts: 3,
      failedTries: [
        { at: NOW + MINUTE, error: 'ECONNREFUSED' },
        { at: NOW + 6 * MINUTE, error: 'ETIMEDOUT', unknown: true },
      ],
      attemptedAt: NOW + 12 * MINUTE,
      sentAt: NOW + 12 * MINUTE + SECOND,
    });
    const { timeline } = viewMessage(message, { events: [], domain });
    expect(timeline?.filter(({ type }) => type === 'sending')).toEqual([
      { type: 'sending', at: '2026-03-02T09:01:00.000Z', attempt: 1, detail: 'ECONNREFUSED' },
      {
        type: 'sending',
        at: '2026-03-02T09:06:00.000Z',
        attempt: 2,
        detail: 'ETIMEDOUT: Mailgun had not taken it',
      },
      { type: 'sending', at: '2026-03-02T09:12:00.000Z', attempt: 3 },
    ]);
  });

  test.each([
    {
      status: 'sending',
      life: {
        status: 'sending',
        nextCheckAt: NOW + HOUR,
        claim: 'c',
        leaseUntil: NOW,
        settleAt: NOW + HOUR,
      },
      words: 'the outcome is not known yet',
    },
    { status: 'sent', life: undefined, words: 'Mailgun had taken it, as its events told' },
    { status: 'queued', life: undefined, words: 'Mailgun had not taken it' },
    {
      status: 'failed',
      life: { status: 'failed', reason: 'outcome_unknown', failedAt: NOW + HOUR, detail: 'no word' },
      words: 'the outcome was never known',
    },
  ] as const)('of a try without an answer says what became known once it is $status: $words', (known) => {
    const at = NOW + MINUTE;
    const message = aMessageThatIs(known.status, {
      attemptedAt: at,
      failedTries: [{ at, error: 'ETIMEDOUT', unknown: true }],
      sentAt: known.status === 'sent' ? at : undefined,
      ...(known.life !== undefined && { life: known.life }),
    });
    const { timeline } = viewMessage(message, { events: [], domain });
    expect(timeline?.find(({ type }) => type === 'sending')?.detail).toBe(`ETIMEDOUT: ${known.words}`);
  });

  test('of a try whose answer was lost tells no later than of what Mailgun had of it', () => {
    const message = aMessageThatIs('sent', {
      attemptedAt: NOW + MINUTE,
      failedTries: [{ at: NOW + MINUTE, error: 'ETIMEDOUT', unknown: true }],
      sentAt: NOW + MINUTE,
    });
    const delivered = {
      id: 'e',
      at: NOW + SECOND,
      type: 'delivered',
      generation: message.generation,
    } as const;
    const { timeline } = viewMessage(message, { events: [delivered], domain });
    expect(timeline?.map(({ type }) => type)).toEqual(['accepted', 'queued', 'sending', 'sent', 'delivered']);
  });

  test('tells each time that it was to leave at, and since when', () => {
    const message = aMessageThatIs('scheduled', {
      createdAt: NOW,
      scheduledAt: NOW + 3 * HOUR,
      moves: [
        { at: NOW + MINUTE, from: NOW + HOUR, to: NOW + 2 * HOUR },
        { at: NOW + 2 * MINUTE, from: NOW + 2 * HOUR, to: NOW + 3 * HOUR },
      ],
    });
    const { timeline } = viewMessage(message, { events: [], domain });
    expect(timeline?.filter(({ type }) => type === 'scheduled')).toEqual([
      { type: 'scheduled', at: '2026-03-02T09:00:00.000Z', detail: 'for 2026-03-02T10:00:00.000Z' },
      { type: 'scheduled', at: '2026-03-02T09:01:00.000Z', detail: 'for 2026-03-02T11:00:00.000Z' },
      { type: 'scheduled', at: '2026-03-02T09:02:00.000Z', detail: 'for 2026-03-02T12:00:00.000Z' },
    ]);
  });

  test('says also where a list is all that is read what a message waits for', () => {
    const lastWait = { at: NOW + MINUTE, why: 'the recipient’s quiet hours', until: NOW + HOUR };
    const failedTries = [{ at: NOW, error: 'ECONNREFUSED' }];
    const detailOf = (more: Parameters<typeof aMessage>[0]) => viewMessage(aMessage(more), { domain }).detail;
    expect(detailOf({})).toBeUndefined();
    expect(detailOf({ failedTries })).toBe('is tried again: ECONNREFUSED');
    expect(detailOf({ failedTries, lastWait })).toBe(
      'waits until 2026-03-02T10:00:00.000Z: the recipient’s quiet hours',
    );
  });

  test('says what a message is held for, and until when', () => {
    const lastWait = { at: NOW + MINUTE, why: '429 slow down', until: NOW + 3 * MINUTE };
    const { timeline } = viewMessage(aMessage({ lastWait }), { events: [], domain });
    expect(timeline?.at(-1)).toEqual({
      type: 'queued',
      at: '2026-03-02T09:01:00.000Z',
      detail: 'waits until 2026-03-02T09:03:00.000Z: 429 slow down',
    });
  });

  test('tells how earlier generations ended, and when each was tried again', () => {
    const message = aMessage({
      generation: 1,
      queuedAt: NOW + 2 * HOUR,
      retries: [{ failedAt: NOW + HOUR, reason: 'dead_lettered', retriedAt: NOW + 2 * HOUR }],
    });
    const { timeline } = viewMessage(message, { events: [], domain });
    expect(timeline?.filter(({ type }) => type !== 'queued')).toEqual([
      { type: 'accepted', at: '2026-03-02T09:00:00.000Z' },
      { type: 'failed', at: '2026-03-02T10:00:00.000Z', reason: 'dead_lettered' },
      { type: 'retried', at: '2026-03-02T11:00:00.000Z' },
    ]);
  });

  test('tells every try, those of earlier generations too', () => {
    const message = aMessage({
      generation: 1,
      attempts: 1,
      queuedAt: NOW + 2 * HOUR,
      attemptedAt: NOW + 2 * HOUR + MINUTE,
      retries: [
        {
          queuedAt: NOW,
          failedTries: [{ at: NOW + MINUTE, error: '503' }],
          attemptedAt: NOW + 5 * MINUTE,
          failedAt: NOW + HOUR,
          reason: 'rejected',
          retriedAt: NOW + 2 * HOUR,
        },
      ],
    });
    expect(story(message).map((line) => line.slice(9))).toEqual([
      'accepted',
      'queued',
      'sending',
      'sending',
      'failed',
      'retried',
      'queued',
      'sending',
    ]);
  });

  test('has a mail on its way before what Mailgun tells of it, whichever clock was ahead', () => {
    const message = aMessageThatIs('delivered', { attemptedAt: NOW + 5, sentAt: NOW + 9 });
    const events = [event('delivered', NOW + 3)];
    expect(
      story(message, events)
        .map((line) => line.slice(9))
        .slice(-3),
    ).toEqual(['sending', 'sent', 'delivered']);
  });

  test('marks opens and clicks by software', () => {
    const events = [event('opened', NOW + HOUR, { machine: true, client: 'apple' })];
    const { timeline } = viewMessage(aMessageThatIs('delivered'), { events, domain });
    expect(timeline?.at(-1)).toEqual({
      type: 'opened',
      at: '2026-03-02T10:00:00.000Z',
      machine: true,
      client: 'apple',
    });
  });

  test('leaves out events that it has no word for, and those that only repeat the message', () => {
    const events = [event('list_member_uploaded', NOW), event('accepted', NOW), event('failed', NOW)];
    expect(story(aMessage(), events)).toEqual(story(aMessage()));
  });
});
