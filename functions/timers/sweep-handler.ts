import type { Context } from 'aws-lambda';
import { SECOND } from '../platform/clock.ts';
import type { DueList } from '../platform/due-list.ts';
import { nextSweepAt, nothingDue, type Swept } from './sweep-due.ts';

/** What is left of a function's time when its work must be done. */
const MARGIN_MS = 10 * SECOND;

/** When the work of a run has to be done, epoch milliseconds. */
export const endOfRun = (context: Context): number =>
  Date.now() + context.getRemainingTimeInMillis() - MARGIN_MS;

/**
 * Makes the function that does what is due and no timer has brought. In most minutes that is nothing, and nothing is
 * loaded for it: `load` brings what does the work until a moment.
 */
export const makeSweepHandler =
  (due: DueList, load: () => Promise<(endsAt: number) => Promise<Swept>>) =>
  async (_event: unknown, context: Context): Promise<Swept> => {
    const endsAt = endOfRun(context);
    const first = await nextSweepAt(due);
    if (first === undefined || first > Date.now()) return nothingDue(first);
    const sweep = await load();
    return sweep(endsAt);
  };
