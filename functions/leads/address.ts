import { addressedTo } from '../notify/reader.ts';
import type { LeadDeps } from './deps.ts';
import type { Reader } from './owed.ts';

/** Whom a mail goes to, at the present address and in the language and zone of the rep that they are. */
export const addressedToTeam = async (
  { reps, recipients }: Pick<LeadDeps, 'reps' | 'recipients'>,
  { repId, email, name }: Reader,
) => {
  const rep = repId === undefined ? undefined : await reps.findRep(repId);
  // Who has another address since they were asked reads it there.
  const reader = { email: rep?.email ?? email, name: rep?.name ?? name };
  return addressedTo(
    { audience: 'sales', ...reader, locale: rep?.locale, timezone: rep?.timezone },
    await recipients.find(reader.email),
  );
};
