import pMap from 'p-map';
import type { PersonalData } from '../contract/personal-data.ts';
import { isSameMailbox } from '../platform/address.ts';
import { busy } from '../platform/conflict.ts';
import { eachInTime } from '../platform/parallel.ts';
import { changeLead } from './change-lead.ts';
import type { LeadDeps } from './deps.ts';
import { emailIdOf } from './email-id.ts';
import { sendBatchesAnew } from './send-batch-anew.ts';
import type { LeadRecord } from './record.ts';
import { runOf, takenByOf } from './response.ts';
import { viewLead } from './views.ts';

/** Leads of somebody: what tells of them goes, here and in what the sales team was written. Figures stay. */
export const leadsOfPerson = (deps: LeadDeps): PersonalData => ({
  about: async (email) => ({ leadIds: (await theirsOf(deps, email)).map(({ id }) => id) }),
  export: async (email) => {
    const theirs = await theirsOf(deps, email);
    return { leads: await pMap(theirs, (record) => viewLead(deps, record), { concurrency: 8 }) };
  },
  erase: async (email, { endsAt }) => {
    const records = await recordsOf(deps, email);
    await eachInTime(records, { endsAt, now: deps.now }, async ({ id, shared }) => {
      await forget(deps, id, email);
      const history = await deps.leads.history(id);
      const keys = new Set([...history.flatMap(({ key }) => key ?? []), ...(shared ? [shared.key] : [])]);
      const ids = [...keys].map(emailIdOf);
      // Whoever is about to send a mail finds its place empty, or the mail itself without its words.
      await deps.outbox.supersede([...keys].filter((key) => isOwn(key, id)).map(emailIdOf));
      await sendBatchesAnew(
        deps,
        [...keys].filter((key) => !isOwn(key, id)),
      );
      await deps.outbox.erase(ids, email);
      await deps.outbox.eraseUnfinished(ids);
      // What leads to all that goes last: an erasure that was interrupted begins anew.
      await deps.leads.forgetPerson(id, email);
    });
    return { leads: records.length };
  },
});

/** Whether a mail tells of this lead alone. */
const isOwn = (key: string, id: string): boolean => key.startsWith(`lead/${id}/`);

/** Leads whose contact they are at present. */
const theirsOf = async (deps: Pick<LeadDeps, 'leads'>, email: string): Promise<LeadRecord[]> =>
  (await recordsOf(deps, email)).filter(({ lead }) => isSameMailbox(lead.contact.email, email));

const recordsOf = async ({ leads }: Pick<LeadDeps, 'leads'>, email: string): Promise<LeadRecord[]> => {
  const found = await pMap(await leads.ofPerson(email), (id) => leads.find(id), { concurrency: 8 });
  return found.filter((record) => record !== undefined);
};

const forget = async (deps: Pick<LeadDeps, 'leads' | 'now'>, id: string, email: string): Promise<void> => {
  const change = (record: LeadRecord, now: number) => {
    if (record.erasedAt !== undefined) return undefined;
    const isTheirs = isSameMailbox(record.lead.contact.email, email);
    return { record: isTheirs ? erased(record, now) : without(record, email) };
  };
  await changeLead(deps, id, change, () => busy('This lead'));
};

/** A lead that somebody else is by now, without the address that was theirs. */
const without = (record: LeadRecord, email: string): LeadRecord => {
  const named = (shown: LeadRecord['shown']): LeadRecord['shown'] =>
    shown !== undefined && isSameMailbox(shown.email, email) ? { ...shown, email: undefined } : shown;
  return {
    ...record,
    shown: named(record.shown),
    update: undefined,
    owed: record.owed.filter((owed) => owed.do !== 'mail' || owed.changes === undefined),
  };
};

/** A lead that tells of nobody: what is left says who of the team did what, and when. */
const erased = (record: LeadRecord, now: number): LeadRecord => {
  const { version, ownerRepId, teamId, score } = record.lead;
  const { response } = record;
  return {
    ...record,
    lead: {
      version,
      ownerRepId,
      teamId,
      score,
      contact: {},
      reasons: [],
      competitors: [],
      highlights: [],
    },
    leftOut: [],
    unknownOwner: undefined,
    shown: undefined,
    shared: undefined,
    update: undefined,
    outcome: record.outcome && { ...record.outcome, reason: undefined },
    judgement: { ...record.judgement, priorityParts: [], hotRules: [] },
    response:
      response.state === 'none'
        ? response
        : { state: 'closed', run: runOf(response), takenBy: takenByOf(response) },
    owed: [],
    nextDueAt: record.unpublished.length > 0 ? now : undefined,
    erasedAt: now,
  };
};
