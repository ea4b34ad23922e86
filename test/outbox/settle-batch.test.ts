import { describe, expect, test } from 'vitest';
import type { Message } from '../../functions/outbox/message/message.ts';
import { findMessage, saveParams } from '../../functions/outbox/message/store.ts';
import { settle } from '../../functions/outbox/sweep/settle.ts';
import type { EventsQuery } from '../../functions/mailgun/mailgun.ts';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { mailgunEvents } from '../tracking/events.ts';
import { id, memoryOutbox } from './memory-outbox.ts';
import { aConfig, aMessageThatIs, DAY, MINUTE, NOW, SECOND } from './messages.ts';

const config = aConfig({
  mailgun: { domain: 'mg.example.com', marketing_domain: 'news.example.com' },
  delivery: { retry_attempts: 3, settle_minutes: { transactional: 5, bulk: 30 } },
});
const LATER = NOW + 6 * MINUTE;
const unknown = (i: number, different: Partial<Message> = {}): Message =>
  aMessageThatIs('unknown', { id: id(i), ...different });
const eventOf = (i: number, different: Record<string, unknown> = {}) => ({
  ...mailgunEvents.accepted,
  message: { headers: { 'message-id': `${id(i)}.0@mg.example.com` } },
  'user-variables': { messageId: id(i), generation: '0' },
  ...different,
});

/** Settling over tables and queues in memory; Mailgun tells `events`, or fails. */
const setUp = async (messages: readonly Message[], events: readonly unknown[] | Error) => {
  const memory = await memoryOutbox(messages, () => LATER);
  const asked: EventsQuery[] = [];
  const deps = {
    ...memory.deps,
    mailgun: {
      events: async function* (query: EventsQuery) {
        asked.push(query);
        await Promise.resolve();
        if (events instanceof Error) throw events;
        yield* events;
      },
    },
    config,
    recoveredAt: () => Promise.resolve(0),
  };
  return { ...memory, deps, sends: deps.sends, asked };
};

describe('tries of which nobody knows the outcome', () => {
  test('are looked for in the events of their domains, from a minute before the first to now', async () => {
    const first = unknown(1, { attemptedAt: NOW - MINUTE });
    const messages = [unknown(2), first, unknown(3, { category: 'marketing', lane: 'bulk' })];
    const { deps, asked } = await setUp(messages, []);
    await settle(deps, messages, LATER);
    const types = ['accepted', 'delivered', 'failed', 'rejected'];
    expect(asked).toEqual([
      { domain: 'mg.example.com', begin: NOW - 2 * MINUTE, end: LATER + MINUTE, types },
      { domain: 'news.example.com', begin: NOW + SECOND - MINUTE, end: LATER + MINUTE, types },
    ]);
  });

  test('are looked for no further back than Mailgun keeps events', async () => {
    const old = unknown(1, { attemptedAt: LATER - 5 * DAY });
    const { deps, asked } = await setUp([old], []);
    await settle(deps, [old], LATER);
    expect(asked.map(({ begin }) => begin)).toEqual([LATER - 3 * DAY]);
  });

  test('cost no question when there are none', async () => {
    const { deps, asked } = await setUp([], new Error('must not be asked'));
    const none = { ...deps, recoveredAt: () => Promise.reject(new Error('must not be asked')) };
    expect(await settle(none, [], LATER)).toEqual({ settled: 0, postponed: 0 });
    expect(asked).toEqual([]);
  });

  test('that Mailgun took send the first event of each on its way, and wait for what it does', async () => {
    const messages = [unknown(1), unknown(2)];
    const events = [
      { event: 'of a kind that nobody knows' },
      eventOf(1),
      eventOf(1, { event: 'delivered', id: 'later' }),
      eventOf(7),
    ];
    const { deps, sends, queued } = await setUp(messages, events);
    expect(await settle(deps, messages, LATER)).toEqual({ settled: 2, postponed: 1 });
    expect(queued('raw')).toEqual([{ receivedAt: LATER, event: eventOf(1) }]);
    expect((await findMessage(sends, id(1)))?.life).toMatchObject({
      status: 'sending',
      nextCheckAt: LATER + 2 * MINUTE,
    });
    // Of the other one Mailgun knows nothing: it is sent again.
    expect((await findMessage(sends, id(2)))?.life.status).toBe('queued');
    expect(queued('transactional')).toEqual([{ id: id(2), copy: 2 }]);
  });

  test('wait, and are counted for the alarm, when the events can not be read', async () => {
    const messages = [unknown(1)];
    const { deps, sends, queued, counts } = await setUp(messages, new Error('500'));
    expect(await settle(deps, messages, LATER)).toEqual({ settled: 0, postponed: 1 });
    expect(counts).toEqual({ EventsUnreadable: 1 });
    expect((await findMessage(sends, id(1)))?.life).toMatchObject({
      status: 'sending',
      nextCheckAt: LATER + MINUTE,
    });
    expect([...queued('raw'), ...queued('transactional')]).toEqual([]);
  });

  test('fail when all tries are spent, and the bus is told', async () => {
    const spent = unknown(1, { attempts: 4 });
    const { deps, sends, published } = await setUp([spent], []);
    expect(await settle(deps, [spent], LATER)).toEqual({ settled: 1, postponed: 0 });
    expect((await findMessage(sends, id(1)))?.life).toMatchObject({
      status: 'failed',
      reason: 'dead_lettered',
      detail: 'ECONNABORTED',
    });
    expect(published()).toEqual(['email.failed']);
  });

  test('are left to whoever has changed them meanwhile', async () => {
    const read = unknown(1);
    const { deps, sends, queued } = await setUp([read], []);
    const changed = { ...read, opens: 1 };
    await sends.dynamo.send(new PutCommand(saveParams(sends, changed, NOW)));
    expect(await settle(deps, [read], LATER)).toEqual({ settled: 0, postponed: 0 });
    expect((await findMessage(sends, id(1)))?.life.status).toBe('sending');
    expect(queued('transactional')).toEqual([]);
  });
});
