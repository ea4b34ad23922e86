import { PutCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { DAY, HOUR, toIso } from '../platform/clock.ts';
import type { Dynamo } from '../platform/dynamo.ts';
import { eachPage } from '../platform/dynamo-pages.ts';
import { severities } from './system-alert.ts';

const factSchema = z.discriminatedUnion('type', [
  /** Somebody took a lead. */
  z.object({
    type: z.literal('answer'),
    leadId: z.string(),
    repId: z.string(),
    seconds: z.number(),
    at: z.number(),
  }),
  /** Nobody took a lead in all the steps of a run. */
  z.object({ type: z.literal('untaken'), leadId: z.string(), run: z.number(), at: z.number() }),
  z.object({
    type: z.literal('text'),
    leadId: z.string(),
    run: z.number(),
    step: z.number(),
    repId: z.string(),
    parts: z.number(),
    outcome: z.enum(['sent', 'unknown', 'refused']),
    at: z.number(),
  }),
  /** How many alerts of a group came in an hour. */
  z.object({
    type: z.literal('alerts'),
    groupId: z.string(),
    /** Of alerts of ours. */
    ownKey: z.string().optional(),
    severity: z.enum(severities),
    count: z.number(),
    at: z.number(),
  }),
]);
/** What a weekly report counts beside e-mails. `at`, epoch milliseconds, is when it was. */
export type Fact = z.infer<typeof factSchema>;
export type HeardFact = Exclude<Fact, { type: 'alerts' }>;

/** Longer than two weeks and what comes late. */
const KEPT_MS = 30 * DAY;

export interface FactStore {
  /** Notes what happened, once, however often it is told. */
  note: (fact: HeardFact, now: number) => Promise<void>;
  /** What happened after a moment and until another, a page at a time. */
  each: (span: { from: number; to: number }) => AsyncGenerator<Fact[]>;
}

const partitionOf = (at: number): string => `OPERATIONS#${toIso(at).slice(0, 10)}`;

/** Told twice, it has one name. */
export const nameOf = (fact: HeardFact): string => {
  switch (fact.type) {
    case 'answer':
      // Told once more, it has another time and the same length.
      return `answer#${fact.leadId}#${fact.repId}#${fact.seconds}`;
    case 'untaken':
      return `untaken#${fact.leadId}#${fact.run}`;
    case 'text':
      return `text#${fact.leadId}#${fact.run}#${fact.step}#${fact.repId}`;
  }
};

/** Counts an alert, as one write of a transaction. */
export const alertCountWrite = (
  table: string,
  { record: { id, ownKey, group }, at }: { record: Counted; at: number },
  ttl: number,
) => {
  const hour = Math.floor(at / HOUR) * HOUR;
  const set = { type: 'alerts', groupId: id, ownKey, severity: group.severity, at: hour, ttl };
  const fields = Object.entries(set).filter(([, value]) => value !== undefined);
  return {
    Update: {
      TableName: table,
      Key: { pk: partitionOf(hour), sk: `alerts#${toIso(hour)}#${id}` },
      UpdateExpression: `ADD #count :one SET ${fields.map((_, i) => `#f${i} = :f${i}`).join(', ')}`,
      ExpressionAttributeNames: {
        '#count': 'count',
        ...Object.fromEntries(fields.map(([name], i) => [`#f${i}`, name])),
      },
      ExpressionAttributeValues: {
        ':one': 1,
        ...Object.fromEntries(fields.map(([, value], i) => [`:f${i}`, value])),
      },
    },
  };
};

interface Counted {
  id: string;
  ownKey?: string | undefined;
  group: { severity: string };
}

export const makeFactStore = (dynamo: Dynamo, table: string): FactStore => ({
  note: async (fact, now) => {
    const Item = {
      pk: partitionOf(fact.at),
      sk: nameOf(fact),
      ...fact,
      ttl: Math.ceil((now + KEPT_MS) / 1000),
    };
    await dynamo.send(new PutCommand({ TableName: table, Item }));
  },
  each: async function* ({ from, to }) {
    for (let day = Math.floor(from / DAY) * DAY; day <= to; day += DAY) {
      const pages = eachPage(dynamo, {
        TableName: table,
        KeyConditionExpression: 'pk = :day',
        ExpressionAttributeValues: { ':day': partitionOf(day) },
      });
      for await (const items of pages) {
        const facts = items.map((item) => factSchema.parse(item));
        yield facts.filter(({ at }) => at >= from && at < to);
      }
    }
  },
});
