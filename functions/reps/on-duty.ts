import { isAway, type Rep, type Team } from './rep.ts';
import type { RepStore } from './store.ts';

/** The people of the sales team around a customer. */
export interface SalesSide {
  owner: Rep | undefined;
  /** Who gets the owner's mail while they are away. */
  deputy: Rep | undefined;
  team: Team | undefined;
  /** Who is on call in a team without an address of its own: those who are present, the first to be called first. */
  onCall: Rep[];
}

/** An address of the sales team, and in which words it is written to. */
export type Contact = Pick<Rep, 'email'> & Partial<Pick<Rep, 'name' | 'locale' | 'timezone'>>;

/** Finds owner, deputy and team; `teamId` is of the team that gets what has no owner with a team. */
export const findSalesSide = async (
  reps: Pick<RepStore, 'findRep' | 'findTeam'>,
  about: { ownerRepId?: string | undefined; teamId: string | undefined },
  now: number,
): Promise<SalesSide> => {
  const owner = about.ownerRepId === undefined ? undefined : await reps.findRep(about.ownerRepId);
  const deputy = owner?.deputyId === undefined ? undefined : await reps.findRep(owner.deputyId);
  const teamId = owner?.teamId ?? about.teamId;
  const team = teamId === undefined ? undefined : await reps.findTeam(teamId);
  const called = team?.email === undefined ? (team?.onCall ?? []) : [];
  const found = await Promise.all(called.map((id) => reps.findRep(id)));
  const onCall = found.flatMap((rep) => (rep === undefined || isAway(rep, now) ? [] : [rep]));
  return { owner, deputy, team, onCall };
};

/** Who of the sales team is told: the owner, their deputy while they are away, else the team; undefined when there is nobody. */
export const contactOnDuty = (
  { owner, deputy, team, onCall }: SalesSide,
  now: number,
): Contact | undefined => {
  const present = [owner, deputy].find((rep) => rep !== undefined && !isAway(rep, now));
  if (present !== undefined) return contactOf(present);
  if (team?.email !== undefined) return { email: team.email, name: team.name };
  const next = onCall[0] ?? owner;
  return next && contactOf(next);
};

const contactOf = ({ email, name, locale, timezone }: Rep): Contact => ({ email, name, locale, timezone });
