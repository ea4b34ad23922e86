import type { DatabaseSync, SQLInputValue } from 'node:sqlite';
import * as z from 'zod';
import { addressKey } from './addresses.ts';
import { type Answer, json } from './http.ts';
import { refusals } from './refusals.ts';
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
  filters: z.record(z.string(), z.string()),
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
      items: rows.map(({ data }) => data),
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
  const ascending =
    asked === null ? begin !== undefined && end !== undefined && begin < end : /^(yes|true)$/i.test(asked);
  const bounds = [begin, end].filter((time) => time !== undefined);
  const both = bounds.length === 2;
  const lower = both ? Math.min(...bounds) : ascending ? begin : end;
  const upper = both ? Math.max(...bounds) : ascending ? end : begin;
  const limit = Number(query.get('limit') ?? DEFAULT_LIMIT);
  const filters = [...query].filter(([name, value]) => Object.hasOwn(filterConditions, name) && value !== '');
  return {
    domain,
    ...(lower !== undefined && { lower }),
    ...(upper !== undefined && { upper }),
    ascending,
    limit: Number.isInteger(limit) && limit > 0 ? Math.min(limit, MAX_LIMIT) : DEFAULT_LIMIT,
    filters: Object.fromEntries(filters),
    back: false,
  };
};

const timeOf = (text: string | null): number | undefined => {
  if (text === null || text === '') return undefined;
  return /^\d+(\.\d+)?$/.test(text) ? Number(text) * 1000 : Date.parse(text);
};

interface Condition {
  sql: string;
  values: SQLInputValue[];
}

const header = (name: string) => (value: string) => ({
  sql: `instr(lower(json_extract(data, '$.message.headers.${name}')), ?) > 0`,
  values: [value.toLowerCase()],
});
const eachOf = (value: string) => value.split(/\s+OR\s+/i).map((word) => word.trim());
const marks = (values: readonly unknown[]) => values.map(() => '?').join(', ');

const filterConditions: Record<string, (value: string) => Condition> = {
  event: (value) => ({ sql: `event IN (${marks(eachOf(value))})`, values: eachOf(value) }),
  severity: (value) => ({ sql: 'severity = ?', values: [value] }),
  recipient: (value) => ({ sql: 'recipient_key = ?', values: [addressKey(value)] }),
  'message-id': (value) => ({ sql: 'message_id = ?', values: [`<${value.replace(/^<|>$/g, '')}>`] }),
  tags: (value) => ({
    sql: `EXISTS (SELECT 1 FROM json_each(data, '$.tags') WHERE value IN (${marks(eachOf(value))}))`,
    values: eachOf(value),
  }),
  from: header('from'),
  to: header('to'),
  subject: header('subject'),
};

const conditions = (page: Page, now: number): { where: string[]; values: SQLInputValue[] } => {
  const lower = Math.max(page.lower ?? 0, now - RETENTION_MS);
  const parts: Condition[] = [
    { sql: 'domain = ?', values: [page.domain] },
    { sql: 'visible_at <= ?', values: [now] },
    { sql: 'occurred_at >= ?', values: [lower] },
    ...(page.upper === undefined ? [] : [{ sql: 'occurred_at <= ?', values: [page.upper] }]),
    ...Object.entries(page.filters).flatMap(([name, value]) => filterConditions[name]?.(value) ?? []),
  ];
  if (page.from !== undefined) {
    parts.push({
      sql: `(occurred_at, seq) ${page.ascending === page.back ? '<' : '>'} (?, ?)`,
      values: page.from,
    });
  }
  return { where: parts.map(({ sql }) => sql), values: parts.flatMap(({ values }) => values) };
};
