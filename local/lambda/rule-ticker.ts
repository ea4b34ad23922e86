import * as z from 'zod';
import type { Actor } from '../clock/driver.ts';
import type { FunctionPool } from './function-pool.ts';

const reportSchema = z.object({ nextCheckAt: z.number().optional() }).nullish().catch(undefined);

export interface RuleTickerParts {
  everyMs: number;
  pool: FunctionPool;
  now: () => number;
  /** Invocations of functions that no rule runs, so far. */
  otherInvocations: () => number;
  reportFailure: (functionName: string, error: unknown) => void;
}

/**
 * A rule that runs a function every so often, for the first time when that time has passed once. A run that says when there will be something to do (`nextCheckAt`)
 * makes the runs before it needless, as long as nothing else runs: so a day passes in a moment.
 */
export const makeRuleTicker = (parts: RuleTickerParts): Actor & { reset: () => void } => {
  const { everyMs, pool, now } = parts;
  let nextTickAt = now() + everyMs;
  let quiet: { until: number; invocations: number } | undefined;
  let busy = false;

  const needlessUntil = (): number =>
    quiet?.invocations === parts.otherInvocations() ? quiet.until : -Infinity;
  const nextDueAt = (): number | undefined => {
    const until = needlessUntil();
    if (until === Infinity) return undefined;
    return until <= nextTickAt
      ? nextTickAt
      : nextTickAt + Math.ceil((until - nextTickAt) / everyMs) * everyMs;
  };
  return {
    nextDueAt,
    runDue: async () => {
      nextTickAt = now() + everyMs;
      busy = true;
      const invocations = parts.otherInvocations();
      try {
        const report = reportSchema.parse(
          await pool.invoke({ 'detail-type': 'Scheduled Event', source: 'aws.events' }),
        );
        quiet = { until: report?.nextCheckAt ?? Infinity, invocations };
      } catch (error) {
        quiet = undefined;
        parts.reportFailure(pool.name, error);
      } finally {
        busy = false;
      }
    },
    isWorking: () => busy && (pool.isWorking() || !pool.isBusy()),
    isBusy: () => busy,
    reset: () => {
      nextTickAt = now() + everyMs;
      quiet = undefined;
    },
  };
};
