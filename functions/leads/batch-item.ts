import * as z from 'zod';
import type { DueList } from '../platform/due-list.ts';
import { batchPartition } from './keys.ts';
import { ttlAfter } from './lead-item.ts';

export const batchSchema = z.object({
  repId: z.string(),
  dueAt: z.number(),
  /** From then on nobody joins. */
  closedAt: z.number().optional(),
  /** How its leads are divided among mails. */
  mails: z.array(z.array(z.string())).optional(),
  /** Since when all of it has left. */
  doneAt: z.number().optional(),
});
/** Alerts that leave together. Instants are epoch milliseconds. */
export type Batch = z.infer<typeof batchSchema>;

export const MEMBER = 'MEMBER#';
/** Batches are kept for so long after they have left, for those who ask what became of a mail. */
const KEPT_DAYS = 30;

export const batchKey = (id: string) => ({ pk: batchPartition(id), sk: 'BATCH' });

/** A batch as it is stored; one that is done is due no more. */
export const batchItem = (id: string, batch: Batch, due: Pick<DueList, 'keysOf'>) => ({
  ...batchKey(id),
  ...batch,
  ...(batch.doneAt === undefined && { nextDueAt: batch.dueAt, ...due.keysOf(batchPartition(id)) }),
  ttl: ttlAfter(batch.doneAt ?? batch.dueAt, KEPT_DAYS),
});

/** That a lead waits in a batch. */
export const memberItem = (id: string, leadId: string, dueAt: number) => ({
  pk: batchPartition(id),
  sk: MEMBER + leadId,
  ttl: ttlAfter(dueAt, KEPT_DAYS),
});
