import { toIso } from '../platform/clock.ts';
import type { Fault } from '../platform/errors.ts';
import type { Consents } from './preferences.ts';
import { type ConsentKind, consentKinds, isGiven } from './recipient.ts';

/** What is wrong with the times of consents that came at `pointer`. */
export const consentFaults = (consents: Consents | undefined, now: number, pointer: string): Fault[] =>
  ungiven(consents, now).map((kind) => ({
    pointer: `${pointer}/${kind}/at`,
    code: 'in_the_future',
    detail: `It is ${toIso(now)} now; consent counts once it has been given.`,
  }));

/** The consents that were given by now. */
export const givenConsents = (consents: Consents, now: number): Consents => {
  const future = ungiven(consents, now);
  return Object.fromEntries(
    consentKinds.filter((kind) => !future.includes(kind)).map((kind) => [kind, consents[kind]]),
  );
};

const ungiven = (consents: Consents | undefined, now: number): ConsentKind[] =>
  consentKinds.filter((kind) => {
    const consent = consents?.[kind];
    return consent !== undefined && consent !== null && !isGiven(consent, now);
  });
