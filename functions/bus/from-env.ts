import { makeDynamo } from '../platform/dynamo.ts';
import { requireEnv } from '../platform/environment.ts';
import { makeLogger, makeMetrics } from '../platform/logging.ts';
import { type Bus, makeBus } from './bus.ts';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import type { EventHandlerDeps } from './event-handler.ts';
import { makeSeenEvents } from './seen-events-store.ts';

/** The bus, as the stack has set it. */
export const busFromEnv = (): Bus => makeBus(new EventBridgeClient({}), requireEnv('BUS_NAME'));

/** What taking events works with in a room, by its folder, as the stack has set it. */
export const eventHandlerFromEnv = (room: string): EventHandlerDeps => ({
  bus: busFromEnv(),
  seen: makeSeenEvents(makeDynamo(), requireEnv('ACTIVITY_TABLE'), room),
  logger: makeLogger(),
  metrics: makeMetrics(),
  now: () => Date.now(),
});
