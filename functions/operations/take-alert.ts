import { readLeniently } from '../bus/lenient.ts';
import { OVERFLOW_KEY } from '../bus/own-alerts.ts';
import type { FeatureEvent } from '../bus/take-event.ts';
import { CONFLICT, overtaken, untilWritten } from '../platform/conflict.ts';
import type { Fault } from '../platform/errors.ts';
import { checked, invalid } from '../platform/faults.ts';
import { idSchema } from '../platform/fields.ts';
import { sha256Hex } from '../platform/ids.ts';
import { asLine } from '../platform/one-line.ts';
import { DAY } from '../platform/clock.ts';
import * as z from 'zod';
import { fired, type GroupStep, resolved } from './alert-group.ts';
import type { AlertRecord } from './alert-store.ts';
import { addressesIn } from './addresses.ts';
import type { AlertDeps } from './deps.ts';
import { alertFields, matterOf, type SystemAlert } from './system-alert.ts';
import { owing, workGroup } from './work-group.ts';

/** An alert as it came. */
export interface ToldAlert {
  alert: SystemAlert;
  /** When it happened, epoch milliseconds. */
  at: number;
  isOwn: boolean;
  /** The single thing that it is about, where a mail about many should name some. */
  example?: string | undefined;
}

const toldSchema = z.strictObject(alertFields);

/**
 * Takes an alert from the bus: nobody can send it again, so what can be taken is.
 * @throws ServiceError `invalid` where nothing of it can be taken: it has no id, or no title.
 */
export const takeAlert = async (
  deps: AlertDeps,
  { detail: { id: given, ...payload }, at, isOwn = false }: FeatureEvent,
): Promise<readonly Fault[]> => {
  const id = checked(idSchema, given, '/id');
  const { title } = payload;
  const onOneLine = { ...payload, ...(typeof title === 'string' && { title: asLine(title) }) };
  const read = readLeniently(toldSchema, onOneLine, { severity: 'warning', state: 'firing' });
  if (!read.ok) throw invalid(read.faults);
  const alert = { ...read.value, id };
  // Of ours, what follows the kind names the single thing.
  const example = isOwn ? id.split('/').slice(1).join('/') : undefined;
  await tell(deps, { alert, at: Math.min(at, deps.now()), isOwn, example });
  return read.leftOut;
};

/** Counts an alert, and has operators told of it in time. The same id again is the same alert. */
export const tell = async (deps: AlertDeps, told: ToldAlert): Promise<void> => {
  const { alert, isOwn } = told;
  const id = groupId(isOwn, matterOf(alert));
  await (alert.state === 'firing' ? fire(deps, id, told) : end(deps, id, told));
};

/** Of a storm of alerts many come at once. */
const ATTEMPTS = 40;

/** Whoever else sends alerts can neither join nor end those of ours. */
const groupId = (isOwn: boolean, matter: string): string =>
  sha256Hex(`${isOwn ? 'own' : 'others'}#${matter}`).slice(0, 32);

const fire = async (deps: AlertDeps, id: string, told: ToldAlert): Promise<void> => {
  const { alert, at, isOwn } = told;
  const outcome = await untilWritten<'counted' | 'known' | 'too_many'>(
    async () => {
      const now = deps.now();
      const record = await deps.alerts.find(id);
      if (record === undefined && !isOwn && (await isFlood(deps, now))) return 'too_many';
      const firing = { severity: alert.severity, at, isLasting: !isOwn };
      const step = fired(record?.group, firing, deps.rules.grouping, now);
      const next = withFiring(record ?? emptyRecord(id), step, told);
      if (await deps.alerts.hasSeen(next, alert.id)) return 'known';
      await point(deps, next);
      const isWritten = await deps.alerts.put(next, now, { alertId: alert.id, at });
      return isWritten ? 'counted' : CONFLICT;
    },
    () => overtaken(`Alerts ${id}`),
    ATTEMPTS,
  );
  if (outcome === 'too_many') return fire(deps, groupId(true, OVERFLOW_KEY), asOverflow(told));
  // Also of one that is known: whoever took it may have ended before it was planned.
  await workGroup(deps, id);
};

/** As many matters of others may begin within an interval and have mails of their own. */
const MOST_BEGUN = 20;

const isFlood = async ({ alerts, rules }: AlertDeps, now: number): Promise<boolean> =>
  (await alerts.countBegun(Math.floor(now / rules.grouping.intervalMs), now)) > MOST_BEGUN;

/** What there is no room for by itself is one of many. */
const asOverflow = ({ alert, at }: ToldAlert): ToldAlert => ({
  alert: { ...alert, key: OVERFLOW_KEY, body: undefined, actionUrl: undefined },
  at,
  isOwn: true,
  example: alert.title,
});

const end = async (deps: AlertDeps, id: string, { alert, at }: ToldAlert): Promise<void> => {
  await untilWritten(
    async () => {
      const now = deps.now();
      const record = await deps.alerts.find(id);
      const step = record === undefined ? unheardOf(alert, at) : resolved(record.group, at);
      if (step === undefined) return undefined;
      const next = owing({ ...(record ?? emptyRecord(id)), title: record?.title ?? alert.title }, step);
      return (await deps.alerts.put(next, now)) ? undefined : CONFLICT;
    },
    () => overtaken(`Alerts ${id}`),
    ATTEMPTS,
  );
  await workGroup(deps, id);
};

/** It may be told that something is over before it is told that it was: what was before that is over, too. */
const unheardOf = ({ severity }: SystemAlert, at: number): GroupStep => ({
  group: { state: 'over', endedAt: at, firstAt: at, lastAt: at, count: 0, severity, isLasting: true },
});

const emptyRecord = (id: string): Omit<AlertRecord, 'group'> => ({
  id,
  rev: 0,
  generation: 0,
  title: '',
  examples: [],
  owed: [],
});

const MOST_EXAMPLES = 5;

/** The group with what the latest alert says. */
const withFiring = (
  base: Omit<AlertRecord, 'group'> & Partial<Pick<AlertRecord, 'group'>>,
  step: GroupStep,
  { alert, at, isOwn, example }: ToldAlert,
): AlertRecord => {
  const isAnew = base.group === undefined || (base.group.state === 'over' && step.group.state !== 'over');
  const isLatest = isAnew || at >= (base.group?.lastAt ?? 0);
  const before = isAnew ? [] : base.examples;
  const ownExample = isOwn ? example : alert.title;
  const examples = [...before.filter((one) => one !== ownExample), ownExample ?? []].flat();
  const { title, body, actionUrl } = isLatest ? alert : base;
  return owing(
    {
      ...base,
      generation: base.generation + (isAnew ? 1 : 0),
      ownKey: isOwn ? (alert.key ?? alert.title) : undefined,
      title,
      body,
      actionUrl,
      examples: examples.slice(-MOST_EXAMPLES),
    },
    step,
  );
};

/** From whoever an alert names to it, ahead of the alert. */
const point = async ({ named }: AlertDeps, record: AlertRecord): Promise<void> => {
  const ttl = Math.ceil((record.group.lastAt + 60 * DAY) / 1000);
  for (const email of addressesIn(record.title, record.body, ...record.examples))
    await named.add(email, `group/${record.id}`, ttl);
};
