import type { SQSRecord } from 'aws-lambda';
import { describe, expect, test } from 'vitest';
import { createMessage, findMessage } from '../../functions/outbox/message/store.ts';
import { erasedAddress } from '../../functions/contract/erased-address.ts';
import { findEvents } from '../../functions/outbox/message/events-store.ts';
import { trackBatch } from '../../functions/tracking/track-batch.ts';
import { aMessageThatIs, DAY, MINUTE, NOW } from '../outbox/messages.ts';
import { clientOf } from '../simulation/memory-dynamo.ts';
import { delivered, record, setUp } from './track-fixture.ts';

const trouble = new Error('DynamoDB has trouble');

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
    const dynamo = clientOf(() => Promise.reject(trouble));
    const away = { ...deps, sends: { ...deps.sends, dynamo } };
    expect(await trackBatch(away, [record(0, { event: 'lunar' }, 'token-1')])).toEqual(['record-0']);
    expect(await trackBatch(away, [record(1, { event: 'lunar' })])).toEqual(['record-1']);
    expect(counts['FailedBatchItems']).toBe(2);
  });

  test('that nobody understands comes again when it can’t be known whether it may be kept', async () => {
    const { deps, keptApart } = await setUp(0, 'TOKEN#', trouble);
    expect(await trackBatch(deps, [record(0, { event: 'lunar' }, 'token-1')])).toEqual(['record-0']);
    expect(keptApart()).toEqual([]);
  });

  test('under no token is kept apart beside another one under none', async () => {
    const { deps, keptApart, counts } = await setUp(0);
    await trackBatch(deps, [record(0, { event: 'lunar' }), record(1, { event: 'solar' })]);
    expect(keptApart()).toHaveLength(2);
    expect(counts).toEqual({ UnknownEvents: 2 });
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
});
