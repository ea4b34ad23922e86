import { DAY, SECOND } from '../platform/clock.ts';
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
  /** When the last two mails said that it goes on, also of a time before. */
  mailedAt?: number | undefined;
  mailedBefore?: number | undefined;
  /** When somebody said last that it was over: what happened until then belongs to what ended. */
  resolvedAt?: number | undefined;
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

/** An alert as it came: when it happened, how bad it is, and whether it was counted before. */
export interface Firing {
  severity: Severity;
  at: number;
  isLasting: boolean;
  isKnown: boolean;
}

const rank = (severity: Severity): number => severities.indexOf(severity);
const higher = (one: Severity, other: Severity): Severity => (rank(one) > rank(other) ? one : other);

/** Ten times as many, or worse than what was told: that is worth a mail before its time. */
const isNews = ({ count, severity }: Going, told: Told): boolean =>
  count >= 10 * told.count || rank(severity) > rank(told.severity);

const goingOf = ({
  firstAt,
  lastAt,
  count,
  severity,
  isLasting,
  mailedAt,
  mailedBefore,
  resolvedAt,
}: AlertGroup): Going => ({
  firstAt,
  lastAt,
  count,
  severity,
  isLasting,
  mailedAt,
  mailedBefore,
  resolvedAt,
});

/** What goes on and off is told to begin twice within an interval, and no more often. */
const begun = (
  before: AlertGroup | undefined,
  { at, severity, isLasting }: Firing,
  rules: GroupRules,
  now: number,
): GroupStep => {
  const { mailedAt, mailedBefore, resolvedAt } = before ?? {};
  const soonest = mailedBefore === undefined ? now : mailedBefore + rules.intervalMs;
  const dueAt = Math.max(now + rules.waitMs, soonest);
  const mailed = { mailedAt, mailedBefore, resolvedAt };
  return {
    group: {
      state: 'waiting',
      dueAt,
      firstAt: at,
      lastAt: at,
      count: 1,
      severity,
      isLasting,
      ...mailed,
    },
  };
};

/**
 * An alert of the key came. Those that ended begin anew, but by what happened before somebody said that they are over
 * and comes late: that is over, too.
 */
export const fired = (
  group: AlertGroup | undefined,
  firing: Firing,
  rules: GroupRules,
  now: number,
): GroupStep => {
  const { severity, at, isLasting, isKnown } = firing;
  if (group?.resolvedAt !== undefined && at <= group.resolvedAt) return { group };
  if (group === undefined || group.state === 'over') return begun(group, firing, rules, now);
  const going: Going = {
    ...goingOf(group),
    firstAt: Math.min(group.firstAt, at),
    lastAt: Math.max(group.lastAt, at),
    count: group.count + (isKnown ? 0 : 1),
    severity: higher(group.severity, severity),
    isLasting,
  };
  if (group.state === 'waiting') return { group: { state: 'waiting', dueAt: group.dueAt, ...going } };
  const { told } = group;
  const dueAt = isNews(going, told) ? Math.max(now, told.at + rules.intervalMs) : group.dueAt;
  return { group: { state: 'told', told, dueAt: Math.min(dueAt, group.dueAt), ...going } };
};

/** Times on the bus are of whole seconds: within one it can't be told what came first. */
const SAME_MS = SECOND;

/**
 * It is over: whoever was told hears so; what nobody was told of ends in silence. Undefined where it is over already, or
 * came again after that end.
 */
export const resolved = (group: AlertGroup, at: number): GroupStep | undefined => {
  if (group.state === 'over' || at + SAME_MS <= group.lastAt) return undefined;
  const endedAt = Math.max(at, group.lastAt);
  const over: AlertGroup = { state: 'over', ...goingOf(group), endedAt, resolvedAt: endedAt };
  if (group.state === 'waiting') return { group: over };
  const { count, severity, firstAt } = group;
  return { group: over, mail: { type: 'resolved', count, severity, firstAt, endedAt } };
};

/** Whoever says nothing of it for a week has forgotten to say that it is over. */
const FORGOTTEN_MS = 7 * DAY;

/**
 * Does what is due of a group: tells it for the first time, again with news, or that it goes on. What nobody ends, and
 * has not come again since it was told, ends in silence; undefined where nothing is due.
 */
export const due = (group: AlertGroup, now: number, rules: GroupRules): GroupStep | undefined => {
  if (group.state === 'over' || group.dueAt > now) return undefined;
  const { count, severity, firstAt } = group;
  const isForgotten = now - group.lastAt > FORGOTTEN_MS;
  const isQuiet = group.state === 'told' && count === group.told.count && (!group.isLasting || isForgotten);
  if (isQuiet) return { group: { state: 'over', ...goingOf(group), endedAt: now } };
  const told = { at: now, count, severity };
  return {
    group: {
      state: 'told',
      ...goingOf(group),
      mailedAt: now,
      mailedBefore: group.mailedAt,
      told,
      dueAt: now + rules.repeatMs,
    },
    mail: { type: 'firing', count, severity, firstAt, isRepeated: group.state === 'told' },
  };
};
