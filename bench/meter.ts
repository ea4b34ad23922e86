import * as z from 'zod';
import { sendsIndexes } from '../lib/sends-indexes.ts';
import { type Call, callerOf, type Meddle } from '../local/http/proxy.ts';

/** What one function asked of AWS. */
export interface Usage {
  writeUnits: number;
  /** Writes of what a mail says: counted beside the message, for their size is the caller's. */
  bodyWriteUnits: number;
  indexWriteUnits: number;
  readUnits: number;
  sqsRequests: number;
  busEvents: number;
  timers: number;
}

export const nothing = (): Usage => ({
  writeUnits: 0,
  bodyWriteUnits: 0,
  indexWriteUnits: 0,
  readUnits: 0,
  sqsRequests: 0,
  busEvents: 0,
  timers: 0,
});

const itemSchema = z.record(z.string(), z.unknown());
const putSchema = z.object({ TableName: z.string(), Item: itemSchema });
const transactSchema = z.object({
  TransactItems: z.array(z.object({ Put: putSchema.optional() })),
});
const batchGetSchema = z.object({
  RequestItems: z.record(z.string(), z.object({ Keys: z.array(z.unknown()) })),
});
const readSchema = z.object({ ConsistentRead: z.boolean().optional() });
const eventsSchema = z.object({ Entries: z.array(z.unknown()) });

const WRITE_BYTES = 1024;

const attributeSchema = z.object({
  S: z.string().optional(),
  N: z.string().optional(),
  L: z.array(z.unknown()).optional(),
  M: itemSchema.optional(),
});

/** The bytes of an attribute's value, by the rules of DynamoDB's guide, "Item sizes and formats". */
const sizeOf = (value: unknown): number => {
  const { S, N, L, M } = attributeSchema.parse(value);
  if (S !== undefined) return Buffer.byteLength(S);
  if (N !== undefined) return Math.ceil(N.length / 2) + 1;
  if (L) return 3 + L.reduce<number>((sum, inner) => sum + 1 + sizeOf(inner), 0);
  if (M)
    return 3 + Object.entries(M).reduce((sum, [name, inner]) => sum + 1 + name.length + sizeOf(inner), 0);
  return 1;
};

type Item = z.infer<typeof itemSchema>;

const unitsOf = (item: Item): number => {
  const bytes = Object.entries(item).reduce((sum, [name, value]) => sum + name.length + sizeOf(value), 0);
  return Math.ceil(bytes / WRITE_BYTES);
};

/** Where an item stands in each index; undefined where it does not. */
const placesOf = (item: Item | undefined): (string | undefined)[] =>
  Object.values(sendsIndexes).map(({ partition, sort }) =>
    item?.[partition] === undefined || item[sort] === undefined
      ? undefined
      : JSON.stringify([item[partition], item[sort]]),
  );

export interface Meter {
  meddle: Meddle;
  /** What each function has used since the last look. */
  take: () => Map<string, Usage>;
}

/** Counts what functions ask of AWS, by the name that their SDK gives in its user agent. */
export const makeMeter = (): Meter => {
  let used = new Map<string, Usage>();
  const places = new Map<string, (string | undefined)[]>();

  /** An index pays for an entry that comes or goes; for one that moves, twice. */
  const indexUnits = (item: Item): number => {
    const key = JSON.stringify([item['pk'], item['sk']]);
    const before = places.get(key) ?? placesOf(undefined);
    const after = placesOf(item);
    places.set(key, after);
    return after.reduce((sum, place, i) => {
      if (place === before[i]) return sum;
      return sum + (place !== undefined && before[i] !== undefined ? 2 : 1);
    }, 0);
  };

  const countPut = (usage: Usage, item: Item, times: number): void => {
    const isBody = JSON.stringify(item['sk'] ?? '').includes('BODY#');
    usage[isBody ? 'bodyWriteUnits' : 'writeUnits'] += times * unitsOf(item);
    usage.indexWriteUnits += indexUnits(item);
  };

  const countDynamo = (usage: Usage, target: string, body: unknown): void => {
    switch (target) {
      case 'PutItem':
        countPut(usage, putSchema.parse(body).Item, 1);
        return;
      case 'UpdateItem':
      case 'DeleteItem':
        usage.writeUnits += 1;
        return;
      case 'TransactWriteItems':
        // Each item of a transaction is written twice over.
        for (const { Put } of transactSchema.parse(body).TransactItems) {
          if (Put) countPut(usage, Put.Item, 2);
          else usage.writeUnits += 2;
        }
        return;
      case 'BatchGetItem':
        for (const { Keys } of Object.values(batchGetSchema.parse(body).RequestItems))
          usage.readUnits += Keys.length;
        return;
      default:
        usage.readUnits += readSchema.parse(body).ConsistentRead === true ? 1 : 0.5;
    }
  };

  const count = (call: Call): void => {
    const fn = (callerOf(call) ?? 'unknown').replace(/\.\d+$/, '');
    const usage = used.get(fn) ?? nothing();
    used.set(fn, usage);
    const [service = '', target = ''] = String(call.headers['x-amz-target'] ?? '').split('.');
    const body = (): unknown => JSON.parse(call.body.toString('utf8'));
    if (service === 'AmazonSQS') usage.sqsRequests += 1;
    else if (service.startsWith('DynamoDB')) countDynamo(usage, target, body());
    else if (target === 'PutEvents') usage.busEvents += eventsSchema.parse(body()).Entries.length;
    else if (call.path.startsWith('/schedules/') && call.method === 'POST') usage.timers += 1;
  };
  return {
    meddle: (call, passOn) => {
      count(call);
      return passOn();
    },
    take: () => {
      const taken = used;
      used = new Map();
      return taken;
    },
  };
};
