import { loggable } from '../platform/logging.ts';
import { callBack } from '../notify/call-back.ts';
import { changeLead } from './change-lead.ts';
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
      const mails = owed.mails.map((mail) => ({
        key: mail.key,
        compose: () => requestOf(deps, record, { mail: 'alert', run: owed.run, ...mail }),
      }));
      return callBack(deps, FEATURE, mails);
    }
  }
};

const takeOff = async (
  deps: Pick<LeadDeps, 'leads' | 'now'>,
  id: string,
  done: ReadonlySet<string>,
): Promise<void> => {
  await changeLead(deps, id, (record, now) => {
    const isLeft = ({ key }: { key: string }): boolean => !done.has(key);
    const owed = record.owed.filter(isLeft);
    const unpublished = record.unpublished.filter(isLeft);
    const next = { ...record, owed, unpublished };
    return { record: { ...next, nextDueAt: nextDueAtOf(next, now) } };
  });
};
