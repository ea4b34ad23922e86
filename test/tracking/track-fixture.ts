import type { SQSRecord } from 'aws-lambda';
import { createMessage, findMessage } from '../../functions/outbox/message/store.ts';
import { makeRecipientStore } from '../../functions/preferences/store.ts';
import { aConfig, aMessageThatIs, NOW } from '../outbox/messages.ts';
import { clientOf, makeMemoryDynamo } from '../simulation/memory-dynamo.ts';
import { silentLogger } from '../simulation/world.ts';
import { mailgunEvents } from './events.ts';

const invalid = (): Error =>
  Object.assign(new Error('One or more parameter values were invalid'), { name: 'ValidationException' });

/** Tracking over tables in memory that hold sent messages; `refuses` are words of writes that DynamoDB does not take. */
export const setUp = async (count: number, refuses = 'nothing of the kind', refusal: Error = invalid()) => {
  const memory = makeMemoryDynamo();
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

export const record = (i: number, event: unknown, token?: string): SQSRecord =>
  ({
    messageId: `record-${i}`,
    body: typeof event === 'string' ? event : JSON.stringify({ receivedAt: NOW, event, token }),
  }) as SQSRecord;

export const delivered = (id: string, different: Record<string, unknown> = {}) => ({
  ...mailgunEvents.delivered,
  id: `event-of-${id}`,
  message: { headers: { 'message-id': `${id}.0@mg.example.com` } },
  ...different,
});

/** A bus that keeps the names of what it is told. */
export const publishedTo = (told: string[]) => ({
  publish: (events: readonly { detailType: string }[]) =>
    Promise.resolve(void told.push(...events.map(({ detailType }) => detailType))),
});
