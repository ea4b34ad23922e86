import pMap from 'p-map';
import * as z from 'zod';
import { DAY, toIso } from '../platform/clock.ts';
import type { Dynamo } from '../platform/dynamo.ts';
import { firstItems } from '../platform/dynamo-pages.ts';
import { invalid } from '../platform/faults.ts';
import { type ListName, readCursor, writeCursor } from '../platform/page.ts';
import type { AppointmentRecord } from './record.ts';
import { appointmentIdOf } from './keys.ts';
import { monthsOf, startKeyOf } from './start-index.ts';
import type { AppointmentStore } from './store.ts';

export interface ListDeps {
  dynamo: Dynamo;
  table: string;
  appointments: Pick<AppointmentStore, 'find'>;
  now: () => number;
}

/** What a caller asks a list for; instants are epoch milliseconds. */
export interface ListQuery {
  repId?: string | undefined;
  from?: number | undefined;
  to?: number | undefined;
  limit: number;
  cursor?: string | undefined;
}

/** Without a rep a list is of so many days, and at the most. */
const DAYS_AHEAD = 31;
const MOST_DAYS = 366;
/** Beyond every start that is taken. */
const EVER = { from: 0, to: Date.parse('2200-01-01T00:00:00Z') };
const AT_ONCE = 20;

/** A page ends where it would grow beyond this, as JSON: an answer has room for 6 MB. */
const PAGE_BYTES = 3_000_000;

/** What the first page had for now holds for those that follow. */
const positionSchema = z.object({
  from: z.number(),
  to: z.number(),
  part: z.int().min(0),
  after: z.string().min(1),
});
const itemSchema = z.object({ pk: z.string(), startKey: z.string() });

/**
 * A page of appointments by their start, `from` included and `to` not. One that changes while it is paged through may
 * show twice, or not at all.
 * @throws ServiceError `invalid` for a time without end, and for a cursor of another list.
 */
export const listAppointments = async (
  deps: ListDeps,
  query: ListQuery,
): Promise<{ records: AppointmentRecord[]; next: string | undefined }> => {
  // What holds now when left out is not the same on the next page, so the cursor knows what was asked.
  const name: ListName = ['appointments', query.repId, query.from, query.to];
  const position = query.cursor === undefined ? undefined : readCursor(name, query.cursor, positionSchema);
  const span = position ?? spanOf(query, deps.now());
  if (span.from === span.to) return { records: [], next: undefined };
  const parts =
    query.repId === undefined
      ? monthsOf(span).map((value) => ({ index: 'byStartMonth', attribute: 'startMonth', value }))
      : [{ index: 'byRep', attribute: 'repList', value: `REP#${query.repId}` }];
  const found: { part: number; startKey: string; id: string }[] = [];
  for (let part = position?.part ?? 0; part < parts.length && found.length <= query.limit; part += 1) {
    const one = parts[part];
    if (one === undefined) break;
    const after = position?.part === part ? position.after : undefined;
    const items = await firstItems(
      deps.dynamo,
      {
        TableName: deps.table,
        IndexName: one.index,
        KeyConditionExpression: `${one.attribute} = :value AND startKey BETWEEN :from AND :to`,
        ExpressionAttributeValues: {
          ':value': one.value,
          // One more than a key that was there is the next possible key.
          ':from': after === undefined ? startKeyOf(span.from, '') : `${after}\u0000`,
          ':to': toIso(span.to),
        },
      },
      query.limit + 1 - found.length,
    );
    for (const item of items) {
      const { pk, startKey } = itemSchema.parse(item);
      found.push({ part, startKey, id: appointmentIdOf(pk) });
    }
  }
  const asked = found.slice(0, query.limit);
  const records = await pMap(asked, ({ id }) => deps.appointments.find(id), { concurrency: AT_ONCE });
  const count = fitting(records);
  const last = asked[count - 1];
  return {
    records: records.slice(0, count).filter((record) => record !== undefined),
    next:
      last !== undefined && found.length > count
        ? writeCursor(name, { from: span.from, to: span.to, part: last.part, after: last.startKey })
        : undefined,
  };
};

/** How many of them a page has room for; one at least. */
const fitting = (records: readonly (AppointmentRecord | undefined)[]): number => {
  let bytes = 0;
  const tooMany = records.findIndex((record, i) => {
    bytes += Buffer.byteLength(JSON.stringify(record?.details ?? null));
    return i > 0 && bytes > PAGE_BYTES;
  });
  return tooMany === -1 ? records.length : tooMany;
};

const spanOf = (query: ListQuery, now: number): { from: number; to: number } => {
  const from = query.from ?? (query.repId === undefined ? now : EVER.from);
  const to = query.to ?? (query.repId === undefined ? from + DAYS_AHEAD * DAY : EVER.to);
  const isShort = query.repId !== undefined || to - from <= MOST_DAYS * DAY;
  if (from <= to && isShort) return { from, to };
  const detail = `Must be before \`to\`${query.repId === undefined ? `, without a rep by at most ${MOST_DAYS} days` : ''}.`;
  throw invalid([{ pointer: '/query/from', code: 'invalid_span', detail }]);
};
