import type { DatabaseSync, SQLInputValue } from 'node:sqlite';
import * as z from 'zod';
import {
  addFilterFunctions,
  type Condition,
  type EventFilter,
  eventFilters,
  filterCondition,
} from './event-filters.ts';
import { FilterError } from './filter-expression.ts';
import { type Answer, json } from './http.ts';
import { refusals } from './refusals.ts';
import { withOrigin } from './stored-messages.ts';
import { jsonColumn } from './tables.ts';

const RETENTION_MS = 3 * 24 * 3600 * 1000;
const MAX_LIMIT = 300;
const DEFAULT_LIMIT = 100;

/** A token of a paging URL says all by itself, so it works at any later time. */
const pageSchema = z.object({
  domain: z.string(),
  lower: z.number().optional(),
  upper: z.number().optional(),
  ascending: z.boolean(),
  limit: z.number(),
  filters: z.array(z.tuple([z.string(), z.string()])),
  /** Against the direction of the search: towards the pages that were read before. */
  back: z.boolean(),
  from: z.tuple([z.number(), z.number()]).optional(),
});
type Page = z.infer<typeof pageSchema>;
const tokenSchema = jsonColumn(pageSchema);

const rowSchema = z.object({
  seq: z.number(),
  occurred_at: z.number(),
  data: jsonColumn(z.record(z.string(), z.unknown())),
});
type Row = z.infer<typeof rowSchema>;

export interface EventsFeed {
  /** `GET /v3/{domain}/events`, the first page of a search. */
  search: (domain: string, query: URLSearchParams) => Answer;
  /** `GET /v3/{domain}/events/{token}`, the way on. */
  follow: (domain: string, token: string) => Answer;
}

export const makeEventsFeed = (
  database: DatabaseSync,
  deps: { now: () => number; url: () => string },
): EventsFeed => {
  addFilterFunctions(database);
  const read = (page: Page): Row[] => {
    const { where, values } = conditions(page, deps.now());
    const order = page.ascending === page.back ? 'DESC' : 'ASC';
    const rows = database
      .prepare(
        `SELECT seq, occurred_at, data FROM mailgun_events WHERE ${where.join(' AND ')}
         ORDER BY occurred_at ${order}, seq ${order} LIMIT ?`,
      )
      .all(...values, page.limit)
      .map((row) => rowSchema.parse(row));
    return page.back ? rows.reverse() : rows;
  };
  const show = (page: Page): Answer => {
    const rows = read(page);
    const { from: at, ...start } = page;
    const link = (back: boolean, row?: Row): string => {
      const from = row === undefined ? undefined : ([row.occurred_at, row.seq] satisfies [number, number]);
      const token = JSON.stringify({ ...start, back, ...(from !== undefined && { from }) });
      return `${deps.url()}/v3/${page.domain}/events/${Buffer.from(token).toString('base64url')}`;
    };
    const stay = (back: boolean): string => {
      const row = at === undefined ? undefined : { seq: at[1], occurred_at: at[0], data: {} };
      return link(back, row);
    };
    return json(200, {
      items: rows.map(({ data }) => withOrigin(data, deps.url())),
      paging: {
        next: rows.length > 0 ? link(false, rows.at(-1)) : stay(false),
        previous: rows.length > 0 ? link(true, rows[0]) : stay(true),
        first: link(false),
        last: link(true),
      },
    });
  };
  return {
    search: (domain, query) => {
      const page = firstPage(domain, query);
      return typeof page === 'string' ? refusals.badRequest(page) : show(page);
    },
    follow: (domain, token) => {
      const page = tokenSchema.safeParse(decoded(token));
      if (!page.success || page.data.domain !== domain) return refusals.badRequest('Invalid page token');
      return show(page.data);
    },
  };
};

const decoded = (token: string): string => {
  const text = Buffer.from(token, 'base64url').toString('utf8');
  return text.startsWith('{') && text.endsWith('}') ? text : '{}';
};

const firstPage = (domain: string, query: URLSearchParams): Page | string => {
  const begin = timeOf(query.get('begin'));
  const end = timeOf(query.get('end'));
  if (Number.isNaN(begin) || Number.isNaN(end))
    return 'begin and end must be epoch seconds or RFC 2822 dates';
  const asked = query.get('ascending');
  if (begin !== undefined && end === undefined && asked === null) {
    return 'ascending must be given when end is not';
  }
  if (
    begin !== undefined &&
    end !== undefined &&
    asked !== null &&
    begin !== end &&
    isYes(asked) !== begin < end
  ) {
    return 'ascending does not agree with begin and end';
  }
  const ascending = asked === null ? begin !== undefined && end !== undefined && begin < end : isYes(asked);
  const bounds = [begin, end].filter((time) => time !== undefined);
  const both = bounds.length === 2;
  const [first, last] = ascending ? [begin, end] : [end, begin];
  const lower = both ? Math.min(...bounds) : first;
  const upper = both ? Math.max(...bounds) : last;
  const limit = Number(query.get('limit') ?? DEFAULT_LIMIT);
  const filters = eventFilters(query);
  const fault = filters.map(faultOfFilter).find((found) => found !== undefined);
  if (fault !== undefined) return fault;
  return {
    domain,
    ...(lower !== undefined && { lower }),
    ...(upper !== undefined && { upper }),
    ascending,
    limit: Number.isInteger(limit) && limit > 0 ? Math.min(limit, MAX_LIMIT) : DEFAULT_LIMIT,
    filters: filters.map(([field, expression]) => [field, expression]),
    back: false,
  };
};

const isYes = (text: string): boolean => /^(yes|true)$/i.test(text);

const faultOfFilter = (filter: EventFilter): string | undefined => {
  try {
    filterCondition(filter);
    return undefined;
  } catch (error) {
    if (error instanceof FilterError) return `${filter[0]}: ${error.message}`;
    throw error;
  }
};

const timeOf = (text: string | null): number | undefined => {
  if (text === null || text === '') return undefined;
  return /^\d+(\.\d+)?$/.test(text) ? Number(text) * 1000 : Date.parse(text);
};

const conditions = (page: Page, now: number): { where: string[]; values: SQLInputValue[] } => {
  const lower = Math.max(page.lower ?? 0, now - RETENTION_MS);
  const parts: Condition[] = [
    { sql: 'domain = ?', values: [page.domain] },
    { sql: 'visible_at <= ?', values: [now] },
    { sql: 'occurred_at >= ?', values: [lower] },
    ...(page.upper === undefined ? [] : [{ sql: 'occurred_at <= ?', values: [page.upper] }]),
    ...page.filters.map(filterCondition),
  ];
  if (page.from !== undefined) {
    parts.push({
      sql: `(occurred_at, seq) ${page.ascending === page.back ? '<' : '>'} (?, ?)`,
      values: page.from,
    });
  }
  return { where: parts.map(({ sql }) => `(${sql})`), values: parts.flatMap(({ values }) => values) };
};
