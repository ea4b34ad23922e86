import { busy, CONFLICT, untilWritten } from '../platform/conflict.ts';
import { acknowledged, type Claim, type Claimed, concluded, undelivered } from './claim.ts';
import type { LeadDeps } from './deps.ts';
import type { LeadOutcome } from './lead.ts';
import type { Step } from './owed.ts';
import { type LeadRecord, withStep } from './record.ts';
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
      const put = await putStep(deps, record, claimed.step);
      return put === undefined ? CONFLICT : { kind: 'taken', record: put };
    }
  }
};

/** Writes a state over the one that it was decided from; undefined on a version conflict. */
export const putStep = (
  deps: Pick<LeadDeps, 'leads' | 'now'>,
  record: LeadRecord,
  step: Step,
): Promise<LeadRecord | undefined> => {
  const now = deps.now();
  const next = withStep(record, step, now);
  return deps.leads.put(next.record, next.history, now);
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
      if (record === undefined || isSame(record.outcome, outcome)) return record;
      const now = deps.now();
      const step = concluded(record, { rep, outcome: outcome.outcome }, now);
      const reported = { ...outcome, at: now, version: record.lead.version };
      return (await putStep(deps, { ...record, outcome: reported }, step)) ?? CONFLICT;
    },
    () => busy('This lead'),
  );

const isSame = (known: LeadRecord['outcome'], said: LeadOutcome): boolean =>
  known !== undefined &&
  known.outcome === said.outcome &&
  known.reason === said.reason &&
  known.repId === said.repId;

/** Notes that a mail about a lead reached nobody. */
export const noteUndelivered = (
  deps: LeadDeps,
  id: string,
  mail: { run: number; key: string },
): Promise<void> =>
  untilWritten<undefined>(
    async () => {
      const record = await deps.leads.find(id);
      const step = record && undelivered(record, mail, deps.now());
      if (record === undefined || step === undefined) return undefined;
      return (await putStep(deps, record, step)) === undefined ? CONFLICT : undefined;
    },
    () => busy('This lead'),
  );
