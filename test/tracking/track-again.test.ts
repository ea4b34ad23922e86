import type { SQSRecord } from 'aws-lambda';
import { describe, expect, test } from 'vitest';
import { createMessage, findMessage } from '../../functions/outbox/message/store.ts';
import { erasedAddress } from '../../functions/contract/erased-address.ts';
import { findEvents } from '../../functions/outbox/message/events-store.ts';
import { trackBatch } from '../../functions/tracking/track-batch.ts';
import { aMessageThatIs, MINUTE, NOW } from '../outbox/messages.ts';
import { mailgunEvents } from './events.ts';
import { delivered, publishedTo, record, setUp } from './track-fixture.ts';

describe('what follows from events', () => {
  const away = { publish: () => Promise.reject(new Error('the bus is away')) };

  test('is made up for when a record is put back from the dead letters, under another id of SQS', async () => {
    const { deps, ids, statuses } = await setUp(1);
    const [id = ''] = ids;
    const told: string[] = [];
    const complained = { ...delivered(id), event: 'complained' };
    expect(await trackBatch({ ...deps, bus: away }, [record(0, complained)])).toEqual(['record-0']);
    expect(await trackBatch({ ...deps, bus: publishedTo(told) }, [record(7, complained)])).toEqual([]);
    expect(told).toEqual(['email.complained']);
    expect(await statuses()).toEqual(['sent']);
  });

  test('is made up for once for each mail', async () => {
    const { deps, ids } = await setUp(2);
    const told: string[] = [];
    const records = ids.map((id, i) => record(i, { ...delivered(id), event: 'complained' }));
    expect(await trackBatch({ ...deps, bus: away }, records)).toEqual(['record-0', 'record-1']);
    expect(await trackBatch({ ...deps, bus: publishedTo(told) }, records)).toEqual([]);
    expect(told).toEqual(['email.complained', 'email.complained']);
  });

  test('is made up for without taking software for a person', async () => {
    const { deps, ids } = await setUp(1);
    const [id = ''] = ids;
    const told: string[] = [];
    const { timestamp } = mailgunEvents.delivered;
    const clicks = [1, 2].map((i) =>
      delivered(id, {
        event: 'clicked',
        id: `click-${i}`,
        timestamp: timestamp + i,
        url: `https://example.com/${i}`,
      }),
    );
    const records = [delivered(id), ...clicks].map((event, i) => record(i, event));
    expect(await trackBatch({ ...deps, bus: away }, records)).toEqual(['record-0', 'record-1', 'record-2']);
    expect(await trackBatch({ ...deps, bus: publishedTo(told) }, records)).toEqual([]);
    expect(told).toEqual(['email.sent', 'email.delivered']);
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
    await trackBatch({ ...deps, bus: publishedTo(told) }, [again(NOW)]);
    await trackBatch({ ...deps, bus: publishedTo(told) }, [again(NOW + MINUTE)]);
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
    expect(await trackBatch({ ...deps, bus: publishedTo(told) }, records)).toEqual([]);
    expect(await findMessage(deps.sends, id)).toMatchObject({ opens: 2 });
    expect(told).toEqual(['email.opened']);
  });

  test('under another id moves nothing, and its message is not written anew', async () => {
    const { deps, ids } = await setUp(1);
    const [id = ''] = ids;
    await trackBatch(deps, [record(0, delivered(id))]);
    const before = await findMessage(deps.sends, id);
    const later = delivered(id, { id: 'another', timestamp: mailgunEvents.delivered.timestamp + 60 });
    await trackBatch(deps, [record(1, later)]);
    expect(await findEvents(deps.sends, id)).toHaveLength(2);
    expect(await findMessage(deps.sends, id)).toEqual(before);
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
