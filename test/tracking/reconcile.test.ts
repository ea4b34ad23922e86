import { describe, expect, test } from 'vitest';
import type { EventsQuery } from '../../functions/mailgun/mailgun.ts';
import type { Message } from '../../functions/outbox/message/message.ts';
import { reconcile } from '../../functions/tracking/reconcile.ts';
import { id, memoryOutbox } from '../outbox/memory-outbox.ts';
import { aConfig, aMessageThatIs, DAY, HOUR, MINUTE, NOW, SECOND } from '../outbox/messages.ts';
import { mailgunEvents } from './events.ts';

const LATER = NOW + HOUR;
const types = ['delivered', 'failed', 'opened', 'clicked', 'complained', 'unsubscribed', 'rejected'];

const silent = (i: number, different: Partial<Message> = {}): Message =>
  aMessageThatIs('sent', { id: id(i), mailgunMessageId: `<${id(i)}.0@mg.example.com>`, ...different });
const eventOf = (i: number, different: Record<string, unknown> = {}) => ({
  ...mailgunEvents.delivered,
  id: `event-${i}`,
  message: { headers: { 'message-id': `${id(i)}.0@mg.example.com` } },
  'user-variables': { messageId: id(i), generation: '0' },
  ...different,
});

const setUp = async (messages: readonly Message[], events: readonly unknown[] | Error = []) => {
  let now = LATER;
  const memory = await memoryOutbox(messages, () => now);
  const asked: EventsQuery[] = [];
  const logged: unknown[] = [];
  const { logger } = memory.deps;
  logger.info = (...words: unknown[]) => void logged.push(words);
  const deps = {
    ...memory.deps,
    logger,
    config: aConfig({ mailgun: { domain: 'mg.example.com', marketing_domain: 'news.example.com' } }),
    mailgun: {
      events: async function* (query: EventsQuery) {
        asked.push(query);
        await Promise.resolve();
        if (events instanceof Error) throw events;
        yield* events;
      },
    },
  };
  return {
    ...memory,
    asked,
    logged,
    run: (endsAt = LATER + MINUTE) => reconcile(deps, endsAt),
    moveTo: (at: number) => {
      now = at;
    },
  };
};

describe('Of mails that nobody told of', () => {
  test('Mailgun is asked by their Message-Id, from a minute before they were sent to now', async () => {
    const { run, asked, logged } = await setUp([silent(1)]);
    expect(await run()).toMatchObject({ asked: 1, events: 0 });
    expect(asked).toEqual([
      {
        domain: 'mg.example.com',
        begin: NOW + 2 * SECOND - MINUTE,
        end: LATER + MINUTE,
        types,
        messageId: `${id(1)}.0@mg.example.com`,
      },
    ]);
    expect(logged).toHaveLength(1);
  });

  test('it is asked by the id that they would have where Mailgun named none', async () => {
    const { run, asked } = await setUp([silent(1, { mailgunMessageId: undefined, sentAt: undefined })]);
    await run();
    expect(asked).toMatchObject([{ begin: NOW - MINUTE, messageId: `${id(1)}.0@mg.example.com` }]);
  });

  test('it is asked on the domain that they left from', async () => {
    const { run, asked } = await setUp([silent(1), silent(2, { category: 'marketing', lane: 'bulk' })]);
    await run();
    expect(asked.map(({ domain }) => domain).toSorted()).toEqual(['mg.example.com', 'news.example.com']);
  });

  test('what it says goes the way of webhooks, and what is about others does not', async () => {
    const { run, queued } = await setUp([silent(1)], [eventOf(1), eventOf(7), { event: 'of no known kind' }]);
    expect(await run()).toMatchObject({ asked: 1, events: 1 });
    expect(queued('raw')).toEqual([{ receivedAt: LATER, event: eventOf(1) }]);
  });

  test('it is asked again later, and the later the longer', async () => {
    const { run, asked, lifeOf, moveTo } = await setUp([silent(1)]);
    const { nextCheckAt } = await run();
    const first = await lifeOf(1);
    expect(first).toMatchObject({ status: 'sent', checks: 1 });
    expect(first).toHaveProperty('nextCheckAt', nextCheckAt);
    moveTo(Number(nextCheckAt) - 1);
    expect(await run(LATER + 9 * DAY)).toMatchObject({ asked: 0, nextCheckAt });
    expect(asked).toHaveLength(1);
    moveTo(Number(nextCheckAt));
    await run(LATER + 9 * DAY);
    expect(asked).toHaveLength(2);
  });

  test('nothing is asked of those whose time has not come, and nothing is logged', async () => {
    const later = silent(1, { life: { status: 'sent', checks: 0, nextCheckAt: LATER + 1 } });
    const { run, asked, logged } = await setUp([later, aMessageThatIs('delivered', { id: id(2) })]);
    expect(await run()).toEqual({ asked: 0, events: 0, nextCheckAt: LATER + 1 });
    expect(asked).toEqual([]);
    expect(logged).toEqual([]);
  });

  test('nothing is begun once the time is over, and there is more to do at once', async () => {
    const { run, asked } = await setUp([silent(1)]);
    expect(await run(LATER)).toEqual({ asked: 0, events: 0, nextCheckAt: LATER });
    expect(asked).toEqual([]);
  });

  test('a failing Mailgun leaves them as they are, to be asked of again', async () => {
    const { run, lifeOf } = await setUp([silent(1)], new Error('500'));
    await expect(run()).rejects.toThrow('500');
    expect(await lifeOf(1)).toMatchObject({ checks: 0 });
  });

  test('twenty and more are asked for by one read over their time', async () => {
    const sentAt = (i: number) => NOW + (i + 1) * SECOND;
    const many = Array.from({ length: 20 }, (_, i) => silent(i, { sentAt: sentAt(i) }));
    const { run, asked, queued } = await setUp(many, [eventOf(3), eventOf(19)]);
    expect(await run()).toMatchObject({ asked: 20, events: 2 });
    expect(asked).toEqual([
      {
        domain: 'mg.example.com',
        begin: sentAt(0) - MINUTE,
        end: sentAt(19) + 10 * MINUTE + MINUTE,
        types,
      },
    ]);
    expect(queued('raw')).toHaveLength(2);
  });

  test('that read ends with the present, and nineteen are asked for one by one', async () => {
    const recent = Array.from({ length: 20 }, (_, i) => silent(i, { sentAt: LATER - MINUTE }));
    const one = await setUp(recent);
    await one.run();
    expect(one.asked.map(({ end }) => end)).toEqual([LATER + MINUTE]);
    const fewer = await setUp(recent.slice(1));
    await fewer.run();
    expect(fewer.asked).toHaveLength(19);
  });

  test('all are asked for, page by page', async () => {
    const many = Array.from({ length: 900 }, (_, i) => silent(i));
    const { run } = await setUp(many);
    expect(await run()).toMatchObject({ asked: 900 });
  });
});
