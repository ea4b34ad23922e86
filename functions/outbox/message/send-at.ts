import { DAY, toIso } from '../../platform/clock.ts';
import type { Fault } from '../../platform/errors.ts';
import type { Message, MessageFacts, Move } from './message.ts';

/** Longest time ahead that a send may be asked for. */
const MAX_AHEAD_MS = 366 * DAY;

/** What is wrong with the time that a mail is to leave at. */
export const sendAtFaults = (sendAt: number, now: number): Fault[] => {
  if (sendAt < now) {
    const detail = `It is ${toIso(now)} now; sendAt must be later.`;
    return [{ pointer: '/sendAt', code: 'in_the_past', detail }];
  }
  if (sendAt <= now + MAX_AHEAD_MS) return [];
  return [{ pointer: '/sendAt', code: 'too_far_ahead', detail: 'At most a year ahead.' }];
};

const MOVES_KEPT = 10;

/** The moves of a scheduled message, and one more. The first tells what was asked for at the beginning, so it stays. */
export const withMove = (
  { moves = [], scheduledAt = 0 }: Message,
  { at, to }: { at: number; to: number },
): Move[] =>
  [...moves, { at, from: scheduledAt, to }].filter((_move, i, all) => i === 0 || i > all.length - MOVES_KEPT);

/** When a message that still waits goes stale: its own deadline, else so long after it was due. */
export const staleAt = (message: MessageFacts, maxWaitMs: number): number =>
  message.expiresAt ??
  Math.max(message.createdAt, message.scheduledAt ?? 0, message.retries?.at(-1)?.retriedAt ?? 0) + maxWaitMs;
