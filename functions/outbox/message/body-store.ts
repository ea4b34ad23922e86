import {
  BatchWriteCommand,
  DeleteCommand,
  GetCommand,
  PutCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { DAY } from '../../platform/clock.ts';
import type { Config } from '../../platform/config.ts';
import { ifConditionHolds } from '../../platform/dynamo.ts';
import { allItems } from '../../platform/dynamo-pages.ts';
import { bodySchema, type MessageBody } from './body.ts';
import type { Message } from './message.ts';
import { batchGet, type SendsTable } from './store.ts';
import { sentContentSchema } from '../../contract/email.ts';

/** Whose body it is. Bodies of several attempts stand side by side, so the loser of a race harms nothing. */
export type BodyOf = Pick<Message, 'id' | 'bodyId'>;

export const bodyKey = (message: BodyOf) => ({ pk: message.id, sk: `BODY#${message.bodyId}` });

/** DynamoDB keeps items of up to 400 KB; larger content is cut into parts, each an item of its own. */
const PART_BYTES = 300_000;
/** A batch of writes holds at most 25 items and 16 MB. */
const PARTS_PER_BATCH = 25;

const partKey = (message: BodyOf, part: number) => ({
  pk: message.id,
  sk: `${bodyKey(message).sk}#${String(part).padStart(2, '0')}`,
});

const headSchema = bodySchema.omit({ content: true }).extend({
  /** JSON; absent where it is in parts. */
  content: z.string().optional(),
  parts: z.number().optional(),
});
/** A body without what it says. */
export type BodyHead = Omit<MessageBody, 'content'>;

const partSchema = z.object({ bytes: z.instanceof(Uint8Array) });

/** Content as an item holds it: itself, or the parts that it is cut into. */
export const storedContent = (
  content: MessageBody['content'],
): { content: string } | { parts: Uint8Array[] } => {
  const json = JSON.stringify(content);
  const bytes = Buffer.from(json);
  if (bytes.length <= PART_BYTES) return { content: json };
  const count = Math.ceil(bytes.length / PART_BYTES);
  const parts = Array.from({ length: count }, (_, i) => bytes.subarray(i * PART_BYTES, (i + 1) * PART_BYTES));
  return { parts };
};

/** Where an item of a body stands. */
export type BodyKey = ReturnType<typeof bodyKey>;

/** Stores a body, its parts first: whoever finds its head finds the whole. Answers where it stands, its head first. */
export const putBody = async (
  sends: SendsTable,
  message: BodyOf,
  { content, ...head }: MessageBody,
  keepUntil: number,
): Promise<BodyKey[]> => {
  const ttl = Math.ceil(keepUntil / 1000);
  const stored = storedContent(content);
  if ('parts' in stored) {
    await putParts(
      sends,
      stored.parts.map((bytes, part) => ({ ...partKey(message, part), bytes, ttl })),
    );
  }
  const kept = 'parts' in stored ? { parts: stored.parts.length } : stored;
  await sends.dynamo.send(
    new PutCommand({ TableName: sends.table, Item: { ...bodyKey(message), ...head, ...kept, ttl } }),
  );
  const parts = 'parts' in stored ? stored.parts.map((_bytes, part) => partKey(message, part)) : [];
  return [bodyKey(message), ...parts];
};

const putParts = async (sends: SendsTable, items: readonly Record<string, unknown>[]): Promise<void> => {
  let waiting = items.map((Item) => ({ PutRequest: { Item } }));
  while (waiting.length > 0) {
    const answer = await sends.dynamo.send(
      new BatchWriteCommand({ RequestItems: { [sends.table]: waiting.slice(0, PARTS_PER_BATCH) } }),
    );
    const unwritten = (answer.UnprocessedItems?.[sends.table] ?? []).flatMap(({ PutRequest }) =>
      PutRequest?.Item ? [{ PutRequest: { Item: PutRequest.Item } }] : [],
    );
    waiting = [...unwritten, ...waiting.slice(PARTS_PER_BATCH)];
  }
};

/** The whole body; undefined once it is past its retention. */
export const findBody = async (sends: SendsTable, message: BodyOf): Promise<MessageBody | undefined> => {
  const answer = await sends.dynamo.send(
    new GetCommand({ TableName: sends.table, Key: bodyKey(message), ConsistentRead: true }),
  );
  if (answer.Item === undefined) return undefined;
  const { content, parts, ...head } = headSchema.parse(answer.Item);
  const json = parts === undefined ? content : await joinedParts(sends, message, parts);
  return json === undefined ? undefined : { ...head, content: sentContentSchema.parse(JSON.parse(json)) };
};

const partsQuery = (sends: SendsTable, message: BodyOf) => ({
  TableName: sends.table,
  KeyConditionExpression: 'pk = :pk AND begins_with(sk, :parts)',
  ExpressionAttributeValues: { ':pk': message.id, ':parts': `${bodyKey(message).sk}#` },
  ConsistentRead: true,
});

const joinedParts = async (
  sends: SendsTable,
  message: BodyOf,
  count: number,
): Promise<string | undefined> => {
  const parts = (await allItems(sends.dynamo, partsQuery(sends, message))).map((item) =>
    partSchema.parse(item),
  );
  return parts.length < count ? undefined : Buffer.concat(parts.map(({ bytes }) => bytes)).toString('utf8');
};

/** Deletes a body whose message never came to be: its head first, so that nobody finds it without its parts. */
export const removeBody = async (sends: SendsTable, keys: readonly BodyKey[]): Promise<void> => {
  for (const Key of keys) await sends.dynamo.send(new DeleteCommand({ TableName: sends.table, Key }));
};

/** Keeps a body longer: its message was put off, or tried anew. False when it is gone. */
export const keepBody = async (sends: SendsTable, message: BodyOf, keepUntil: number): Promise<boolean> => {
  const parts = await allItems(sends.dynamo, partsQuery(sends, message));
  const keys = [
    ...parts.map((_part, i) => partKey(message, i)),
    // Last, since whoever finds it takes its parts for granted.
    bodyKey(message),
  ];
  for (const Key of keys) {
    const update = new UpdateCommand({
      TableName: sends.table,
      Key,
      UpdateExpression: 'SET #ttl = :until',
      ConditionExpression: 'attribute_exists(pk)',
      ExpressionAttributeNames: { '#ttl': 'ttl' },
      ExpressionAttributeValues: { ':until': Math.ceil(keepUntil / 1000) },
    });
    if (!(await ifConditionHolds(sends.dynamo.send(update)))) return false;
  }
  return true;
};

/** Bodies without what they say: subject, tags and metadata that were too long for their messages stand there. */
export const findHeads = async (
  sends: SendsTable,
  messages: readonly BodyOf[],
): Promise<Map<string, BodyHead>> => {
  const items = await batchGet(sends, messages.map(bodyKey));
  return new Map(items.map((item) => [z.string().parse(item['pk']), headSchema.parse(item)]));
};

/** How long a body must be kept: content_days after the last moment at which its message can end. */
export const bodyKeptUntil = (
  message: Message,
  { retention, email }: Pick<Config, 'retention' | 'email'>,
  now: number,
): number =>
  Math.max(now, message.scheduledAt ?? 0, message.expiresAt ?? 0) +
  (email.delivery.max_wait_days + retention.content_days) * DAY;
