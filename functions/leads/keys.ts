import type { Dynamo } from '../platform/dynamo.ts';
import { sha256Hex } from '../platform/ids.ts';
import { type DueList, makeDueList } from '../platform/due-list.ts';

const LEAD = 'LEAD#';
const BATCH = 'LEAD_BATCH#';

export const leadPartition = (id: string): string => LEAD + id;
/** Of a partition, as indexes have it. */
export const leadIdOf = (partition: string): string => partition.slice(LEAD.length);
export const batchPartition = (id: string): string => BATCH + id;

/** What is known of a rep as far as leads go. */
export const repPartition = (repId: string): string => `REP_LEADS#${repId}`;
/** Where the token of a link leads to; its text stands nowhere. */
export const linkPartition = (token: string): string => `LEAD_LINK#${sha256Hex(token)}`;

/** What is due by itself: a lead, or a batch of alerts. */
export interface DueThing {
  kind: 'lead' | 'batch';
  id: string;
}

/** Leads and batches by when something is due of them; their ids here are their partitions. */
export const dueLeads = (dynamo: Dynamo, table: string): DueList =>
  makeDueList(dynamo, table, { list: 'LEADS', prefix: '' });

/** What stands in that list under a partition. */
export const dueThing = (partition: string): DueThing =>
  partition.startsWith(BATCH)
    ? { kind: 'batch', id: partition.slice(BATCH.length) }
    : { kind: 'lead', id: leadIdOf(partition) };
