import { PutCommand, TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import type { SQSRecord } from 'aws-lambda';
import { describe, expect, test } from 'vitest';
import { createMessage, findMessage, saveParams } from '../../functions/outbox/message/store.ts';
import { makeRecipientStore } from '../../functions/preferences/store.ts';
import { erasedAddress } from '../../functions/contract/erased-address.ts';
import { trackBatch } from '../../functions/tracking/track-batch.ts';
import { findEvents } from '../../functions/outbox/message/events-store.ts';
import { aConfig, aMessageThatIs, DAY, MINUTE, NOW } from '../outbox/messages.ts';
import { clientOf, makeMemoryDynamo } from '../simulation/memory-dynamo.ts';
import { silentLogger } from '../simulation/world.ts';
import { mailgunEvents } from './events.ts';

/** Tracking over tables in memory that hold sent messages; `refuses` are words of writes that DynamoDB does not take. */
const setUp = async (count: number, refuses = 'nothing of the kind') => {
  const memory = makeMemoryDynamo();
  const refusal = Object.assign(new Error('One or more parameter values were invalid'), {
    name: 'ValidationException',
  });
  const dynamo = clientOf((input) =>
    JSON.stringify(input).includes(refuses) && !JSON.stringify(input).includes('UNKNOWN#')
      ? Promise.reject(refusal)
      : Promise.resolve(memory.answer(input)),
  );
  const sends = {
    dynamo,
    table: 'sends',
    messagesDays: 400,
    countersTable: 'metrics',
    meter: { addMetric: () => undefined },
  };
  const ids = Array.from({ length: count }, (_, i) => `msg_${String(i).padStart(26, '0')}`);
  for (const id of ids) await createMessage(sends, aMessageThatIs('sent', { id }), NOW);
  const counts: Record<string, number> = {};
  const deps = {
    sends,
    stateTable: 'metrics',
    ours: { domains: ['mg.example.com'], redirectTo: undefined },
    recipients: makeRecipientStore(dynamo, 'preferences'),
    softBounces: aConfig().suppression,
    attachments: {
      put: () => Promise.resolve([]),
      get: () => Promise.resolve([]),
      remove: () => Promise.resolve(),
    },
    bus: { publish: () => Promise.resolve() },
    logger: silentLogger(),
    metrics: {
      addMetric: (name: string, _unit: 'Count', value: number) => {
        counts[name] = (counts[name] ?? 0) + value;
      },
    },
    now: () => NOW,
    random: () => 0.5,
    pause: () => Promise.resolve(),
  };
  const statuses = async () =>
    Promise.all(ids.map(async (id) => (await findMessage(sends, id))?.life.status));
  const keptApart = () => memory.items('sends').filter(({ pk }) => String(pk).startsWith('UNKNOWN#'));
  return { deps, ids, statuses, keptApart, counts, items: () => memory.items('sends') };
};

const record = (i: number, event: unknown, token?: string): SQSRecord =>
  ({
    messageId: `record-${i}`,
    body: typeof event === 'string' ? event : JSON.stringify({ receivedAt: NOW, event, token }),
  }) as SQSRecord;

const delivered = (id: string, different: Record<string, unknown> = {}) => ({
  ...mailgunEvents.delivered,
  id: `event-of-${id}`,
  message: { headers: { 'message-id': `${id}.0@mg.example.com` } },
  ...different,
});

describe('a batch of events', () => {
  test('of which DynamoDB refuses one counts all others, and keeps that one apart', async () => {
    const { deps, ids, statuses, keptApart } = await setUp(8, 'poison');
    const records = ids.map((id, i) =>
      record(i, delivered(id, i === 3 ? { url: 'https://poison.example', event: 'clicked' } : {})),
    );
    expect(await trackBatch(deps, records)).toEqual([]);
    expect((await statuses()).filter((status) => status === 'delivered')).toHaveLength(7);
    expect(keptApart()).toMatchObject([{ why: 'of a content that can not be stored' }]);
  });

  test('of which one record is no event at all gives that one back', async () => {
    const { deps, ids, statuses } = await setUp(3);
    const records = [...ids.map((id, i) => record(i, delivered(id))), record(9, '{"not":')];
    expect(await trackBatch(deps, records)).toEqual(['record-9']);
    expect(await statuses()).toEqual(['delivered', 'delivered', 'delivered']);
  });

  test('about a mail to somebody else moves and suppresses nobody', async () => {
    const { deps, ids, statuses, keptApart } = await setUp(1);
    const [id = ''] = ids;
    const complaint = { ...delivered(id), event: 'complained', recipient: 'victim@example.com' };
    expect(await trackBatch(deps, [record(0, complaint)])).toEqual([]);
    expect(await statuses()).toEqual(['sent']);
    expect(keptApart()).toMatchObject([{ why: 'about somebody whom the message did not go to' }]);
    expect(await deps.recipients.find('victim@example.com')).toBeUndefined();
    expect(await deps.recipients.find('ada@example.com')).toBeUndefined();
  });

  test('suppresses whom the mail went to', async () => {
    const { deps, ids } = await setUp(1);
    const [id = ''] = ids;
    await trackBatch(deps, [record(0, { ...delivered(id), event: 'complained' })]);
    expect(await deps.recipients.find('ada@example.com')).toMatchObject({
      suppression: { reason: 'complaint' },
    });
  });

  test('that tells that Mailgun threw a mail away fails it as rejected', async () => {
    const { deps, ids, statuses } = await setUp(1);
    const [id = ''] = ids;
    const rejected = {
      ...delivered(id),
      event: 'rejected',
      recipient: undefined,
      reject: { reason: 'Spam' },
    };
    await trackBatch(deps, [record(0, rejected)]);
    expect(await statuses()).toEqual(['failed']);
    expect((await findMessage(deps.sends, id))?.life).toMatchObject({ reason: 'rejected', detail: 'Spam' });
  });
});

describe('what follows from events', () => {
  test('is made up for when a record is put back from the dead letters, under another id of SQS', async () => {
    const { deps, ids, statuses } = await setUp(1);
    const [id = ''] = ids;
    const published: string[] = [];
    const complained = { ...delivered(id), event: 'complained' };
    const away = { publish: () => Promise.reject(new Error('the bus is away')) };
    expect(await trackBatch({ ...deps, bus: away }, [record(0, complained)])).toEqual(['record-0']);
    const back = {
      publish: (events: readonly { detailType: string }[]) =>
        Promise.resolve(void published.push(...events.map(({ detailType }) => detailType))),
    };
    expect(await trackBatch({ ...deps, bus: back }, [record(7, complained)])).toEqual([]);
    expect(published).toEqual(['email.complained']);
    expect(await statuses()).toEqual(['sent']);
  });

  test('is nothing where the mail’s recipient was erased: the event is counted, and kept nowhere', async () => {
    const { deps, keptApart, counts } = await setUp(0);
    const id = 'msg_00000000000000000000000009';
    const to = { email: erasedAddress('ada@example.com') };
    await createMessage(deps.sends, aMessageThatIs('skipped', { id, to }), NOW);
    expect(await trackBatch(deps, [record(0, delivered(id))])).toEqual([]);
    expect(keptApart()).toEqual([]);
    expect(counts['UnknownEvents']).toBe(1);
  });
});

describe('an event that comes again', () => {
  const published = (events: string[]) => ({
    publish: (some: readonly { detailType: string }[]) =>
      Promise.resolve(void events.push(...some.map(({ detailType }) => detailType))),
  });
  const opened = (id: string) => ({ ...delivered(id), event: 'opened', id: 'opened-1' });

  test('by another webhook is no news: it is counted once, and nothing follows twice', async () => {
    const { deps, ids } = await setUp(1);
    const [id = ''] = ids;
    const told: string[] = [];
    const again = (receivedAt: number) =>
      ({
        messageId: `record-${receivedAt}`,
        body: JSON.stringify({ receivedAt, event: opened(id) }),
      }) as SQSRecord;
    await trackBatch({ ...deps, bus: published(told) }, [again(NOW)]);
    await trackBatch({ ...deps, bus: published(told) }, [again(NOW + MINUTE)]);
    expect(told).toEqual(['email.opened']);
    expect(await findMessage(deps.sends, id)).toMatchObject({ opens: 1 });
  });

  test('beside a new one leaves that one to be counted', async () => {
    const { deps, ids } = await setUp(1);
    const [id = ''] = ids;
    const told: string[] = [];
    await trackBatch(deps, [record(0, opened(id))]);
    const second = { ...opened(id), id: 'opened-2', timestamp: NOW / 1000 + 60 };
    const records = [record(1, { ...opened(id), 'client-info': {} }), record(2, second)];
    expect(await trackBatch({ ...deps, bus: published(told) }, records)).toEqual([]);
    expect(await findMessage(deps.sends, id)).toMatchObject({ opens: 2 });
    expect(told).toEqual(['email.opened']);
  });

  test('after its function ended is followed by what it had no time for, as an event that is not the first', async () => {
    const { deps, ids } = await setUp(1);
    const [id = ''] = ids;
    const told: { detailType: string; detail: Record<string, unknown> }[] = [];
    const bus = {
      publish: (some: readonly (typeof told)[number][]) => Promise.resolve(void told.push(...some)),
    };
    await trackBatch(deps, [record(0, opened(id))]);
    expect(await trackBatch({ ...deps, bus }, [record(7, opened(id))])).toEqual([]);
    expect(told).toMatchObject([{ detailType: 'email.opened', detail: { id } }]);
    expect(await findMessage(deps.sends, id)).toMatchObject({ opens: 1 });
  });
});

describe('a mail that somebody else writes at the same moment', () => {
  const contested = async (times: number) => {
    const made = await setUp(1);
    const { deps, ids } = made;
    const [id = ''] = ids;
    const pauses: number[] = [];
    let left = times;
    const { dynamo } = deps.sends;
    const racing: typeof dynamo = Object.assign(Object.create(dynamo) as typeof dynamo, {
      send: async (command: Parameters<typeof dynamo.send>[0]) => {
        if (command instanceof TransactWriteCommand && left > 0) {
          left -= 1;
          const message = (await findMessage(deps.sends, id))!;
          await dynamo.send(new PutCommand(saveParams(deps.sends, message, NOW)));
        }
        return dynamo.send(command);
      },
    });
    const run = () =>
      trackBatch(
        {
          ...deps,
          sends: { ...deps.sends, dynamo: racing },
          pause: (ms) => Promise.resolve(void pauses.push(ms)),
        },
        [record(0, delivered(id))],
      );
    return { ...made, id, run, pauses };
  };

  test('is read anew, and its event counts once', async () => {
    const { run, pauses, deps, id, statuses } = await contested(2);
    expect(await run()).toEqual([]);
    expect(await statuses()).toEqual(['delivered']);
    expect(await findEvents(deps.sends, id)).toHaveLength(1);
    expect(pauses).toEqual([10, 20]);
  });

  test('again and again gives its event back', async () => {
    const { run, statuses } = await contested(99);
    expect(await run()).toEqual(['record-0']);
    expect(await statuses()).toEqual(['sent']);
  });
});

describe('what is stored of an event', () => {
  test('about somebody who was erased holds none of their words', async () => {
    const { deps } = await setUp(0);
    const id = 'msg_00000000000000000000000009';
    const to = { email: erasedAddress('ada@example.com') };
    await createMessage(deps.sends, aMessageThatIs('sent', { id, to }), NOW);
    const bounced = {
      ...delivered(id),
      event: 'failed',
      severity: 'permanent',
      'delivery-status': { code: 550, message: 'no <ada@example.com> here' },
    };
    expect(await trackBatch(deps, [record(0, bounced)])).toEqual([]);
    const events = await findEvents(deps.sends, id);
    expect(events).toHaveLength(1);
    expect(JSON.stringify(events)).not.toContain('ada@');
  });

  test('of a click on a way out refuses nothing anew: who follows our own link has refused by then', async () => {
    const { deps } = await setUp(0);
    const id = 'msg_00000000000000000000000009';
    await createMessage(deps.sends, aMessageThatIs('sent', { id, category: 'reminder' }), NOW);
    const oneClick = { messageId: id, generation: 0, recipient: 'ada@example.com' };
    const body = JSON.stringify({ receivedAt: NOW, oneClick });
    await trackBatch(deps, [{ messageId: 'record-0', body } as SQSRecord]);
    expect(await deps.recipients.find('ada@example.com')).toBeUndefined();
    expect((await findEvents(deps.sends, id))[0]).not.toHaveProperty('machine');
  });

  test('is kept as long as its message, and says that software was it', async () => {
    const { deps, ids, items } = await setUp(1);
    const [id = ''] = ids;
    const clicked = { ...delivered(id), event: 'clicked', url: 'https://example.com' };
    await trackBatch(deps, [
      record(0, clicked),
      record(1, { ...clicked, id: 'bot', 'client-info': { bot: 'generic' } }),
    ]);
    const events = items().filter(({ sk }) => String(sk).startsWith('EVENT#'));
    expect(events.map(({ machine }) => machine).toSorted()).toEqual([true, undefined]);
    expect(events.map(({ ttl }) => ttl)).toEqual(events.map(() => Math.ceil((NOW + 400 * DAY) / 1000)));
  });

  test('that came from ahead of time is dated by when it was received, five minutes on', async () => {
    const { deps, ids } = await setUp(1);
    const [id = ''] = ids;
    await trackBatch(deps, [record(0, delivered(id, { timestamp: NOW / 1000 + 86_400 }))]);
    expect(await findMessage(deps.sends, id)).toMatchObject({ deliveredAt: NOW + 5 * MINUTE });
  });

  test('that nobody understands is kept apart for a month, and its token for four days', async () => {
    const { deps, keptApart, items, counts } = await setUp(0);
    await trackBatch(deps, [record(0, { event: 'lunar' }, 'token-1'), record(1, null)]);
    expect(keptApart()).toHaveLength(2);
    for (const { pk, sk, ttl } of keptApart()) {
      expect(pk).toBe(`UNKNOWN#${new Date(NOW).toISOString().slice(0, 10)}`);
      expect(sk).toMatch(/^2026-03-02T09:00:00\.000Z#[0-9a-f]{16}$/);
      expect(ttl).toBe((NOW + 30 * DAY) / 1000);
    }
    expect(keptApart().map(({ event }) => event)).toEqual(['{"event":"lunar"}', 'null']);
    expect(items().find(({ pk }) => pk === 'TOKEN#token-1')).toMatchObject({ ttl: (NOW + 4 * DAY) / 1000 });
    expect(counts).toMatchObject({ UnknownEvents: 2 });
  });

  test('that nobody understands is kept nowhere when its recipient was erased', async () => {
    const { deps, keptApart, counts } = await setUp(0);
    const id = 'msg_00000000000000000000000009';
    const to = { email: erasedAddress('ada@example.com') };
    await createMessage(deps.sends, aMessageThatIs('sent', { id, to }), NOW);
    const stored = { ...delivered(id), event: 'stored', recipient: 'ada@example.com' };
    const byVariable = { event: 'stored', 'user-variables': { messageId: id, generation: '0' } };
    expect(await trackBatch(deps, [record(0, stored, 'token-1'), record(1, byVariable)])).toEqual([]);
    expect(keptApart()).toEqual([]);
    expect(counts['UnknownEvents']).toBe(2);
  });

  test('that nobody understands comes again when it can’t be kept', async () => {
    const { deps, counts } = await setUp(0);
    const dynamo = clientOf(() => Promise.reject(new Error('DynamoDB has trouble')));
    const away = { ...deps, sends: { ...deps.sends, dynamo } };
    expect(await trackBatch(away, [record(0, { event: 'lunar' }, 'token-1')])).toEqual(['record-0']);
    expect(await trackBatch(away, [record(1, { event: 'lunar' })])).toEqual(['record-1']);
    expect(counts['FailedBatchItems']).toBe(2);
  });

  test('under a token that brought another unknown one is dropped, and counted', async () => {
    const { deps, keptApart, counts } = await setUp(0);
    await trackBatch(deps, [record(0, { event: 'lunar' }, 'token-1')]);
    await trackBatch(deps, [record(1, { event: 'solar' }, 'token-1')]);
    expect(keptApart()).toHaveLength(1);
    expect(counts).toMatchObject({ ReplayedTokens: 1, UnknownEvents: 1 });
    expect(counts['FailedBatchItems']).toBeUndefined();
  });

  test('of one click is one a day, under no token', async () => {
    const { deps, ids } = await setUp(1);
    const [id = ''] = ids;
    const oneClick = { messageId: id, generation: 0, recipient: 'ada@example.com' };
    const body = JSON.stringify({ receivedAt: NOW, oneClick });
    for (let i = 0; i < 2; i += 1) {
      expect(await trackBatch(deps, [{ messageId: `record-${i}`, body } as SQSRecord])).toEqual([]);
    }
    const events = await findEvents(deps.sends, id);
    expect(events).toMatchObject([{ type: 'unsubscribed', at: NOW, generation: 0 }]);
    expect(await deps.recipients.find('ada@example.com')).toBeUndefined();
  });

  test('of more than thirty is stored in several steps, each event once', async () => {
    const { deps, ids } = await setUp(40);
    expect(
      await trackBatch(
        deps,
        ids.map((id, i) => record(i, delivered(id))),
      ),
    ).toEqual([]);
    const stored = await Promise.all(ids.map((id) => findEvents(deps.sends, id)));
    expect(stored.map(({ length }) => length)).toEqual(ids.map(() => 1));
  });
});

describe('a signature token', () => {
  test('brings the first of two events in one batch, whichever write is faster', async () => {
    const { deps, ids, statuses, counts } = await setUp(2);
    const records = ids.map((id, i) => record(i, delivered(id), 'token-1'));
    expect(await trackBatch(deps, records)).toEqual([]);
    expect(await statuses()).toEqual(['delivered', 'sent']);
    expect(counts['ReplayedTokens']).toBe(1);
  });

  test('is burnt by an event that nobody understands', async () => {
    const { deps, ids, statuses, counts } = await setUp(1);
    const [id = ''] = ids;
    await trackBatch(deps, [record(0, { event: 'lunar' }, 'token-1')]);
    await trackBatch(deps, [record(1, delivered(id), 'token-1')]);
    expect(await statuses()).toEqual(['sent']);
    expect(counts['ReplayedTokens']).toBe(1);
  });

  test('may bring the same event again, as Mailgun repeats what was not answered', async () => {
    const { deps, ids, statuses, counts } = await setUp(1);
    const [id = ''] = ids;
    for (let i = 0; i < 2; i += 1) await trackBatch(deps, [record(i, delivered(id), 'token-1')]);
    expect(await statuses()).toEqual(['delivered']);
    expect(counts['ReplayedTokens']).toBeUndefined();
  });
});
