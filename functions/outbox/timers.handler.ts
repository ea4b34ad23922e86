import { makeDynamo } from '../platform/dynamo.ts';
import { timerHandlerFromEnv } from '../timers/from-env.ts';
import { makeTimerHandler } from '../timers/timer-handler.ts';
import { lanesFromEnv, sendsFromEnv } from './from-env.ts';
import { sendDue } from './sweep/send-due.ts';

const deps = { sends: sendsFromEnv(makeDynamo()), lanes: lanesFromEnv(), now: () => Date.now() };

/** Messages whose time has come. */
export const handler = makeTimerHandler(timerHandlerFromEnv(), {
  send: ({ id }) => sendDue(deps, id),
});
