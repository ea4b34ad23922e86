import type { Fault } from '../platform/errors.ts';
import { invalid } from '../platform/faults.ts';
import { consentFaults } from '../preferences/consent-times.ts';
import type { Rep } from '../reps/rep.ts';
import { unknownRep } from '../reps/unknown-rep.ts';
import type { LeadDeps } from './deps.ts';
import type { Lead } from './lead.ts';

/** What of a lead only the store and the clock can tell to be wrong. */
export const leadFaults = async (
  { reps }: Pick<LeadDeps, 'reps'>,
  { ownerRepId, contact }: Pick<Lead, 'ownerRepId' | 'contact'>,
  now: number,
): Promise<Fault[]> => {
  const isKnown = ownerRepId === undefined || (await reps.findRep(ownerRepId)) !== undefined;
  return [
    ...(isKnown ? [] : [unknownRep('/ownerRepId', ownerRepId)]),
    ...consentFaults(contact.consent, now, '/contact/consent'),
  ];
};

/** @throws ServiceError `invalid` where nobody has the id. */
export const mustFindRep = async (
  { reps }: Pick<LeadDeps, 'reps'>,
  id: string,
  pointer: string,
): Promise<Rep> => {
  const rep = await reps.findRep(id);
  if (rep === undefined) throw invalid([unknownRep(pointer, id)]);
  return rep;
};

/** What is wrong with a claim: nobody is the rep, or the promise is not for later. */
export const claimFaults = (
  { repId, followUpBy }: { repId: string; followUpBy?: number | undefined },
  rep: Rep | undefined,
  now: number,
): Fault[] => [
  ...(rep === undefined ? [unknownRep('/repId', repId)] : []),
  ...(followUpBy === undefined || followUpBy > now
    ? []
    : [{ pointer: '/followUpBy', code: 'in_the_past', detail: 'followUpBy must be later than now.' }]),
];
