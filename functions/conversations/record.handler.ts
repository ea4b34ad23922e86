import type { Context } from 'aws-lambda';
import { busFromEnv } from '../bus/from-env.ts';
import { SECOND } from '../platform/clock.ts';
import { makeDynamo } from '../platform/dynamo.ts';
import { configFromEnv, requireEnv } from '../platform/environment.ts';
import { makeLogger } from '../platform/logging.ts';
import { nextSweepAt, nothingDue, sweepDue, type Swept } from '../timers/sweep-due.ts';
import { tellRecorded } from './record.ts';
import { dueConversations, makeConversationStore } from './store.ts';

/** What is left of a function's time when its work must be done. */
const MARGIN_MS = 10 * SECOND;

const dynamo = makeDynamo();
const table = requireEnv('ACTIVITY_TABLE');
const days = configFromEnv().retention.messages_days;
const deps = {
  conversations: makeConversationStore(dynamo, table, days),
  due: dueConversations(dynamo, table),
  bus: busFromEnv(),
  logger: makeLogger(),
  now: () => Date.now(),
};

/** Tells the bus of conversations that have settled. */
export const handler = async (_event: unknown, context: Context): Promise<Swept> => {
  const now = Date.now();
  const first = await nextSweepAt(deps.due);
  if (first === undefined || first > now) return nothingDue(first);
  return sweepDue(deps, now + context.getRemainingTimeInMillis() - MARGIN_MS, ({ id }) =>
    tellRecorded(deps, id),
  );
};
