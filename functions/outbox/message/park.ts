import { type Action, become, type Transition } from './actions.ts';
import type { Message } from './message.ts';

/** Puts a queued message off: without a copy on SQS until its time, and with the reason for readers of its timeline. */
export const park = (
  message: Message,
  { until, paused, why }: Extract<Action, { type: 'park' }>,
  now: number,
): Transition =>
  become(
    message,
    { status: 'queued', parked: true, nextCheckAt: until, ...(paused && { paused: true }) },
    why === undefined ? {} : { lastWait: { at: now, why, until } },
  );
