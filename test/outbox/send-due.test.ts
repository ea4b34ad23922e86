import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { describe, expect, test } from 'vitest';
import type { Action } from '../../functions/outbox/message/actions.ts';
import type { Message } from '../../functions/outbox/message/message.ts';
import { apply, findMessage } from '../../functions/outbox/message/store.ts';
import { sendDue } from '../../functions/outbox/sweep/send-due.ts';
import { id, memoryOutbox } from './memory-outbox.ts';
import { aMessageThatIs, HOUR, NOW } from './messages.ts';

const DUE = NOW + HOUR;
const scheduled = (different: Partial<Message> = {}) =>
  aMessageThatIs('scheduled', { id: id(1), scheduledAt: DUE, ...different });

/** Fires the timer of the first message; `meanwhile` happens to it between its being read and its being written. */
const fire = async (message: Message, { at = DUE, meanwhile }: { at?: number; meanwhile?: Action } = {}) => {
  const memory = await memoryOutbox([message], () => at);
  const { sends, lanes } = memory.deps;
  let isFirst = meanwhile !== undefined;
  const dynamo = Object.assign(Object.create(sends.dynamo) as typeof sends.dynamo, {
    send: async (command: Parameters<typeof sends.dynamo.send>[0]) => {
      if (command instanceof PutCommand && isFirst && meanwhile !== undefined) {
        isFirst = false;
        await apply(sends, (await findMessage(sends, message.id))!, meanwhile, { now: at });
      }
      return sends.dynamo.send(command);
    },
  });
  await sendDue({ sends: { ...sends, dynamo }, lanes, now: () => at }, id(1));
  return { status: await memory.statusOf(1), copies: memory.queued('transactional') };
};

describe('A timer that fires', () => {
  test('queues its message with a first copy, to the moment', async () => {
    expect(await fire(scheduled())).toEqual({ status: 'queued', copies: [{ id: id(1), copy: 1 }] });
  });

  test('queues a message that was due before', async () => {
    expect(await fire(scheduled(), { at: DUE + HOUR })).toMatchObject({ status: 'queued' });
  });

  test('leaves a message that was moved to later', async () => {
    expect(await fire(scheduled({ scheduledAt: DUE + 1 }))).toEqual({ status: 'scheduled', copies: [] });
  });

  test.each(['queued', 'sending', 'delivered', 'cancelled'] as const)(
    'leaves a message that is %s by then',
    async (status) => {
      const message = aMessageThatIs(status, { id: id(1), scheduledAt: DUE });
      expect(await fire(message)).toEqual({ status, copies: [] });
    },
  );

  test('is of no use for a message that nobody knows', async () => {
    expect(await fire(scheduled({ id: id(2) }))).toEqual({ status: undefined, copies: [] });
  });
});

describe('A timer that fires while somebody else is at its message', () => {
  test('leaves it as it is when they move it to later', async () => {
    const meanwhile = { type: 'reschedule', scheduledAt: DUE + HOUR } as const;
    expect(await fire(scheduled(), { meanwhile })).toEqual({ status: 'scheduled', copies: [] });
  });

  test('makes no second copy when the sweeper queues it', async () => {
    // The sweeper’s own copy is not among these.
    expect(await fire(scheduled(), { meanwhile: { type: 'queue' } })).toEqual({
      status: 'queued',
      copies: [],
    });
  });
});
