import pMap from 'p-map';
import { type Hours, isPresent, nextOpening, takesAlerts } from './presence.ts';
import { isAway, type Rep, type Team } from './rep.ts';
import type { RepStore } from './store.ts';

const AT_ONCE = 20;

/** The people of the sales team around a customer. */
export interface SalesSide {
  owner: Rep | undefined;
  /** Who gets the owner's mail while they are away. */
  deputy: Rep | undefined;
  team: Team | undefined;
  /** Who is on call in the team, the first to be called first. */
  onCall: Rep[];
  /** Whom the owner answers to, else who leads the team. */
  manager: Rep | undefined;
}

/** An address of the sales team, and in which words it is written to. */
export type Contact = Pick<Rep, 'email'> & Partial<Pick<Rep, 'name' | 'locale' | 'timezone'>>;

/** Finds owner, deputy, team and manager; `teamId` is of the team that gets what has no owner with a team. */
export const findSalesSide = async (
  reps: Pick<RepStore, 'findRep' | 'findTeam'>,
  about: { ownerRepId?: string | undefined; teamId: string | undefined },
): Promise<SalesSide> => {
  const find = async (id: string | undefined): Promise<Rep | undefined> =>
    id === undefined ? undefined : reps.findRep(id);
  const owner = await find(about.ownerRepId);
  const teamId = owner?.teamId ?? about.teamId;
  const team = teamId === undefined ? undefined : await reps.findTeam(teamId);
  const [deputy, manager] = await Promise.all([
    find(owner?.deputyId),
    find(owner?.managerId ?? team?.managerId),
  ]);
  const onCall = await pMap(team?.onCall ?? [], find, { concurrency: AT_ONCE });
  return { owner, deputy, team, onCall: onCall.filter((rep) => rep !== undefined), manager };
};

/**
 * Who of the sales team is written to: the owner, their deputy while they are away, else the team's address, else who is
 * on call; undefined when there is nobody.
 */
export const contactOnDuty = (
  { owner, deputy, team, onCall }: SalesSide,
  now: number,
): Contact | undefined => {
  const isThere = (rep: Rep | undefined): rep is Rep => rep !== undefined && !isAway(rep, now);
  const present = [owner, deputy].find(isThere);
  if (present !== undefined) return contactOf(present);
  if (team?.email !== undefined) return { email: team.email, name: team.name };
  const next = onCall.find(isThere) ?? owner;
  return next && contactOf(next);
};

/** The part that somebody has beside a customer. */
export type Role = 'owner' | 'deputy' | 'on_call' | 'manager';

/** Who is asked to see to something. */
export interface Asked {
  rep: Rep;
  role: Role;
  /** From when on they can be waited for, epoch milliseconds: now, or their next opening. */
  clockFrom: number;
}

/**
 * Who is asked: the first who is present of owner, deputy, those on call, manager. Where nobody is, the first who is not
 * away, from their next opening on; undefined when there is nobody.
 */
export const whomToAsk = (side: SalesSide, now: number, hours: Hours): Asked | undefined => {
  const chain = chainOf(side).filter(({ rep }) => takesAlerts(rep));
  const present = chain.find(({ rep }) => isPresent(rep, now, hours));
  if (present !== undefined) return { ...present, clockFrom: now };
  const next = chain.find(({ rep }) => !isAway(rep, now));
  return next && { ...next, clockFrom: nextOpening(next.rep, now) ?? now };
};

/** All who may be asked, in their order. */
export const chainOf = ({ owner, deputy, onCall, manager }: SalesSide): { rep: Rep; role: Role }[] => [
  ...(owner === undefined ? [] : [{ rep: owner, role: 'owner' as const }]),
  ...(deputy === undefined ? [] : [{ rep: deputy, role: 'deputy' as const }]),
  ...onCall.map((rep) => ({ rep, role: 'on_call' as const })),
  ...(manager === undefined ? [] : [{ rep: manager, role: 'manager' as const }]),
];

const contactOf = ({ email, name, locale, timezone }: Rep): Contact => ({ email, name, locale, timezone });
