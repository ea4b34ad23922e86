import * as z from 'zod';
import { invalid } from './faults.ts';
import { sha256Hex } from './ids.ts';

/** Items of a page: the most, and how many when nobody says. */
export const MAX_LIMIT = 100;
export const DEFAULT_LIMIT = 50;

/** Which page of a list, and how much of it. */
export const pageFields = {
  limit: z.coerce
    .number()
    .int()
    .min(1)
    .max(MAX_LIMIT)
    .default(DEFAULT_LIMIT)
    .describe(`Items a page, at most ${MAX_LIMIT}; ${DEFAULT_LIMIT} when left out.`),
  cursor: z.string().min(1).max(4000).optional().meta({
    description: '`next` of the page before, unchanged; only for the same list with the same filters.',
    pattern: '^[A-Za-z0-9_-]+$',
  }),
};

/** A page of a list as it is answered, under its name in the docs. */
export const pageOf = <Item extends z.ZodType>(item: Item, id: string) =>
  z
    .object({
      items: z.array(item),
      next: z.string().optional().describe('Hand it back as `cursor`; missing on the last page.'),
    })
    .meta({ id });

/** What a list answers: a page, with an item of it for the docs. */
export const pageAnswer = <Page extends z.ZodType>(schema: Page, item: unknown) => ({
  description: 'A page; `next` is missing on the last',
  schema,
  example: { items: [item] },
});

/** A list with its filters, as its cursors know it. */
export type ListName = readonly [name: string, ...filters: unknown[]];

const markOf = (list: ListName): string => sha256Hex(JSON.stringify(list)).slice(0, 8);

/** Where the next page of a list begins, in a form that callers hand back. */
export const writeCursor = (list: ListName, position: unknown): string =>
  Buffer.from(JSON.stringify([markOf(list), position])).toString('base64url');

/** Reads a cursor of this very list. @throws ServiceError `invalid` for any other text. */
export const readCursor = <T>(list: ListName, cursor: string, schema: z.ZodType<T>): T => {
  const parsed = z.tuple([z.literal(markOf(list)), schema]).safeParse(decoded(cursor));
  if (parsed.success) return parsed.data[1];
  throw invalid([
    {
      pointer: '/query/cursor',
      code: 'invalid_cursor',
      detail: 'Take `next` of the page before, unchanged, with the same filters.',
    },
  ]);
};

const decoded = (cursor: string): unknown => {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
  } catch {
    return undefined;
  }
};
