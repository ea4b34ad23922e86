import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { PutCommand, TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import { describe, expect, test } from 'vitest';
import { findEvents } from '../../functions/outbox/message/events-store.ts';
import { findMessage, saveParams } from '../../functions/outbox/message/store.ts';
import { trackBatch } from '../../functions/tracking/track-batch.ts';
import { trackEvents } from '../../functions/tracking/track.ts';
import { NOW } from '../outbox/messages.ts';
import { anEvent } from './events.ts';
import { delivered, publishedTo, record, setUp } from './track-fixture.ts';

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

  test('about a mail that nobody knows is kept apart', async () => {
    const { deps, keptApart } = await setUp(0);
    expect(await trackBatch(deps, [record(0, delivered('msg_00000000000000000000000008'))])).toEqual([]);
    expect(keptApart()).toMatchObject([{ why: 'about a message that is unknown or past its retention' }]);
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

  test('of more than thirty is stored in several steps, each event once, and told of once', async () => {
    const { deps, ids } = await setUp(40);
    const told: string[] = [];
    const records = ids.map((id, i) => record(i, delivered(id)));
    expect(await trackBatch({ ...deps, bus: publishedTo(told) }, records)).toEqual([]);
    const stored = await Promise.all(ids.map((id) => findEvents(deps.sends, id)));
    expect(stored.map(({ length }) => length)).toEqual(ids.map(() => 1));
    expect(told).toEqual(ids.map(() => 'email.delivered'));
  });

  test('of which a transaction holds what DynamoDB refuses counts all others, and keeps that one apart', async () => {
    const refusal = new TransactionCanceledException({
      message: 'Transaction cancelled',
      $metadata: {},
      CancellationReasons: [{ Code: 'ValidationError' }],
    });
    const { deps, ids, statuses, keptApart } = await setUp(2, 'poison', refusal);
    const [first = '', second = ''] = ids;
    const poisoned = delivered(second, { url: 'https://poison.example', event: 'clicked' });
    expect(await trackBatch(deps, [record(0, delivered(first)), record(1, poisoned)])).toEqual([]);
    expect(await statuses()).toEqual(['delivered', 'sent']);
    expect(keptApart()).toMatchObject([{ why: 'of a content that can not be stored' }]);
  });

  test('that all speak of mails of ours leaves none to be kept apart', async () => {
    const { deps, ids } = await setUp(1);
    const event = anEvent({ messageId: ids[0] ?? '' });
    expect(await trackEvents(deps, [])).toEqual([]);
    expect(await trackEvents(deps, [{ event, recordId: 'record-0', deliveryId: 'first' }])).toEqual([]);
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

  test('again and again gives its event back, and says why', async () => {
    const { run, statuses, deps } = await contested(99);
    const errors: unknown[] = [];
    deps.logger.error = (_line, ...more) => {
      errors.push(...more);
    };
    expect(await run()).toEqual(['record-0']);
    expect(await statuses()).toEqual(['sent']);
    expect(errors).toMatchObject([
      { error: { message: 'What events speak of was changed by others again and again' } },
    ]);
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
