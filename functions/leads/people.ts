import { findSalesSide, type SalesSide } from '../reps/on-duty.ts';
import type { LeadDeps } from './deps.ts';
import type { People } from './ladder.ts';
import type { Lead } from './lead.ts';

/** Who of the sales team has to do with a lead; a team of nobody is none. */
export const sideOf = async (
  { reps, rules }: Pick<LeadDeps, 'reps' | 'rules'>,
  { ownerRepId, teamId }: Pick<Lead, 'ownerRepId' | 'teamId'>,
): Promise<SalesSide> => {
  const team = teamId === undefined ? undefined : await reps.findTeam(teamId);
  return findSalesSide(reps, { ownerRepId, teamId: team?.id ?? rules.teamId });
};

/** The same with the whole team, where the steps of a policy may tell it. */
export const peopleOf = async (
  deps: Pick<LeadDeps, 'reps' | 'rules'>,
  lead: Pick<Lead, 'ownerRepId' | 'teamId'>,
): Promise<People> => {
  const side = await sideOf(deps, lead);
  const { team } = side;
  const isWhole = team === undefined || team.email !== undefined;
  return { ...side, members: isWhole ? [] : await deps.reps.membersOf(team.id) };
};
