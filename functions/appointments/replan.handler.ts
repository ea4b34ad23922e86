import type { Context } from 'aws-lambda';
import { SECOND } from '../platform/clock.ts';
import { appointmentsFromEnv } from './from-env.ts';
import { replan } from './sweep.ts';

/** What is left of a function's time when its work must be done. */
const MARGIN_MS = 10 * SECOND;

const deps = appointmentsFromEnv();

/** Plans timers that have come near, and what older rules of time zones had planned. */
export const handler = (_event: unknown, context: Context): ReturnType<typeof replan> =>
  replan(deps, deps.now() + context.getRemainingTimeInMillis() - MARGIN_MS);
