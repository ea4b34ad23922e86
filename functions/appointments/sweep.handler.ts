import type { Context } from 'aws-lambda';
import { SECOND } from '../platform/clock.ts';
import { appointmentsFromEnv } from './from-env.ts';
import { sweep } from './sweep.ts';

/** What is left of a function's time when its work must be done. */
const MARGIN_MS = 10 * SECOND;

const deps = appointmentsFromEnv();

/** Does what is due of appointments and no timer has brought. */
export const handler = (_event: unknown, context: Context): ReturnType<typeof sweep> =>
  sweep(deps, deps.now() + context.getRemainingTimeInMillis() - MARGIN_MS);
