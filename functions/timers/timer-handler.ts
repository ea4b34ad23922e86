import { type BatchDeps, makeBatchHandler, oneByOne } from '../platform/batch.ts';
import { type Clock, SECOND } from '../platform/clock.ts';
import { type FiredTimer, firedTimerSchema } from './timers.ts';

export interface TimerHandlerDeps extends BatchDeps {
  clock: Clock;
}

/** What each kind of timer sets going. */
export type TimerKinds = Readonly<Record<string, (timer: FiredTimer) => Promise<void>>>;

/** Makes the function that takes a room's fired timers from its queue; what fails comes again, and at last to the dead letters. */
export const makeTimerHandler = (deps: TimerHandlerDeps, kinds: TimerKinds) =>
  makeBatchHandler(
    deps,
    oneByOne(deps, 'A timer could not be worked on', async ({ body }) => {
      const timer = firedTimerSchema.parse(JSON.parse(body));
      const run = kinds[timer.kind];
      if (run === undefined) throw new Error(`No feature has timers of kind ${timer.kind}`);
      // Schedules know seconds only, so a timer fires up to a second early; one moved to later is not waited for.
      await deps.clock.sleepUntil(Math.min(timer.dueAt, deps.clock.now() + SECOND));
      await run(timer);
    }),
  );
