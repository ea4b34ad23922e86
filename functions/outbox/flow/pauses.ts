import { GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { MINUTE, SECOND } from '../../platform/clock.ts';
import type { Dynamo } from '../../platform/dynamo.ts';
import { categories, type Category } from '../../contract/category.ts';
import type { Message } from '../message/message.ts';

/** What people hold back; it waits, and is judged by the gate when it goes on. */
export interface Pauses {
  categories: ReadonlySet<Category>;
  templates: ReadonlySet<string>;
}

/** What to hold back, or to let go on. */
export interface PauseRequest {
  category?: Category | undefined;
  template?: string | undefined;
}

/** How long a paused message is left alone before it is looked at again. */
export const PAUSE_CHECK_MS = 2 * MINUTE;

export const isPaused = (message: Pick<Message, 'category' | 'template'>, pauses: Pauses): boolean =>
  pauses.categories.has(message.category) ||
  (message.template !== undefined && pauses.templates.has(message.template));

interface PausesTable {
  dynamo: Dynamo;
  table: string;
}

const KEY = { pk: 'PAUSES', sk: 'PAUSES' };
const itemSchema = z.object({
  categories: z.set(z.enum(categories)).optional(),
  templates: z.set(z.string()).optional(),
});

const fromItem = (item: unknown): Pauses => {
  const { categories: paused = new Set(), templates = new Set() } = itemSchema.parse(item ?? {});
  return { categories: paused, templates };
};

export const readPauses = async (store: PausesTable): Promise<Pauses> => {
  const answer = await store.dynamo.send(
    new GetCommand({ TableName: store.table, Key: KEY, ConsistentRead: true }),
  );
  return fromItem(answer.Item);
};

/** How long a function may believe the pauses that it has read. */
export const PAUSES_BELIEVED_MS = SECOND;

/** Reads them at most once a second: a pause must hold at once, and mail leaves in hundreds. */
export const makePauseReader = (store: PausesTable, now: () => number): (() => Promise<Pauses>) => {
  let seen: { pauses: Pauses; readAt: number } | undefined;
  return async () => {
    if (seen === undefined || now() - seen.readAt >= PAUSES_BELIEVED_MS) {
      seen = { pauses: await readPauses(store), readAt: now() };
    }
    return seen.pauses;
  };
};

/** Pauses or resumes; answers what is paused from now on. */
export const changePauses = async (
  store: PausesTable,
  change: 'pause' | 'resume',
  request: PauseRequest,
): Promise<Pauses> => {
  const sets = Object.entries({ categories: request.category, templates: request.template }).filter(
    ([, value]) => value !== undefined,
  );
  const answer = await store.dynamo.send(
    new UpdateCommand({
      TableName: store.table,
      Key: KEY,
      UpdateExpression: `${change === 'pause' ? 'ADD' : 'DELETE'} ${sets.map((_set, i) => `#s${i} :s${i}`).join(', ')}`,
      ExpressionAttributeNames: Object.fromEntries(sets.map(([name], i) => [`#s${i}`, name])),
      ExpressionAttributeValues: Object.fromEntries(sets.map(([, value], i) => [`:s${i}`, new Set([value])])),
      ReturnValues: 'ALL_NEW',
    }),
  );
  return fromItem(answer.Attributes);
};
