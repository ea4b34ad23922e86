import { recipientKey } from '../platform/address.ts';
import type { SalesSide } from '../reps/on-duty.ts';
import { type Hours, isPresent } from '../reps/presence.ts';
import type { Rep } from '../reps/rep.ts';
import type { PolicyStep, StepRole } from './config.ts';
import type { Run, Told } from './response.ts';

/** The people around a lead, as they are when a step fires. */
export interface People extends SalesSide {
  /** All reps of the team. */
  members: readonly Rep[];
}

/** More are no team that anybody calls together. */
const MOST_MEMBERS = 40;
/** Of a run, so that what all of them are told fits into one write. */
const MOST_TOLD = 50;

/** Somebody whom a step tells. */
export type Named = Pick<Told, 'role' | 'repId' | 'name' | 'email'>;

const named = (role: StepRole, { id, name, email }: Rep): Named => ({ role, repId: id, name, email });

/** Whom a step tells: those of the first role that names somebody; the owner again, others only once. */
export const namedBy = (
  step: PolicyStep,
  run: Run,
  people: People,
  { now, hours }: { now: number; hours: Hours },
): Named[] => {
  const told = new Set(run.told.map(({ email }) => recipientKey(email)));
  const isNew = ({ email }: { email: string }): boolean => !told.has(recipientKey(email));
  const isFree = (rep: Rep): boolean => isNew(rep) && isPresent(rep, now, hours);
  const ofRole = (role: StepRole): Named[] => {
    switch (role) {
      case 'owner':
        return run.asked === undefined ? [] : [{ role, ...run.asked }];
      case 'deputy':
      case 'manager': {
        const rep = people[role];
        return rep !== undefined && isFree(rep) ? [named(role, rep)] : [];
      }
      case 'on_call':
        return people.onCall
          .filter(isFree)
          .slice(0, 1)
          .map((rep) => named(role, rep));
      case 'team':
        return teamOf(people, isNew, isFree).slice(0, Math.max(0, MOST_TOLD - run.told.length));
    }
  };
  for (const role of step.tell) {
    const found = ofRole(role);
    if (found.length > 0) return found;
  }
  return [];
};

/** The address that the team reads, else all of them who are there. */
const teamOf = (
  { team, members, onCall }: People,
  isNew: (one: { email: string }) => boolean,
  isFree: (rep: Rep) => boolean,
): Named[] => {
  if (team?.email !== undefined) {
    const address: Named = { role: 'team', name: team.name, email: team.email };
    return isNew(address) ? [address] : [];
  }
  const all = new Map([...onCall, ...members].map((rep) => [recipientKey(rep.email), rep]));
  return [...all.values()]
    .filter(isFree)
    .slice(0, MOST_MEMBERS)
    .map((rep) => named('team', rep));
};
