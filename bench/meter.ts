import * as z from 'zod';
import type { Call, Meddle } from '../test/chaos/proxy.ts';

/** What one function asked of AWS. */
export interface Usage {
  writeUnits: number;
  /** Writes of what a mail says: counted beside the message, for their size is the caller's. */
  bodyWriteUnits: number;
  readUnits: number;
  dynamoRequests: number;
  sqsRequests: number;
}

const nothing = (): Usage => ({
  writeUnits: 0,
  bodyWriteUnits: 0,
  readUnits: 0,
  dynamoRequests: 0,
  sqsRequests: 0,
});

const putSchema = z.object({ Item: z.record(z.string(), z.unknown()) });
const transactSchema = z.object({ TransactItems: z.array(z.record(z.string(), z.unknown())) });
const batchGetSchema = z.object({
  RequestItems: z.record(z.string(), z.object({ Keys: z.array(z.unknown()) })),
});

const WRITE_BYTES = 1024;

const attributeSchema = z.object({
  S: z.string().optional(),
  N: z.string().optional(),
  L: z.array(z.unknown()).optional(),
  M: z.record(z.string(), z.unknown()).optional(),
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

/** DynamoDB rounds each write up to whole kilobytes; a transaction writes each item twice over. */
const unitsOf = (target: string, body: unknown): Partial<Usage> => {
  switch (target) {
    case 'PutItem': {
      const { Item } = putSchema.parse(body);
      const bytes = Object.entries(Item).reduce((sum, [name, value]) => sum + name.length + sizeOf(value), 0);
      const units = Math.ceil(bytes / WRITE_BYTES);
      return JSON.stringify(Item['sk'] ?? '').includes('BODY#')
        ? { bodyWriteUnits: units }
        : { writeUnits: units };
    }
    case 'UpdateItem':
    case 'DeleteItem':
      return { writeUnits: 1 };
    case 'TransactWriteItems':
      return { writeUnits: 2 * transactSchema.parse(body).TransactItems.length };
    case 'BatchGetItem': {
      const tables = Object.values(batchGetSchema.parse(body).RequestItems);
      return { readUnits: tables.reduce((sum, { Keys }) => sum + Keys.length, 0) };
    }
    default:
      return { readUnits: 1 };
  }
};

export interface Meter {
  meddle: Meddle;
  /** What each function has used since the last look. */
  take: () => Map<string, Usage>;
}

/** Counts what functions ask of DynamoDB and SQS, by the name that their SDK gives in its user agent. */
export const makeMeter = (): Meter => {
  let used = new Map<string, Usage>();
  const count = (call: Call): void => {
    const [service = '', target = ''] = String(call.headers['x-amz-target'] ?? '').split('.');
    // Powertools appends a mark of its own to the name.
    const fn =
      /app\/outbound-email-local-([\w-]+?)(?:\.\d+)?(?:-PT-|\s|$)/.exec(
        String(call.headers['user-agent']),
      )?.[1] ?? 'unknown';
    const usage = used.get(fn) ?? nothing();
    used.set(fn, usage);
    if (service === 'AmazonSQS') {
      usage.sqsRequests += 1;
      return;
    }
    usage.dynamoRequests += 1;
    const units = unitsOf(target, JSON.parse(call.body.toString('utf8')));
    usage.writeUnits += units.writeUnits ?? 0;
    usage.bodyWriteUnits += units.bodyWriteUnits ?? 0;
    usage.readUnits += units.readUnits ?? 0;
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
