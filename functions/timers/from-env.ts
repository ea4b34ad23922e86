import { SchedulerClient } from '@aws-sdk/client-scheduler';
import { systemClock } from '../platform/clock.ts';
import { requireEnv } from '../platform/environment.ts';
import { makeLogger, makeMetrics } from '../platform/logging.ts';
import type { TimerHandlerDeps } from './timer-handler.ts';
import { makeTimers, type Timers } from './timers.ts';

/** The timers of a room, by its folder, which fire into its own queue. */
export const timersFromEnv = (room: string): Timers =>
  makeTimers(new SchedulerClient({}), {
    group: requireEnv('TIMERS_GROUP'),
    queueArn: `${requireEnv('TIMERS_QUEUES_ARN')}${room}-timers`,
    deadLetterArn: requireEnv('TIMERS_DEAD_LETTER_ARN'),
    roleArn: requireEnv('TIMERS_ROLE_ARN'),
  });

/** What taking fired timers works with. */
export const timerHandlerFromEnv = (): TimerHandlerDeps => ({
  logger: makeLogger(),
  metrics: makeMetrics(),
  clock: systemClock,
});
