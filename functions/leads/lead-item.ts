import { leadOutcomes } from '../contract/lead-outcome.ts';
import * as z from 'zod';
import { bands } from '../contract/lead-band.ts';
import { DAY, toIso } from '../platform/clock.ts';
import { leadEntrySchema } from '../reps/timeline-entries.ts';
import { shownSchema } from './changes.ts';
import { priorityPartNames } from './judge.ts';
import { leadPartition } from './keys.ts';
import type { Lead } from './lead.ts';
import { historyEntrySchema, owedSchema, readerSchema, type HistoryEntry } from './owed.ts';
import type { LeadRecord } from './record.ts';
import { responseSchema, type ResponseState, runOf } from './response.ts';

const storedSchema = z.object({
  id: z.string(),
  rev: z.number(),
  runs: z.number(),
  version: z.number().optional(),
  hash: z.string(),
  client: z.string().optional(),
  receivedAt: z.number(),
  changedAt: z.number(),
  leftOut: z.array(z.string()),
  unknownOwner: z.string().optional(),
  updates: z.number(),
  historyCount: z.number(),
  nextDueAt: z.number().optional(),
  erasedAt: z.number().optional(),
  outcome: z
    .object({
      outcome: z.enum(leadOutcomes),
      reason: z.string().optional(),
      repId: z.string(),
      at: z.number(),
      version: z.number().optional(),
    })
    .optional(),
  shared: z.object({ run: z.number(), step: z.number(), key: z.string() }).optional(),
  /** As JSON: it was checked when it came, and maps of DynamoDB lose the order of keys. */
  state: z.string(),
});

const stateSchema = z.object({
  lead: z.unknown(),
  judgement: z.object({
    band: z.enum(bands),
    priority: z.number(),
    priorityParts: z.array(
      z.object({ part: z.enum(priorityPartNames), text: z.string(), points: z.number() }),
    ),
    hotRules: z.array(z.string()),
  }),
  shown: shownSchema.optional(),
  update: z.object({ key: z.string(), to: readerSchema, shown: shownSchema }).optional(),
  response: responseSchema,
  owed: z.array(owedSchema),
  unpublished: z.array(
    z.object({ key: z.string(), detailType: z.string(), detail: z.record(z.string(), z.unknown()) }),
  ),
  timeline: leadEntrySchema.optional(),
});

const SORT = 'LEAD';
export const leadKey = (id: string) => ({ pk: leadPartition(id), sk: SORT });

/** The lists that a lead stands in: of its state, and of its owner. */
export const stateList = (state: ResponseState): string => `LEADS#${state}`;
export const ownerList = (repId: string): string => `LEADS_OF#${repId}`;
/** Its place there: when we heard of it, and its id. */
export const listKey = ({ receivedAt, id }: Pick<LeadRecord, 'receivedAt' | 'id'>): string =>
  `${toIso(receivedAt)}#${id}`;

/** A lead as it is stored; `ttl` is when it goes, in seconds since 1970. */
export const leadItem = (record: LeadRecord, ttl: number) => {
  const { lead, judgement, shown, update, response, owed, unpublished, timeline, ...fields } = record;
  return {
    ...leadKey(record.id),
    ...fields,
    state: JSON.stringify({ lead, judgement, shown, update, response, owed, unpublished, timeline }),
    leadState: response.state,
    leadBand: judgement.band,
    leadStateList: stateList(response.state),
    ...(lead.ownerRepId !== undefined && { leadOwnerList: ownerList(lead.ownerRepId) }),
    leadListKey: listKey(record),
    ttl,
  };
};

export const leadRecordOf = (item: unknown): LeadRecord => {
  const { state, ...fields } = storedSchema.parse(item);
  const inner = stateSchema.parse(JSON.parse(state));
  return { ...fields, ...inner, lead: inner.lead as Lead };
};

const HISTORY = 'HISTORY#';
export const historyPrefix = HISTORY;
/** Entries are read in the order in which they came about. */
export const historyItem = (id: string, number: number, entry: HistoryEntry, ttl: number) => ({
  pk: leadPartition(id),
  sk: HISTORY + String(number).padStart(8, '0'),
  ...entry,
  ttl,
});
export const historyEntryOf = (item: unknown): HistoryEntry => historyEntrySchema.parse(item);

export const ttlAfter = (from: number, days: number): number => Math.ceil((from + days * DAY) / 1000);

/** What the run of a lead was, for figures; it names nobody outside the company. */
export const factItem = (record: LeadRecord, ttl: number): Record<string, unknown> | undefined => {
  const { response } = record;
  const run = runOf(response);
  // What is known of one that was erased stays as it is.
  if (run === undefined || response.state === 'waiting' || record.erasedAt !== undefined) return undefined;
  const takenBy = response.state === 'open' || response.state === 'none' ? undefined : response.takenBy;
  return {
    pk: factPartition(run.openedAt),
    sk: `${record.id}#${run.number}`,
    openedAt: run.openedAt,
    policy: run.policy,
    step: Math.max(0, ...run.told.map(({ step }) => step)),
    askedRepId: run.asked?.repId,
    isExhausted: response.state === 'open' && response.next.type === 'nothing',
    ...(takenBy !== undefined && {
      answeredAt: takenBy.at,
      repId: takenBy.repId,
      responseSeconds: takenBy.responseSeconds,
      withinTarget: takenBy.withinTarget,
    }),
    ttl,
  };
};
export const factPartition = (at: number): string => `LEAD_FACTS#${toIso(at).slice(0, 10)}`;
