import { readLeniently } from '../bus/lenient.ts';
import { OVERFLOW_KEY } from '../bus/own-alerts.ts';
import type { FeatureEvent } from '../bus/take-event.ts';
import { CONFLICT, overtaken, untilWritten } from '../platform/conflict.ts';
import type { Fault } from '../platform/errors.ts';
import { checked, invalid } from '../platform/faults.ts';
import { idSchema } from '../platform/fields.ts';
import { sha256Hex } from '../platform/ids.ts';
import { asLine, isBlank } from '../platform/one-line.ts';
import { DAY, SECOND } from '../platform/clock.ts';
import pMap from 'p-map';
import { fired, type GroupStep, resolved } from './alert-group.ts';
import { type AlertRecord, wordsOf } from './alert-store.ts';
import { addressesIn } from './addresses.ts';
import type { AlertDeps } from './deps.ts';
import { toldAlertSchema } from './operations.events.ts';
import { matterOf, severities, type Severity, type SystemAlert } from './system-alert.ts';
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

/**
 * Takes an alert from the bus: nobody can send it again, so what can be taken is.
 * @throws ServiceError `invalid` where nothing of it can be taken: it has no id, or no title.
 */
export const takeAlert = async (
  deps: AlertDeps,
  { detail: { id: given, ...payload }, at, isOwn = false }: FeatureEvent,
): Promise<readonly Fault[]> => {
  const id = checked(idSchema, given, '/id');
  const { title, body, key } = payload;
  const mended = {
    ...payload,
    ...(typeof title === 'string' && { title: asLine(title) }),
    // Half a character can't be kept.
    ...(typeof body === 'string' && { body: body.toWellFormed() }),
    // Cut, it would be that of others.
    ...(typeof key === 'string' && !idSchema.safeParse(key).success && { key: sha256Hex(key) }),
  };
  const read = readLeniently(toldAlertSchema, mended, { severity: 'warning', state: 'firing' });
  if (!read.ok) throw invalid(read.faults);
  const alert = { ...read.value, id };
  // Of ours, what follows the kind names the single thing.
  const example = isOwn ? id.split('/').slice(1).join('/') : undefined;
  await tell(deps, { alert, at: at > deps.now() ? wholeSecond(deps.now()) : at, isOwn, example });
  return read.leftOut;
};

/** As times on the bus are. */
const wholeSecond = (at: number): number => Math.floor(at / SECOND) * SECOND;

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
  const outcome = await untilWritten<'taken' | 'too_many'>(
    async () => {
      const now = deps.now();
      const record: MaybeGroup = (await deps.alerts.find(id)) ?? emptyRecord(id);
      const counted = afterFiring(deps, record, told, false);
      const isAnew = counted.generation > record.generation;
      if (isAnew && !told.isOwn && !(await mayBegin(deps, id))) return 'too_many';
      const isKnown = !isAnew && (await deps.alerts.hasSeen(record, told.alert.id));
      const next = isKnown ? afterFiring(deps, record, told, true) : counted;
      await point(deps, next);
      const seen = { alertId: told.alert.id, at: told.at };
      return (await deps.alerts.put(next, now, isKnown ? undefined : seen)) ? 'taken' : CONFLICT;
    },
    () => overtaken(`Alerts ${id}`),
    ATTEMPTS,
  );
  if (outcome === 'too_many') return fire(deps, groupId(true, OVERFLOW_KEY), asOverflow(told));
  // Also of one that is known: whoever took it may have ended before it was planned.
  await workGroup(deps, id);
};

const isGoing = ({ group }: Partial<Pick<AlertRecord, 'group'>>): boolean =>
  group !== undefined && group.state !== 'over';

/** As many matters of others may begin within an interval and have mails of their own. */
const MOST_BEGUN = 20;

const mayBegin = ({ alerts, rules, now }: AlertDeps, id: string): Promise<boolean> => {
  const number = Math.floor(now() / rules.grouping.intervalMs);
  return alerts.mayBegin(id, { number, most: MOST_BEGUN }, now());
};

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
      await point(deps, next);
      return (await deps.alerts.put(next, now)) ? undefined : CONFLICT;
    },
    () => overtaken(`Alerts ${id}`),
    ATTEMPTS,
  );
  await workGroup(deps, id);
};

/** It may be told that something is over before it is told that it was: what was before that is over, too. */
const unheardOf = ({ severity }: SystemAlert, at: number): GroupStep => ({
  group: {
    state: 'over',
    endedAt: at,
    firstAt: at,
    lastAt: at,
    count: 0,
    severity,
    isLasting: true,
    resolvedAt: at,
  },
});

type MaybeGroup = Omit<AlertRecord, 'group'> & Partial<Pick<AlertRecord, 'group'>>;

const emptyRecord = (id: string): Omit<AlertRecord, 'group'> => ({
  id,
  rev: 0,
  generation: 0,
  title: '',
  examples: [],
  owed: [],
});

/** The group after an alert, with what the latest one says. */
const afterFiring = (
  { rules, now }: AlertDeps,
  base: MaybeGroup,
  { alert, at, isOwn, example }: ToldAlert,
  isKnown: boolean,
): AlertRecord => {
  const firing = { severity: alert.severity, at, isLasting: !isOwn, isKnown };
  const step = fired(base.group, firing, rules.grouping, now());
  const isAnew = !isGoing(base) && step.group.state !== 'over';
  // What belongs to what ended changes no word of what goes on.
  if (!isAnew && step.group === base.group) return { ...base, group: step.group };
  const isLatest = isAnew || at >= (base.group?.lastAt ?? 0);
  const { title, body, actionUrl } = isLatest ? alert : base;
  const text = isOwn ? example : alert.title;
  return owing(
    {
      ...base,
      generation: base.generation + (isAnew ? 1 : 0),
      ownKey: isOwn ? (alert.key ?? alert.title) : undefined,
      title,
      body,
      actionUrl,
      examples: withExample(isAnew ? [] : base.examples, { text, severity: alert.severity }),
    },
    step,
  );
};

const MOST_EXAMPLES = 5;

/** The latest of the worst. */
const withExample = (
  before: AlertRecord['examples'],
  { text, severity }: { text: string | undefined; severity: Severity },
): AlertRecord['examples'] => {
  if (text === undefined || isBlank(text)) return before;
  const all = [...before.filter((one) => one.text !== text), { text, severity }];
  if (all.length <= MOST_EXAMPLES) return all;
  const rank = (one: { severity: Severity }): number => severities.indexOf(one.severity);
  const mildest = Math.min(...all.map(rank));
  return all.toSpliced(
    all.findIndex((one) => rank(one) === mildest),
    1,
  );
};

/** From whoever an alert names to it, ahead of the alert. */
const point = async ({ named, now }: AlertDeps, record: AlertRecord): Promise<void> => {
  const ttl = Math.ceil((now() + 60 * DAY) / 1000);
  await pMap(addressesIn(...wordsOf(record)), (email) => named.add(email, `group/${record.id}`, ttl), {
    concurrency: 10,
  });
};
