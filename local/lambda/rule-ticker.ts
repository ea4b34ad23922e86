import * as z from 'zod';
import type { Actor } from '../clock/driver.ts';
import type { FunctionPool } from './function-pool.ts';

const reportSchema = z.object({ nextCheckAt: z.number().optional() }).nullish().catch(undefined);

export interface RuleTickerParts {
  everyMs: number;
  pool: FunctionPool;
  now: () => number;
  /**
   * Counts invocations, at their beginning and at their end, of functions that no rule runs and that may give this one
   * something to do: what one of them writes may come after a run that it caused.
   */
  otherInvocations: () => number;
  reportFailure: (functionName: string, error: unknown) => void;
}

/**
 * A rule that runs a function every so often, for the first time when that time has passed once. A run that says when
 * there will be something to do (`nextCheckAt`) makes the runs before it needless, as long as nothing else runs: so a
 * day passes in a moment. `begin` says that there are no data, so that there is nothing to do until something else has run.
 */
export const makeRuleTicker = (parts: RuleTickerParts): Actor & { begin: () => void } => {
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
    begin: () => {
      nextTickAt = now() + everyMs;
      quiet = { until: Infinity, invocations: parts.otherInvocations() };
    },
  };
};
