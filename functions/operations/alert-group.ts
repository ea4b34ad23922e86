import { DAY } from '../platform/clock.ts';
import type { Severity } from './system-alert.ts';
import { severities } from './system-alert.ts';

/** How alerts of one key are told: all lengths of time in milliseconds. */
export interface GroupRules {
  /** How long the first of them waits for others. */
  waitMs: number;
  /** The least time between two mails. */
  intervalMs: number;
  /** After how long what goes on is told again. */
  repeatMs: number;
}

/** What was told last. */
interface Told {
  at: number;
  count: number;
  severity: Severity;
}

/** Alerts of one key, from the first until they are over. Instants are epoch milliseconds. */
interface Going {
  firstAt: number;
  lastAt: number;
  count: number;
  /** The highest of them. */
  severity: Severity;
  /** Whether whoever told of it says when it is over; else it is over when it comes no more. */
  isLasting: boolean;
}

export type AlertGroup =
  | ({ state: 'waiting'; dueAt: number } & Going)
  | ({ state: 'told'; told: Told; dueAt: number } & Going)
  | ({ state: 'over'; endedAt: number } & Going);

/** A mail that a step asks for: how often it came by then, and for how long when it is over. */
export type AlertMail =
  | { type: 'firing'; count: number; severity: Severity; firstAt: number; isRepeated: boolean }
  | { type: 'resolved'; count: number; severity: Severity; firstAt: number; endedAt: number };

export interface GroupStep {
  group: AlertGroup;
  mail?: AlertMail;
}

const rank = (severity: Severity): number => severities.indexOf(severity);
const higher = (one: Severity, other: Severity): Severity => (rank(one) > rank(other) ? one : other);

/** Ten times as many, or worse than what was told: that is worth a mail before its time. */
const isNews = ({ count, severity }: Going, told: Told): boolean =>
  count >= 10 * told.count || rank(severity) > rank(told.severity);

/** An alert as it came: when it happened, and how bad it is. */
export interface Firing {
  severity: Severity;
  at: number;
  isLasting: boolean;
}

/**
 * An alert of the key came. One that ended is begun anew, but by what happened before its end and comes late: that is
 * over, too.
 */
export const fired = (
  group: AlertGroup | undefined,
  { severity, at, isLasting }: Firing,
  rules: GroupRules,
  now: number,
): GroupStep => {
  if (group === undefined || group.state === 'over') {
    if (group !== undefined && at < group.endedAt) return { group };
    const going = { firstAt: at, lastAt: at, count: 1, severity, isLasting };
    return { group: { state: 'waiting', dueAt: now + rules.waitMs, ...going } };
  }
  const going = {
    firstAt: Math.min(group.firstAt, at),
    lastAt: Math.max(group.lastAt, at),
    count: group.count + 1,
    severity: higher(group.severity, severity),
    isLasting,
  };
  if (group.state === 'waiting') return { group: { state: 'waiting', dueAt: group.dueAt, ...going } };
  const { told } = group;
  const dueAt = isNews(going, told) ? Math.max(now, told.at + rules.intervalMs) : group.dueAt;
  return { group: { state: 'told', told, dueAt: Math.min(dueAt, group.dueAt), ...going } };
};

/**
 * It is over: whoever was told hears so; what nobody was told of ends in silence. Undefined where it is over already, or
 * came again after that end.
 */
export const resolved = (group: AlertGroup, at: number): GroupStep | undefined => {
  if (group.state === 'over' || at < group.lastAt) return undefined;
  const { firstAt, lastAt, count, severity, isLasting } = group;
  const over: AlertGroup = { state: 'over', endedAt: at, firstAt, lastAt, count, severity, isLasting };
  if (group.state === 'waiting') return { group: over };
  return { group: over, mail: { type: 'resolved', count, severity, firstAt, endedAt: at } };
};

/** Whoever says nothing of it for a week has forgotten to say that it is over. */
const FORGOTTEN_MS = 7 * DAY;

/**
 * Does what is due of a group: tells it for the first time, again with news, or that it goes on. What nobody ends, and
 * has not come again since it was told, ends in silence; undefined where nothing is due.
 */
export const due = (group: AlertGroup, now: number, rules: GroupRules): GroupStep | undefined => {
  if (group.state === 'over' || group.dueAt > now) return undefined;
  const { firstAt, lastAt, count, severity, isLasting } = group;
  const going = { firstAt, lastAt, count, severity, isLasting };
  const isForgotten = now - lastAt > FORGOTTEN_MS;
  const isQuiet = group.state === 'told' && count === group.told.count && (!isLasting || isForgotten);
  if (isQuiet) return { group: { state: 'over', endedAt: now, ...going } };
  return {
    group: { state: 'told', told: { at: now, count, severity }, dueAt: now + rules.repeatMs, ...going },
    mail: { type: 'firing', count, severity, firstAt, isRepeated: group.state === 'told' },
  };
};
