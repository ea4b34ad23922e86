import { busFromEnv } from '../bus/from-env.ts';
import { makeDynamo } from '../platform/dynamo.ts';
import { configFromEnv, requireEnv } from '../platform/environment.ts';
import { makeLogger } from '../platform/logging.ts';
import { sweepDue } from '../timers/sweep-due.ts';
import { makeSweepHandler } from '../timers/sweep-handler.ts';
import { tellRecorded } from './record.ts';
import { dueConversations, makeConversationStore } from './store.ts';

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
export const handler = makeSweepHandler(deps.due, () =>
  Promise.resolve((endsAt) => sweepDue(deps, endsAt, ({ id }) => tellRecorded(deps, id))),
);
