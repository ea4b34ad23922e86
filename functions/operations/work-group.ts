import { CONFLICT, overtaken, untilWritten } from '../platform/conflict.ts';
import { addressesIn } from './addresses.ts';
import { due, type GroupStep } from './alert-group.ts';
import { alertRequest } from './alert-mail.ts';
import { type AlertRecord, dueAtOf, wordsOf } from './alert-store.ts';
import type { AlertDeps } from './deps.ts';
import { sendNamed } from './send-named.ts';

/** More than a group can have to do at once. */
const MOST_MOVES = 20;

/** The group after a step; the mail that it asks for is owed, and leaves once that is written. */
export const owing = (record: Omit<AlertRecord, 'group'>, { group, mail }: GroupStep): AlertRecord => {
  if (mail === undefined) return { ...record, group };
  // With its moment: what begins anew long afterwards counts its generations from one again.
  const when = group.state === 'over' ? group.endedAt : group.mailedAt;
  const key = `alert/${record.id}/${record.generation}/${mail.type}/${when ?? 0}`;
  return { ...record, group, owed: [...record.owed, { key, mail }] };
};

/**
 * Does all that is due of alerts of a key: sends what is owed, decides what is due, and plans what comes next. Each
 * state is written before its mail leaves, so that one that ends is told of exactly where its beginning was.
 */
export const workGroup = async (deps: AlertDeps, id: string): Promise<void> => {
  for (let moves = 0; moves < MOST_MOVES; moves += 1) {
    const record = await deps.alerts.find(id);
    if (record === undefined) return;
    if (record.owed.length > 0) {
      await sendOwed(deps, record);
      continue;
    }
    const step = due(record.group, deps.now(), deps.rules.grouping);
    if (step !== undefined) {
      await deps.alerts.put(owing(record, step), deps.now());
      continue;
    }
    await planNext(deps, record);
    return;
  }
  overtaken(`Alerts ${id}`);
};

/** Most alerts change nothing of when their group is due. */
const planNext = async (deps: AlertDeps, record: AlertRecord): Promise<void> => {
  const dueAt = dueAtOf(record);
  if (record.plannedAt === dueAt) return;
  const timer = { kind: 'alerts', id: record.id };
  await (dueAt === undefined ? deps.timers.cancel(timer) : deps.timers.plan({ ...timer, dueAt }));
  // Lost to somebody else’s write it is planned once more than needed.
  await deps.alerts.put({ ...record, plannedAt: dueAt }, deps.now());
};

const sendOwed = async (deps: AlertDeps, record: AlertRecord): Promise<void> => {
  for (const { key, mail } of record.owed) {
    const request = alertRequest(deps, record, mail);
    await sendNamed(deps, { key, request, people: addressesIn(...wordsOf(record)) });
  }
  const sent = new Set(record.owed.map(({ key }) => key));
  await untilWritten(
    async () => {
      const fresh = await deps.alerts.find(record.id);
      if (fresh === undefined) return undefined;
      const owed = fresh.owed.filter(({ key }) => !sent.has(key));
      return (await deps.alerts.put({ ...fresh, owed }, deps.now())) ? undefined : CONFLICT;
    },
    () => overtaken(`Alerts ${record.id}`),
  );
};
