import type { About, PersonalData } from '../contract/personal-data.ts';

/** What of a person others keep something about, as all rooms know it; asked before any of them forgets. */
export const aboutPerson = async (
  rooms: readonly Pick<PersonalData, 'about'>[],
  email: string,
): Promise<About> => {
  const known = await Promise.all(rooms.map(async (room) => room.about?.(email)));
  return { leadIds: known.flatMap((about) => about?.leadIds ?? []) };
};
