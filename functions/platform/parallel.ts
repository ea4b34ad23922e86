import pMap from 'p-map';
import { SECOND } from './clock.ts';
import { ServiceError } from './errors.ts';

const PARALLEL = 10;
/** What a call keeps of its time for what comes after. */
const MARGIN_MS = 5 * SECOND;

/** What a function behind the API has for a call: API Gateway waits no longer than 30 s. */
export const API_BUDGET_MS = 27 * SECOND;

/** The time that a call has. */
export interface TimeLimit {
  /** Epoch milliseconds. */
  endsAt: number;
  now: () => number;
}

/** Runs over items, some at the same time. @throws ServiceError `busy` when the time ends before all are done. */
export const eachInTime = async <T>(
  items: readonly T[],
  { endsAt, now }: TimeLimit,
  run: (item: T) => Promise<void>,
): Promise<void> => {
  await pMap(
    items,
    async (item) => {
      if (now() > endsAt - MARGIN_MS) throw outOfTime();
      await run(item);
    },
    { concurrency: PARALLEL },
  );
};

/** There is more than one call can do; the next one goes on. */
export const outOfTime = (): ServiceError =>
  new ServiceError('busy', 'There is more to do than one call can; repeat the request to go on.');
