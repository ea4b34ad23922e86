import type { PersonalData } from '../contract/personal-data.ts';
import type { EmailsOfPerson } from '../outbox/personal-data.ts';
import { toIso } from '../platform/clock.ts';
import { aboutPerson } from './about.ts';

export interface ExportDeps {
  emails: Pick<EmailsOfPerson, 'page'>;
  rooms: readonly Pick<PersonalData, 'about' | 'export'>[];
  now: () => number;
}

/** All that is known of a person, as JSON; e-mails a page at a time, all else on the first page. */
export const exportPerson = async (
  deps: ExportDeps,
  email: string,
  page: { limit: number; cursor: string | undefined },
) => {
  const emails = await deps.emails.page(email, page);
  const rooms = page.cursor === undefined ? deps.rooms : [];
  const about = await aboutPerson(rooms, email);
  const known = await Promise.all(rooms.map((room) => room.export(email, about)));
  const facts: Record<string, unknown> = Object.fromEntries(known.flatMap((one) => Object.entries(one)));
  return {
    emailAddress: email,
    exportedAt: toIso(deps.now()),
    ...facts,
    ...emails,
  };
};
