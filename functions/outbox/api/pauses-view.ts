import * as z from 'zod';
import { categorySchema } from '../../contract/category.ts';
import { optionalIso, toIso } from '../../platform/clock.ts';
import { isHeldBy, type Pause, type Pauses } from '../flow/pauses.ts';
import type { SendsTable } from '../message/store.ts';
import { indexByStatus, LOOKED_AT_ONCE, type Position, readEntries, startOf } from './list-index.ts';

/** E-mails that wait are counted among so many of the newest: whoever looks must not wait for a long queue. */
const MOST_LOOKED_AT = 20_000;

const decision = {
  category: categorySchema.optional().describe('What is held back: all e-mails of this category; or'),
  template: z.string().optional().describe('all e-mails of the template of this name.'),
  by: z.string().describe('The name of the key that asked for it.'),
  since: z.iso.datetime(),
  until: z.iso
    .datetime()
    .optional()
    .describe('When it ends by itself; missing where somebody has to resume it.'),
};
export const pauseSchema = z.object(decision).meta({ id: 'Pause', description: 'Who holds what back.' });
export const waitingPauseSchema = z
  .object({
    ...decision,
    waiting: z
      .int()
      .min(0)
      .describe(`E-mails that wait for its end, among the newest ${MOST_LOOKED_AT} that have not left.`),
  })
  .meta({ id: 'WaitingPause', description: 'Who holds what back, and how many e-mails wait for it.' });

const viewPause = ({ what, by, since, until }: Pause): z.infer<typeof pauseSchema> => ({
  ...what,
  by,
  since: toIso(since),
  until: optionalIso(until),
});

export const viewPauses = ({ categories, templates, decisions }: Pauses) => ({
  categories: [...categories],
  templates: [...templates],
  items: decisions.map(viewPause),
});

const entrySchema = z.object({ category: categorySchema, template: z.string().optional() });

/** Pauses as callers see them, each with how many e-mails wait for its end. */
export const viewWaiting = async (
  sends: SendsTable,
  pauses: readonly Pause[],
  now: number,
): Promise<z.infer<typeof waitingPauseSchema>[]> => {
  const counts = await countWaiting(sends, pauses, now);
  return pauses.map((pause, i) => ({ ...viewPause(pause), waiting: counts[i] ?? 0 }));
};

/** How many e-mails wait for the end of each pause, in the order of the pauses. */
const countWaiting = async (sends: SendsTable, pauses: readonly Pause[], now: number): Promise<number[]> => {
  const counts = pauses.map(() => 0);
  if (pauses.length === 0) return counts;
  const index = indexByStatus('queued', now, sends.messagesDays);
  let position: Position | undefined = startOf(index, undefined);
  let lookedAt = 0;
  while (position !== undefined && lookedAt < MOST_LOOKED_AT) {
    const chunk = await readEntries(sends, index, position, LOOKED_AT_ONCE);
    lookedAt += Math.max(1, chunk.entries.length);
    for (const entry of chunk.entries.map((one) => entrySchema.parse(one))) {
      pauses.forEach((pause, i) => {
        if (isHeldBy(pause, entry)) counts[i] = (counts[i] ?? 0) + 1;
      });
    }
    position = chunk.next;
  }
  return counts;
};
