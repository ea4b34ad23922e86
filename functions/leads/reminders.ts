import pMap from 'p-map';
import { toIso } from '../platform/clock.ts';
import { changeLead } from './change-lead.ts';
import type { LeadDeps } from './deps.ts';
import { askedSince } from './escalation-facts.ts';
import { leadInShort } from './mail-data.ts';
import type { OwedMail } from './owed.ts';
import { byPriority, type LeadRecord } from './record.ts';
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
  const found = await pMap(ids, (id) => deps.leads.find(id), { concurrency: AT_ONCE });
  for (const [i, one] of found.entries())
    if (one === undefined || isOver(one, repId)) await deps.leads.forgetAsked(repId, ids[i] ?? '');
  // Chosen first, noted then: what finds no room here has a mail of its own.
  const chosen = found
    .filter((one) => one !== undefined)
    .filter((one) => isShared(one, asked.key) || isDueSoon(deps, one, repId))
    .sort(byPriority)
    .slice(0, MOST_OTHERS);
  const noted = await pMap(chosen, (one) => sharing(deps, one, { repId, key: asked.key }), {
    concurrency: AT_ONCE,
  });
  const others = noted.filter((one) => one !== undefined);
  return pMap(
    others,
    async (other) => ({
      lead: leadInShort(other),
      takeUrl: await takeUrlFor(deps, { leadId: other.id, run: other.runs, repId }),
      askedAt: toIso(other.response.state === 'open' ? askedSince(other.response.run) : other.receivedAt),
    }),
    { concurrency: AT_ONCE },
  );
};

/** Whether a rep is reminded of it no more. */
const isOver = ({ response }: LeadRecord, repId: string): boolean => {
  if (response.state === 'taken' || response.state === 'closed') return true;
  if (response.state !== 'open') return false;
  const { run, next } = response;
  return run.asked?.repId !== repId || run.policy !== 'warm' || next.type !== 'step';
};

const isShared = ({ shared, runs }: LeadRecord, key: string): boolean =>
  shared?.key === key && shared.run === runs;

/** Whether the rep would be reminded of it by now, or soon. */
const isDueSoon = (
  { rules, now }: Pick<LeadDeps, 'rules' | 'now'>,
  record: LeadRecord,
  repId: string,
): boolean => {
  const { response, shared } = record;
  if (response.state !== 'open' || isOver(record, repId)) return false;
  const { next } = response;
  if (next.type !== 'step' || next.at > now() + rules.batchMs || shared?.step === next.step) return false;
  return rules.policies.warm.steps[next.step - 1]?.tell[0] === 'owner';
};

/** Notes that the reminder of a lead is in another's mail, where it would come soon; answers it then. */
const sharing = async (
  deps: Pick<LeadDeps, 'leads' | 'rules' | 'now'>,
  known: LeadRecord,
  { repId, key }: { repId: string; key: string },
): Promise<LeadRecord | undefined> => {
  // What a run that was broken off has noted already is told again by the same mail.
  if (isShared(known, key)) return known;
  return changeLead(deps, known.id, (record) => {
    const { response } = record;
    if (!isDueSoon(deps, record, repId) || response.state !== 'open' || response.next.type !== 'step')
      return undefined;
    return { record: { ...record, shared: { run: response.run.number, step: response.next.step, key } } };
  });
};

/** Notes that a mail of a lead tells of others too. */
export const noteShared = async (
  deps: Pick<LeadDeps, 'leads' | 'now'>,
  id: string,
  key: string,
): Promise<void> => {
  await changeLead(deps, id, (record) => {
    const { response } = record;
    if (response.state !== 'open') return undefined;
    const told = response.run.told.map((one) => (one.key === key ? { ...one, isShared: true } : one));
    return { record: { ...record, response: { ...response, run: { ...response.run, told } } } };
  });
};
