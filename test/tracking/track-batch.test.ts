import type { SQSRecord } from 'aws-lambda';
import { describe, expect, test } from 'vitest';
import { createMessage, findMessage } from '../../functions/outbox/message/store.ts';
import { makeRecipientStore } from '../../functions/preferences/store.ts';
import { erasedAddress } from '../../functions/contract/erased-address.ts';
import { trackBatch } from '../../functions/tracking/track-batch.ts';
import { aConfig, aMessageThatIs, NOW } from '../outbox/messages.ts';
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
  return { deps, ids, statuses, keptApart, counts };
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
