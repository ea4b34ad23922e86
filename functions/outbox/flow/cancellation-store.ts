import { DeleteCommand, GetCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { DAY } from '../../platform/clock.ts';
import { allItems } from '../../platform/dynamo-pages.ts';
import type { SendsTable } from '../message/store.ts';

const cancellationSchema = z.object({
  id: z.string(),
  tag: z.string().optional(),
  template: z.string().optional(),
  askedAt: z.number(),
  matched: z.number(),
  cancelled: z.number(),
  done: z.boolean(),
});
/** A request to cancel many messages, and how far it has come. */
export type Cancellation = z.infer<typeof cancellationSchema>;

const KEPT_MS = 90 * DAY;
const key = (id: string) => ({ pk: id, sk: 'CANCELLATION' });
/** Open ones stand here as well, for the sweeper to find. */
const openKey = (id: string) => ({ pk: 'CANCELLATIONS', sk: id });

export const createCancellation = async (sends: SendsTable, cancellation: Cancellation): Promise<void> => {
  const ttl = Math.ceil((cancellation.askedAt + KEPT_MS) / 1000);
  const put = (Item: Record<string, unknown>) =>
    sends.dynamo.send(new PutCommand({ TableName: sends.table, Item }));
  await put({ ...key(cancellation.id), ...cancellation, ttl });
  await put({ ...openKey(cancellation.id), ttl });
};

export const findCancellation = async (sends: SendsTable, id: string): Promise<Cancellation | undefined> => {
  const answer = await sends.dynamo.send(
    new GetCommand({ TableName: sends.table, Key: key(id), ConsistentRead: true }),
  );
  return answer.Item === undefined ? undefined : cancellationSchema.parse(answer.Item);
};

export const findOpenCancellations = async (sends: SendsTable): Promise<Cancellation[]> => {
  const items = await allItems(sends.dynamo, {
    TableName: sends.table,
    KeyConditionExpression: 'pk = :open',
    ExpressionAttributeValues: { ':open': 'CANCELLATIONS' },
    ConsistentRead: true,
  });
  const found = await Promise.all(items.map((item) => findCancellation(sends, z.string().parse(item['sk']))));
  return found.flatMap((cancellation) => (cancellation?.done === false ? [cancellation] : []));
};

export const addProgress = async (sends: SendsTable, id: string, count: number): Promise<void> => {
  await sends.dynamo.send(
    new UpdateCommand({
      TableName: sends.table,
      Key: key(id),
      UpdateExpression: 'ADD cancelled :count',
      ExpressionAttributeValues: { ':count': count },
    }),
  );
};

export const finishCancellation = async (sends: SendsTable, id: string): Promise<void> => {
  await sends.dynamo.send(
    new UpdateCommand({
      TableName: sends.table,
      Key: key(id),
      UpdateExpression: 'SET done = :done',
      ExpressionAttributeValues: { ':done': true },
    }),
  );
  await sends.dynamo.send(new DeleteCommand({ TableName: sends.table, Key: openKey(id) }));
};
