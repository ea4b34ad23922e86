import { makeLimiter, SLOT_TOLERANCE_MS } from '../functions/outbox/flow/limiter.ts';
import { seededChance } from '../local/mailgun/chance.ts';
import { clientOf, makeMemoryDynamo } from '../test/simulation/memory-dynamo.ts';
import { makeVirtualTime } from './virtual-time.ts';

export interface LimiterLoad {
  perMinute: number;
  workers: number;
  /** The most arrivals at Mailgun in any 60 seconds, over the limit. */
  busiest: number;
  /** Share of the limit that was used. */
  used: number;
  writesPerMail: number;
  /** Share of the limiter's writes that were refused since another worker was faster. */
  refused: number;
}

const MINUTES = 6;
const HORIZON_MS = 2000;
/** What a worker does between two batches: SQS, and a look at its messages. */
const BETWEEN_BATCHES_MS = 60;

/** Runs workers as `deliver` does under an endless backlog, with calls and a network that take varying time. */
export const loadLimiter = async (perMinute: number, workers: number): Promise<LimiterLoad> => {
  const time = makeVirtualTime();
  const chance = seededChance(perMinute + workers, 'limiter');
  const table = makeMemoryDynamo();
  let writes = 0;
  let refused = 0;
  const arrivals: number[] = [];
  const call = async (input: unknown): Promise<Record<string, unknown>> => {
    await time.sleep(2 + chance() * 6);
    const isWrite = typeof input === 'object' && input !== null && 'UpdateExpression' in input;
    writes += Number(isWrite);
    try {
      return table.answer(input);
    } catch (error) {
      refused += 1;
      throw error;
    } finally {
      await time.sleep(1 + chance() * 3);
    }
  };
  const send = async (slot: number): Promise<boolean> => {
    await time.sleepUntil(slot);
    // The gate and the claim.
    await time.sleep(8 + chance() * 20);
    if (time.now() > slot + SLOT_TOLERANCE_MS) return false;
    await time.sleep(60 + chance() * 200);
    arrivals.push(time.now());
    return true;
  };
  const work = async (): Promise<void> => {
    const dynamo = clientOf(call);
    const limiter = makeLimiter({ dynamo, table: 'metrics' }, perMinute, {
      now: time.now,
      random: chance,
    });
    const batch = Math.max(1, Math.min(100, Math.floor(perMinute / 2)));
    while (time.now() < MINUTES * 60_000) {
      await time.sleep(BETWEEN_BATCHES_MS);
      let pending = batch;
      const underway: Promise<boolean>[] = [];
      while (pending > 0) {
        const grant = await limiter.reserve({ want: pending, horizonMs: HORIZON_MS });
        if ('retryAt' in grant) {
          await time.sleepUntil(grant.retryAt);
          continue;
        }
        pending -= grant.slots.length;
        underway.push(...grant.slots.map(send));
      }
      await Promise.all(underway);
    }
  };
  const all = Promise.all(Array.from({ length: workers }, work));
  await time.run();
  await all;
  arrivals.sort((a, b) => a - b);
  const counted = arrivals.filter((at) => at < MINUTES * 60_000);
  return {
    perMinute,
    workers,
    busiest: busiestMinute(arrivals) / perMinute,
    used: counted.length / MINUTES / perMinute,
    writesPerMail: writes / arrivals.length,
    refused: refused / Math.max(1, writes),
  };
};

const busiestMinute = (times: readonly number[]): number => {
  let most = 0;
  let from = 0;
  for (const [i, at] of times.entries()) {
    while ((times[from] ?? at) <= at - 60_000) from += 1;
    most = Math.max(most, i - from + 1);
  }
  return most;
};
