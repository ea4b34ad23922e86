import { Temporal } from 'temporal-polyfill';
import { localTime } from '../platform/local-time.ts';

/**
 * When a reminder is due. Hours and minutes are exact, days and weeks are those of the zone's clocks (RFC 5545 §3.3.6): a
 * day before ten o'clock is ten o'clock, also over a change to summer time.
 */
export const dueAtOf = (startAt: number, offset: string, timezone: string): number =>
  localTime(startAt, timezone).subtract(Temporal.Duration.from(offset)).epochMilliseconds;

/** Why a reminder is not sent. */
export type LeftOut = 'too_late' | 'just_told' | 'requested' | 'ended';

export interface PlannedReminder {
  /** ISO 8601. */
  offset: string;
  /** Epoch milliseconds. */
  dueAt: number;
  /** After this it helps nobody: the next one is due, or the appointment begins. */
  expiresAt: number;
  /** Whether none comes after it. */
  isLast: boolean;
  why?: LeftOut | undefined;
}

export interface ReminderQuestion {
  startAt: number;
  timezone: string;
  offsets: readonly string[];
  /** When the reader was last written to about the time, such as by its confirmation; undefined when they were not. */
  toldAt: number | undefined;
  /** How long after that no reminder comes. */
  minGapMs: number;
  /** Whether the customer has asked to cancel it. */
  isCancelRequested: boolean;
  /** Whether it takes place no more. */
  isOver: boolean;
}

/** The reminders of one reader, the first to come first; those that are not sent say why. */
export const planReminders = (question: ReminderQuestion, plannedAt: number): PlannedReminder[] => {
  const { startAt, timezone, offsets } = question;
  const due = [...new Map(offsets.map((offset) => [dueAtOf(startAt, offset, timezone), offset]))].sort(
    ([a], [b]) => a - b,
  );
  return due.map(([dueAt, offset], i): PlannedReminder => {
    const why = whyLeftOut(question, dueAt, plannedAt);
    return {
      offset,
      dueAt,
      expiresAt: due[i + 1]?.[0] ?? startAt,
      isLast: i === due.length - 1,
      ...(why !== undefined && { why }),
    };
  });
};

const whyLeftOut = (
  { isOver, isCancelRequested, toldAt, minGapMs }: ReminderQuestion,
  dueAt: number,
  plannedAt: number,
): LeftOut | undefined => {
  if (isOver) return 'ended';
  if (dueAt < plannedAt) return 'too_late';
  if (isCancelRequested) return 'requested';
  return toldAt !== undefined && dueAt < toldAt + minGapMs ? 'just_told' : undefined;
};
