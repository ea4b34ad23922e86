import { addressedTo } from '../notify/reader.ts';
import type { LeadDeps } from './deps.ts';
import type { Reader } from './owed.ts';

/** Whom a mail goes to, in the language and zone of the rep that they are. */
export const addressedToTeam = async (
  { reps, recipients }: Pick<LeadDeps, 'reps' | 'recipients'>,
  { repId, email, name }: Reader,
) => {
  const [rep, recipient] = await Promise.all([
    repId === undefined ? undefined : reps.findRep(repId),
    recipients.find(email),
  ]);
  return addressedTo(
    { audience: 'sales', email, name, locale: rep?.locale, timezone: rep?.timezone },
    recipient,
  );
};
