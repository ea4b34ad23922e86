import { busy, CONFLICT, untilWritten } from '../platform/conflict.ts';
import { acknowledged, type Claim, type Claimed, concluded } from './claim.ts';
import { putStep } from './change-lead.ts';
import { shownOf } from './changes.ts';
import type { LeadDeps } from './deps.ts';
import { isFinal, type LeadOutcome } from './lead.ts';
import type { LeadRecord } from './record.ts';
import type { TakenBy } from './response.ts';

export type ClaimOutcome =
  | { kind: 'taken'; record: LeadRecord }
  /** Somebody else has it, or it is over. */
  | { kind: 'wrong_state'; takenBy: TakenBy | undefined }
  | { kind: 'unknown' };

/** A rep takes a lead: the first wins, and all who were told hear of it. @throws ServiceError `busy`. */
export const acknowledge = (deps: LeadDeps, id: string, claim: Claim): Promise<ClaimOutcome> =>
  untilWritten<ClaimOutcome>(
    async () => {
      const record = await deps.leads.find(id);
      if (record === undefined) return { kind: 'unknown' };
      const claimed = acknowledged(record, claim, deps.rules, deps.now());
      return written(deps, record, claimed);
    },
    () => busy('This lead'),
  );

const written = async (
  deps: LeadDeps,
  record: LeadRecord,
  claimed: Claimed,
): Promise<ClaimOutcome | typeof CONFLICT> => {
  switch (claimed.kind) {
    case 'known':
      return { kind: 'taken', record };
    case 'taken':
      return { kind: 'wrong_state', takenBy: claimed.takenBy };
    case 'closed':
      return { kind: 'wrong_state', takenBy: undefined };
    case 'applied': {
      // Who takes it sees it as it is: from then on changes are news.
      const shown = record.shown ?? shownOf(record.lead, record.judgement);
      const put = await putStep(deps, { ...record, shown }, claimed.step);
      return put === undefined ? CONFLICT : { kind: 'taken', record: put };
    }
  }
};

/** Takes what a rep says became of a lead. The same again changes nothing. @throws ServiceError `busy`. */
export const conclude = (
  deps: LeadDeps,
  id: string,
  { rep, outcome }: { rep: Claim['rep']; outcome: LeadOutcome },
): Promise<LeadRecord | undefined> =>
  untilWritten<LeadRecord | undefined>(
    async () => {
      const record = await deps.leads.find(id);
      if (record === undefined || isOld(record.outcome, outcome)) return record;
      const now = deps.now();
      const step = concluded(record, { rep, outcome: outcome.outcome }, now);
      const reported = { ...outcome, at: now, version: record.version };
      return (await putStep(deps, { ...record, outcome: reported }, step)) ?? CONFLICT;
    },
    () => busy('This lead'),
  );

/** The same again, and what went before an end that is known, is no news. */
const isOld = (known: LeadRecord['outcome'], said: LeadOutcome): boolean => {
  if (known === undefined) return false;
  if (isFinal(known.outcome) && !isFinal(said.outcome)) return true;
  return known.outcome === said.outcome && known.reason === said.reason && known.repId === said.repId;
};
