import pMap from 'p-map';
import { CONFLICT, untilWritten } from '../platform/conflict.ts';
import { toIso } from '../platform/clock.ts';
import type { LeadDeps } from './deps.ts';
import { leadInShort } from './mail-data.ts';
import type { OwedMail } from './owed.ts';
import type { LeadRecord } from './record.ts';
import { takeUrlFor } from './links.ts';

const AT_ONCE = 10;
/** More are no reminder but a list. */
const MOST_OTHERS = 20;

type Asked = Pick<OwedMail, 'mail' | 'key' | 'to' | 'step'>;

/** What a reminder tells of the other leads that its reader would be reminded of soon: they share the mail. */
export const othersToRemindOf = async (deps: LeadDeps, record: LeadRecord, asked: Asked) => {
  const { repId } = asked.to;
  const { response } = record;
  const isReminder =
    asked.mail === 'escalation' &&
    response.state === 'open' &&
    response.run.policy === 'warm' &&
    response.run.asked?.repId === repId;
  if (!isReminder || repId === undefined) return [];
  const ids = (await deps.leads.askedOf(repId)).filter((id) => id !== record.id);
  const found = await pMap(ids, (id) => sharing(deps, id, { repId, key: asked.key }), {
    concurrency: AT_ONCE,
  });
  const others = found
    .filter((one) => one !== undefined)
    .sort((a, b) => b.judgement.priority - a.judgement.priority)
    .slice(0, MOST_OTHERS);
  return pMap(
    others,
    async (other) => ({
      lead: leadInShort(other),
      takeUrl: await takeUrlFor(deps, { leadId: other.id, run: other.runs, repId }),
      askedAt: toIso(other.response.state === 'open' ? other.response.run.openedAt : other.receivedAt),
    }),
    { concurrency: AT_ONCE },
  );
};

/** Notes that the reminder of a lead is in another's mail, where it would come soon; answers it then. */
const sharing = (
  deps: Pick<LeadDeps, 'leads' | 'rules' | 'now'>,
  id: string,
  { repId, key }: { repId: string; key: string },
): Promise<LeadRecord | undefined> =>
  untilWritten<LeadRecord | undefined>(
    async () => {
      const record = await deps.leads.find(id);
      if (record?.response.state === 'taken' || record?.response.state === 'closed')
        await deps.leads.forgetAsked(repId, id);
      if (record?.response.state !== 'open') return undefined;
      const { run, next } = record.response;
      if (run.asked?.repId !== repId || run.policy !== 'warm') return undefined;
      // What a run that was broken off has noted already is told again by the same mail.
      if (record.shared?.key === key && record.shared.run === run.number) return record;
      const now = deps.now();
      if (next.type !== 'step' || next.at <= now || next.at > now + deps.rules.batchMs) return undefined;
      const isOwners = deps.rules.policies.warm.steps[next.step - 1]?.tell[0] === 'owner';
      if (!isOwners || record.shared?.step === next.step) return undefined;
      const shared = { run: run.number, step: next.step, key };
      return (await deps.leads.put({ ...record, shared }, [], now)) ?? CONFLICT;
    },
    () => undefined,
  );
