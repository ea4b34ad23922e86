import type { Category } from './category.ts';
import { toIso } from '../platform/clock.ts';
import { shardOf } from '../platform/ids.ts';

/** Spread over as many items, so that a burst about one template never waits for one DynamoDB key. */
export const COUNTER_SHARDS = 8;

/** Counts e-mails of which Mailgun told an outcome, each once: it left whether or not `accepted` told so. */
export const OUTCOMES = 'outcomes';

/** The counters of a day, one of its shards. */
export const counterPartition = (day: string, shard: number): string => `COUNT#${day}#${shard}`;

/** A message's own shard, where its happenings come one by one. */
export const counterShard = (id: string): number => shardOf(id, COUNTER_SHARDS);

/** What of a message decides where it is counted. */
export interface Counted {
  category: Category;
  template?: string | undefined;
  templateVersion?: number | undefined;
  variant?: string | undefined;
}

/** Which counters a message's happenings go to: by hour × category × template × version × variant. */
export const counterKey = (message: Counted, at: number, shard: number): { pk: string; sk: string } => {
  const hour = toIso(at).slice(0, 13);
  const { category, template = '-', templateVersion = 0, variant = '-' } = message;
  return {
    pk: counterPartition(hour.slice(0, 10), shard),
    sk: `${hour}#${category}#${template}#${templateVersion}#${variant}`,
  };
};

/** The category that a counter is of. */
export const categoryOfCounter = (sk: string): string => sk.split('#')[1] ?? '';

/** Adds to counters, as one write of a transaction. */
export const counterWrite = (
  table: string,
  key: { pk: string; sk: string },
  add: Readonly<Record<string, number>>,
) => {
  const names = Object.keys(add);
  return {
    Update: {
      TableName: table,
      Key: key,
      UpdateExpression: `ADD ${names.map((_name, i) => `#c${i} :c${i}`).join(', ')}`,
      ExpressionAttributeNames: Object.fromEntries(names.map((name, i) => [`#c${i}`, name])),
      ExpressionAttributeValues: Object.fromEntries(names.map((name, i) => [`:c${i}`, add[name]])),
    },
  };
};

/** How finely lengths of time are told apart: each bucket reaches this much further than the one before. */
const GROWTH = 1.12;

/** The bucket of a length of time, in milliseconds. */
export const lengthBucket = (ms: number): number =>
  Math.max(0, Math.floor(Math.log(Math.max(ms, 1000) / 1000) / Math.log(GROWTH)));

/** The middle of a bucket, in milliseconds. */
export const bucketLength = (bucket: number): number => 1000 * GROWTH ** (bucket + 0.5);
