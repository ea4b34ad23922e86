import { changesBetween, type Shown } from './changes.ts';
import type { LeadConfig, PolicyName } from './config.ts';
import type { Judgement } from './judge.ts';
import { isFinal, type Lead } from './lead.ts';
import type { Change } from './owed.ts';
import type { LeadRecord } from './record.ts';
import { takenByOf } from './response.ts';

/** What a new state of a lead asks for. */
export type Reaction =
  /** Nobody is written to. */
  | { type: 'keep' }
  /** Somebody is asked, as if it were new. */
  | { type: 'alert'; policy: PolicyName; isHandOver: boolean }
  /** Who has it, or was asked last, is told what has changed. */
  | { type: 'update'; changes: Change[] };

export interface News {
  lead: Lead;
  judgement: Pick<Judgement, 'band'>;
  shown: Shown;
  /** From which score on whoever would be asked wants to hear. */
  minScore: number;
  /** Whether who has it, or was asked, was taken out of the sales team since. */
  isHolderGone: boolean;
}

/** Decides whom a new state of a lead concerns; `before` is what is known of it. */
export const reactionTo = (
  before: LeadRecord | undefined,
  { lead, judgement, shown, minScore, isHolderGone }: News,
  rules: Pick<LeadConfig, 'threshold' | 'updatePoints'>,
): Reaction => {
  const policy: PolicyName = judgement.band === 'hot' ? 'hot' : 'warm';
  const isOwed = policy === 'hot' || lead.score >= Math.max(rules.threshold, minScore);
  const alert = (isHandOver: boolean): Reaction => ({ type: 'alert', policy, isHandOver });
  if (before === undefined || before.response.state === 'none') {
    return isOwed ? alert(false) : { type: 'keep' };
  }
  const { response, outcome } = before;
  if (outcome !== undefined && isFinal(outcome.outcome)) {
    const isNewer = (lead.version ?? 0) > (outcome.version ?? before.version ?? 0);
    return isNewer && isOwed ? alert(false) : { type: 'keep' };
  }
  if (isOwed && isHandOver(before, lead)) return alert(true);
  if (isOwed && isHolderGone) return alert(false);
  if (policy === 'hot' && turnsHot(before)) return alert(false);
  // What waits in a batch is shown as it is when that leaves.
  if (response.state === 'waiting' || before.shown === undefined) return { type: 'keep' };
  const changes = changesBetween(before.shown, shown, rules.updatePoints);
  return changes.length === 0 ? { type: 'keep' } : { type: 'update', changes };
};

/** Another owner than before, who does not have it yet. */
const isHandOver = ({ lead: { ownerRepId: known }, response }: LeadRecord, { ownerRepId }: Lead): boolean => {
  const takenBy = takenByOf(response);
  return ownerRepId !== undefined && ownerRepId !== known && ownerRepId !== takenBy?.repId;
};

/** Whether it was not asked for as a hot one yet; who has taken it is told of the change alone. */
const turnsHot = ({ response, judgement }: LeadRecord): boolean => {
  switch (response.state) {
    case 'waiting':
    case 'open':
      return response.run.policy !== 'hot';
    case 'closed':
      return judgement.band !== 'hot';
    case 'none':
    case 'taken':
      return false;
  }
};
