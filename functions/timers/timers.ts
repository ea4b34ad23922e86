import { CONFLICT, overtaken, untilWritten } from '../platform/conflict.ts';
import {
  ConflictException,
  CreateScheduleCommand,
  DeleteScheduleCommand,
  ResourceNotFoundException,
  type SchedulerClient,
  UpdateScheduleCommand,
} from '@aws-sdk/client-scheduler';
import * as z from 'zod';
import { sha256Hex } from '../platform/ids.ts';

/** One thing that falls due once. `kind` and `id` are its name: planning it twice gives one timer. */
export interface Timer {
  kind: string;
  id: string;
  /** Epoch milliseconds. */
  dueAt: number;
}

export interface Timers {
  /** Plans a timer, or moves the one of the same kind and id. */
  plan: (timer: Timer) => Promise<void>;
  /** Cancels a timer; one that fired, or never was, is fine. */
  cancel: (timer: Pick<Timer, 'kind' | 'id'>) => Promise<void>;
}

export interface TimerTarget {
  group: string;
  queueArn: string;
  deadLetterArn: string;
  roleArn: string;
}

/** What a fired timer carries: its name, by which its handler reads the truth, and its time, which schedules know to the second only. */
export const firedTimerSchema = z.object({ kind: z.string(), id: z.string(), dueAt: z.number() });
export type FiredTimer = z.infer<typeof firedTimerSchema>;

/** EventBridge Scheduler allows 64 characters of [0-9a-zA-Z-_.]; ids may be anything, so they are hashed. */
export const timerName = (timer: Pick<Timer, 'kind' | 'id'>): string =>
  `${timer.kind.slice(0, 20)}-${sha256Hex(`${timer.kind}#${timer.id}`).slice(0, 40)}`;

/** How often a schedule may vanish or appear between two calls before we give up. */
const PLAN_ATTEMPTS = 4;

export const makeTimers = (scheduler: SchedulerClient, target: TimerTarget): Timers => ({
  plan: async (timer) => {
    const input = scheduleInput(timer, target);
    await untilWritten(
      async () => {
        try {
          await scheduler.send(new CreateScheduleCommand(input));
          return undefined;
        } catch (error) {
          if (!(error instanceof ConflictException)) throw error;
        }
        try {
          await scheduler.send(new UpdateScheduleCommand(input));
          return undefined;
        } catch (error) {
          if (!(error instanceof ResourceNotFoundException)) throw error;
          // It fired and deleted itself between the two calls.
          return CONFLICT;
        }
      },
      () => overtaken(`Timer ${input.Name}`),
      PLAN_ATTEMPTS,
    );
  },
  cancel: async (timer) => {
    try {
      await scheduler.send(new DeleteScheduleCommand({ Name: timerName(timer), GroupName: target.group }));
    } catch (error) {
      if (!(error instanceof ResourceNotFoundException)) throw error;
    }
  },
});

const scheduleInput = (timer: Timer, target: TimerTarget) => ({
  Name: timerName(timer),
  GroupName: target.group,
  // Seconds are the finest that `at()` takes; who hears it fire waits for the rest of the second.
  ScheduleExpression: `at(${new Date(timer.dueAt).toISOString().slice(0, 19)})`,
  ScheduleExpressionTimezone: 'UTC',
  FlexibleTimeWindow: { Mode: 'OFF' as const },
  ActionAfterCompletion: 'DELETE' as const,
  Target: {
    Arn: target.queueArn,
    RoleArn: target.roleArn,
    Input: JSON.stringify({ kind: timer.kind, id: timer.id, dueAt: timer.dueAt } satisfies FiredTimer),
    DeadLetterConfig: { Arn: target.deadLetterArn },
    RetryPolicy: { MaximumEventAgeInSeconds: 3600, MaximumRetryAttempts: 10 },
  },
});
