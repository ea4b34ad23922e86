import { localTime, nextLocalTime } from '../../platform/local-time.ts';
import type { OperationsConfig } from '../config.ts';
import type { ReportClockStore } from './clock-store.ts';

type Rule = NonNullable<OperationsConfig['report']>;

export interface ReportDueDeps {
  clock: ReportClockStore;
  rule: OperationsConfig['report'];
  now: () => number;
}

/** A moment at which a report is due, epoch milliseconds, and the week (ISO 8601) of which it is the one. */
export interface ReportSlot {
  at: number;
  /** One and two weeks before, on the same clocks. */
  from: number;
  before: number;
  week: string;
}

/**
 * Sends the report when it is due, and plans the next; answers when that is, undefined when reports are off. Of several
 * that were missed the last is sent. A rule that has changed holds from its next moment on.
 */
export const reportWhenDue = async (
  { clock, rule, now }: ReportDueDeps,
  send: (slot: ReportSlot) => Promise<void>,
): Promise<number | undefined> => {
  if (rule === undefined) return undefined;
  const named = [rule.day, rule.hour, rule.timezone].join('|');
  const known = await clock.find();
  if (known?.rule === named && known.nextAt > now()) return known.nextAt;
  if (known?.rule === named) await send(lastSlot(rule, known.nextAt, now()));
  const nextAt = after(rule, now());
  await clock.put({ rule: named, nextAt });
  return nextAt;
};

const hourOf = ({ hour }: Rule): string => `${String(hour).padStart(2, '0')}:00`;
const after = (rule: Rule, at: number): number => nextLocalTime(at, rule.timezone, hourOf(rule), rule.day);

const lastSlot = (rule: Rule, planned: number, now: number): ReportSlot => {
  let at = planned;
  for (let next = after(rule, at); next <= now; next = after(rule, at)) at = next;
  const local = localTime(at, rule.timezone);
  const earlier = (weeks: number): number =>
    local.subtract({ weeks }).withPlainTime(hourOf(rule)).epochMilliseconds;
  const week = `${local.yearOfWeek ?? local.year}-W${String(local.weekOfYear ?? 0).padStart(2, '0')}`;
  return { at, from: earlier(1), before: earlier(2), week };
};
