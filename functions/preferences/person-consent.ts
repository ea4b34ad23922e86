import type { Decision } from './recipient-changes.ts';
import { type ChangeDeps, changeAndAnnounce } from './change-and-announce.ts';
import type { Person } from './person.ts';
import { mergePreferences } from './preferences.ts';
import { type Consent, consentKinds, type Recipient } from './recipient.ts';
import type { Audit } from './audit.ts';

/**
 * Keeps the consents that a person came with, where they are newer than what we have, and takes back those that they
 * came without; what was refused stays refused.
 */
export const keepConsent = async (deps: ChangeDeps, person: Person, audit: Audit): Promise<void> => {
  const { email, consent } = person;
  if (email === undefined || consent === undefined) return;
  const decide = (recipient: Recipient): Decision => {
    const newer = consentKinds.filter((kind) =>
      consent[kind] === null
        ? recipient.consent?.[kind] !== undefined
        : isNewer(consent[kind], recipient, kind),
    );
    if (newer.length === 0) return undefined;
    const taken = Object.fromEntries(newer.map((kind) => [kind, consent[kind]]));
    return mergePreferences(recipient, { consent: taken }, audit.at);
  };
  await changeAndAnnounce(deps, email, { decide, audit });
};

const isNewer = (
  given: Consent | undefined,
  { consent }: Recipient,
  kind: (typeof consentKinds)[number],
): boolean => given !== undefined && given.at > (consent?.[kind]?.at ?? -Infinity);
