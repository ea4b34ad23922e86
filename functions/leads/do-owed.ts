import { CONFLICT, overtaken, untilWritten } from '../platform/conflict.ts';
import { loggable } from '../platform/logging.ts';
import { callBack } from '../notify/call-back.ts';
import { FEATURE, type LeadDeps } from './deps.ts';
import { sendMail, requestOf } from './lead-mails.ts';
import type { Owed } from './owed.ts';
import { type LeadRecord, nextDueAtOf } from './record.ts';
import { sendText } from './send-text.ts';

/**
 * Does what a lead owes: each by itself, so that one that fails stops no other. What is done is taken from what is owed.
 * @throws the first failure, after all were tried.
 */
export const doOwed = async (deps: LeadDeps, record: LeadRecord): Promise<void> => {
  const done = new Set<string>();
  const failures: unknown[] = [];
  for (const owed of record.owed) {
    try {
      await perform(deps, record, owed);
      done.add(owed.key);
    } catch (error) {
      failures.push(error);
      deps.logger.error('Something that a lead owes could not be done; it is tried again', {
        leadId: record.id,
        owed: owed.key,
        error: loggable(error),
      });
    }
  }
  try {
    await deps.bus.publish(record.unpublished.map(({ detailType, detail }) => ({ detailType, detail })));
    for (const { key } of record.unpublished) done.add(key);
  } catch (error) {
    failures.push(error);
  }
  await takeOff(deps, record.id, done);
  if (failures.length > 0) throw failures[0];
};

const perform = async (deps: LeadDeps, record: LeadRecord, owed: Owed): Promise<void> => {
  switch (owed.do) {
    case 'mail':
      return sendMail(deps, record, owed);
    case 'text':
      return sendText(deps, record.id, owed);
    case 'withdraw': {
      const requests = [];
      for (const mail of owed.mails) {
        const alert = { do: 'mail', mail: 'alert', run: owed.run, ...mail } as const;
        requests.push(await requestOf(deps, record, alert));
      }
      return callBack(deps, FEATURE, requests);
    }
  }
};

const takeOff = (
  deps: Pick<LeadDeps, 'leads' | 'now'>,
  id: string,
  done: ReadonlySet<string>,
): Promise<void> =>
  untilWritten<undefined>(
    async () => {
      const record = await deps.leads.find(id);
      if (record === undefined) return undefined;
      const now = deps.now();
      const isLeft = ({ key }: { key: string }): boolean => !done.has(key);
      const next = {
        ...record,
        owed: record.owed.filter(isLeft),
        unpublished: record.unpublished.filter(isLeft),
      };
      const put = await deps.leads.put({ ...next, nextDueAt: nextDueAtOf(next, now) }, [], now);
      return put === undefined ? CONFLICT : undefined;
    },
    () => overtaken(`Lead ${id}`),
  );
