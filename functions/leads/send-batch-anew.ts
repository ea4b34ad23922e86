import { changeLead } from './change-lead.ts';
import type { LeadDeps } from './deps.ts';
import { emailIdOf } from './email-id.ts';
import { type LeadRecord, withStep } from './record.ts';
import { seeTo } from './see-to.ts';
import { alertedAnew } from './transition.ts';

/** `batch/<id>/<number>`, where the id has slashes of its own. */
const batchOf = (key: string): { id: string; part: number } | undefined => {
  const match = /^batch\/(.*)\/(\d+)$/s.exec(key);
  return match?.[1] === undefined ? undefined : { id: match[1], part: Number(match[2]) };
};

/** Calls back batches that still wait, as one of their leads is to be told of no more: the others are alerted by themselves. */
export const sendBatchesAnew = async (deps: LeadDeps, keys: readonly string[]): Promise<void> => {
  for (const key of keys) {
    const batch = batchOf(key);
    if (batch === undefined || !(await deps.outbox.supersede([emailIdOf(key)]))) continue;
    const ids = (await deps.alerts.findBatch(batch.id))?.mails?.[batch.part] ?? [];
    for (const id of ids) {
      const record = await alertAlone(deps, id, key);
      if (record !== undefined) await seeTo(deps, record);
    }
  }
};

const alertAlone = (deps: LeadDeps, id: string, key: string): Promise<LeadRecord | undefined> =>
  changeLead(deps, id, (record, now) => {
    const run = record.response.state === 'open' ? record.response.run : undefined;
    const alert = run?.told.find((told) => told.key === key);
    const updates = record.updates + 1;
    const step = alert && alertedAnew(record, { ...alert, isShared: false }, updates, now);
    return step && withStep({ ...record, updates }, step, now);
  });
