import { DeleteCommand, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { DAY } from '../platform/clock.ts';
import { busy, CONFLICT, untilWritten } from '../platform/conflict.ts';
import { type Dynamo, ifConditionHolds, overRevision } from '../platform/dynamo.ts';
import { sha256Hex } from '../platform/ids.ts';

const factsSchema = z.object({
  rev: z.number(),
  /** As a lead or a conversation told it last, and when. */
  score: z.number().optional(),
  scoreAt: z.number().optional(),
  /** Events of late that end sequences: one that comes before what it follows enrols nobody. */
  ends: z.array(
    z.object({
      sequence: z.string(),
      event: z.string(),
      /** Hash of the id of what the event is about. */
      id: z.string().optional(),
      at: z.number(),
      /** Number of the change that it tells of. */
      change: z.number().optional(),
      goal: z.boolean(),
      /** Whether it ends what another id enrolled alone. */
      isOther: z.boolean(),
    }),
  ),
});
/** What sequences know of somebody, or of a lead, whether they are enrolled or not. */
export type Facts = Omit<z.infer<typeof factsSchema>, 'rev'>;
export type KnownEnd = Facts['ends'][number];

/** An id as it is kept here: others' may be long. */
export const hashOfId = (id: string | undefined): string | undefined =>
  id === undefined ? undefined : sha256Hex(id).slice(0, 24);

export interface FactsStore {
  /** `about` is a partition of a person or a lead. */
  find: (about: string) => Promise<Facts>;
  remember: (about: string, news: Partial<Facts>, now: number) => Promise<void>;
  forget: (about: string) => Promise<void>;
}

/** Each of some 150 bytes, of 400 KB that an item has room for. */
const MOST_ENDS = 800;
const KEPT_DAYS = 400;
/** What comes out of order does so within days. */
const ENDS_KEPT_MS = 14 * DAY;

const nothing: z.infer<typeof factsSchema> = { rev: 0, ends: [] };
const SORT = 'FACTS';

export const makeFactsStore = (dynamo: Dynamo, table: string): FactsStore => {
  const read = async (about: string): Promise<z.infer<typeof factsSchema>> => {
    const Key = { pk: about, sk: SORT };
    const { Item } = await dynamo.send(new GetCommand({ TableName: table, Key, ConsistentRead: true }));
    return Item === undefined ? nothing : factsSchema.parse(Item);
  };
  return {
    find: read,
    remember: (about, news, now) =>
      untilWritten(
        async () => {
          const known = await read(about);
          const next = { ...merged(known, news, now), rev: known.rev + 1 };
          const ttl = Math.ceil((now + KEPT_DAYS * DAY) / 1000);
          const put = new PutCommand({
            TableName: table,
            Item: { pk: about, sk: SORT, ...next, ttl },
            ...overRevision(known.rev, now),
          });
          return (await ifConditionHolds(dynamo.send(put))) ? undefined : CONFLICT;
        },
        () => busy('What is known of this recipient'),
      ),
    forget: async (about) => {
      await dynamo.send(new DeleteCommand({ TableName: table, Key: { pk: about, sk: SORT } }));
    },
  };
};

const merged = (known: Facts, { score, scoreAt = 0, ends = [] }: Partial<Facts>, now: number): Facts => {
  const isNewer = score !== undefined && scoreAt >= (known.scoreAt ?? -Infinity);
  return {
    ...known,
    ...(isNewer && { score, scoreAt }),
    ends: lasting([...known.ends, ...ends].filter((end) => end.at > now - ENDS_KEPT_MS)),
  };
};

/** Things about which others may come that happened before. */
const MOST_CHANGED = 10;

/**
 * Of ends of one kind the last decides, and where it is about the very thing that enrols, the last about another, or its
 * own last change, which may tell of an earlier time: no more are kept, so that none goes for the number of others. Where
 * there are too many sequences, goals go last.
 */
const lasting = (ends: readonly KnownEnd[]): KnownEnd[] => {
  const latestFirst = ends.toSorted((a, b) => b.at - a.at);
  const kinds = Map.groupBy(latestFirst, ({ sequence, event, goal, isOther }) =>
    JSON.stringify([sequence, event, goal, isOther]),
  );
  const kept = [...kinds.values()].map((all) => {
    const [last, ...before] = all;
    const other = before.find(({ id }) => id !== last?.id);
    const first = [...(last ? [last] : []), ...(other ? [other] : [])];
    return { first, changes: lastChanges(all).filter((one) => !first.includes(one)) };
  });
  const goalsFirst = (ends: readonly KnownEnd[]): KnownEnd[] =>
    ends.toSorted((a, b) => Number(b.goal) - Number(a.goal) || b.at - a.at);
  return [
    ...goalsFirst(kept.flatMap(({ first }) => first)),
    ...goalsFirst(kept.flatMap(({ changes }) => changes)),
  ].slice(0, MOST_ENDS);
};

/** The last change of each thing, of those that tell of changes; of the same change the one of the latest time. */
const lastChanges = (latestFirst: readonly KnownEnd[]): KnownEnd[] => {
  const numbered = latestFirst.filter(({ id, change }) => id !== undefined && change !== undefined);
  const last = [...Map.groupBy(numbered, ({ id }) => id).values()].flatMap(
    (all) => all.toSorted((a, b) => (b.change ?? 0) - (a.change ?? 0))[0] ?? [],
  );
  return last.slice(0, MOST_CHANGED);
};
