import { GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { DAY, MINUTE, SECOND, toIso } from '../../platform/clock.ts';
import type { Dynamo } from '../../platform/dynamo.ts';
import type { Fault } from '../../platform/errors.ts';
import { type Category, categorySchema } from '../../contract/category.ts';
import type { Message } from '../message/message.ts';

/** A decision of somebody to hold e-mails back. Times are epoch milliseconds. */
export interface Pause extends PauseDecision {
  what: { category: Category } | { template: string };
}

/** What is held back now; it waits, and is judged by the gate when it goes on. */
export interface Paused {
  categories: ReadonlySet<Category>;
  templates: ReadonlySet<string>;
}

/** The same, and who decided each, the oldest first. */
export interface Pauses extends Paused {
  decisions: readonly Pause[];
}

/** What to hold back, or to let go on. */
export interface PauseRequest {
  category?: Category | undefined;
  template?: string | undefined;
}

/** How long a paused message is left alone before it is looked at again. */
export const PAUSE_CHECK_MS = 2 * MINUTE;

export const isPaused = (message: Pick<Message, 'category' | 'template'>, pauses: Paused): boolean =>
  pauses.categories.has(message.category) ||
  (message.template !== undefined && pauses.templates.has(message.template));

/** Whether a message is held back by one pause. */
export const isHeldBy = ({ what }: Pause, message: Pick<Message, 'category' | 'template'>): boolean =>
  'category' in what ? what.category === message.category : what.template === message.template;

const LONG_MS = DAY;

/** Pauses that have stood for a day and have no end: somebody may have forgotten them. */
export const pausedForLong = ({ decisions }: Pauses, now: number): Pause[] =>
  decisions.filter(({ since, until }) => until === undefined && now - since >= LONG_MS);

interface PausesTable {
  dynamo: Dynamo;
  table: string;
}

const KEY = { pk: 'PAUSES', sk: 'PAUSES' };

const decisionSchema = z.object({
  /** The client whose key asked for it. */
  by: z.string(),
  since: z.number(),
  /** When it ends by itself; undefined where somebody has to end it. */
  until: z.number().optional(),
});
type PauseDecision = z.infer<typeof decisionSchema>;

const CATEGORY = 'category#';
const TEMPLATE = 'template#';

/** Each pause is an attribute of one item, so that all are read at once and each is written by itself. */
const attributesOf = ({ category, template }: PauseRequest): string[] => [
  ...(category === undefined ? [] : [CATEGORY + category]),
  ...(template === undefined ? [] : [TEMPLATE + template]),
];

const whatOf = (attribute: string): Pause['what'] | undefined => {
  if (attribute.startsWith(CATEGORY))
    return { category: categorySchema.parse(attribute.slice(CATEGORY.length)) };
  if (attribute.startsWith(TEMPLATE)) return { template: attribute.slice(TEMPLATE.length) };
  return undefined;
};

/** The pauses that are in force at a time. */
const fromItem = (item: Record<string, unknown> | undefined, now: number): Pauses => {
  const decisions = Object.entries(item ?? {})
    .flatMap(([attribute, value]) => {
      const what = whatOf(attribute);
      return what === undefined ? [] : [{ what, ...decisionSchema.parse(value) }];
    })
    .filter(({ until }) => until === undefined || until > now)
    .toSorted((a, b) => a.since - b.since);
  const kinds = decisions.map(({ what }) => what);
  return {
    categories: new Set(kinds.flatMap((what) => ('category' in what ? [what.category] : []))),
    templates: new Set(kinds.flatMap((what) => ('template' in what ? [what.template] : []))),
    decisions,
  };
};

export const readPauses = async (store: PausesTable, now: number): Promise<Pauses> => {
  const answer = await store.dynamo.send(
    new GetCommand({ TableName: store.table, Key: KEY, ConsistentRead: true }),
  );
  return fromItem(answer.Item, now);
};

/** How long a function may believe the pauses that it has read. */
export const PAUSES_BELIEVED_MS = SECOND;

/** Reads them at most once a second: a pause must hold at once, and mail leaves in hundreds. */
export const makePauseReader = (store: PausesTable, now: () => number): (() => Promise<Pauses>) => {
  let seen: { pauses: Pauses; readAt: number } | undefined;
  return async () => {
    if (seen === undefined || now() - seen.readAt >= PAUSES_BELIEVED_MS) {
      seen = { pauses: await readPauses(store, now()), readAt: now() };
    }
    return seen.pauses;
  };
};

/** Longest time ahead that a pause may end by itself: nobody is told of one that has an end. */
const MAX_AHEAD_MS = 366 * DAY;

/** What is wrong with the time that a pause is to end at. */
export const untilFaults = (until: number | undefined, now: number): Fault[] => {
  if (until === undefined) return [];
  if (until <= now) {
    const detail = `It is ${toIso(now)} now; until must be later.`;
    return [{ pointer: '/until', code: 'in_the_past', detail }];
  }
  if (until <= now + MAX_AHEAD_MS) return [];
  const detail = 'At most a year ahead; without it the pause stands until somebody resumes it.';
  return [{ pointer: '/until', code: 'too_far_ahead', detail }];
};

const attributeOf = ({ what }: Pause): string =>
  'category' in what ? CATEGORY + what.category : TEMPLATE + what.template;

const update = async (
  store: PausesTable,
  attributes: readonly string[],
  { expression, values, now }: { expression: string; values?: Record<string, unknown>; now: number },
): Promise<Pauses> => {
  const answer = await store.dynamo.send(
    new UpdateCommand({
      TableName: store.table,
      Key: KEY,
      UpdateExpression: expression,
      ExpressionAttributeNames: Object.fromEntries(attributes.map((name, i) => [`#p${i}`, name])),
      ...(values !== undefined && { ExpressionAttributeValues: values }),
      ReturnValues: 'ALL_NEW',
    }),
  );
  return fromItem(answer.Attributes, now);
};

/**
 * Holds back; answers what is paused from now on. What is held back already stays so since when it was, and gets the
 * author and the end of this decision.
 */
export const pause = async (
  store: PausesTable,
  request: PauseRequest,
  decision: PauseDecision,
): Promise<Pauses> => {
  const now = decision.since;
  const { decisions } = await readPauses(store, now);
  const since = new Map(decisions.map((one) => [attributeOf(one), one.since]));
  const attributes = attributesOf(request);
  return update(store, attributes, {
    expression: `SET ${attributes.map((_attribute, i) => `#p${i} = :p${i}`).join(', ')}`,
    values: Object.fromEntries(
      attributes.map((name, i) => [`:p${i}`, { ...decision, since: since.get(name) ?? now }]),
    ),
    now,
  });
};

/** Lets go on; answers what is still paused. */
export const resume = (store: PausesTable, request: PauseRequest, now: number): Promise<Pauses> => {
  const attributes = attributesOf(request);
  const expression = `REMOVE ${attributes.map((_attribute, i) => `#p${i}`).join(', ')}`;
  return update(store, attributes, { expression, now });
};
