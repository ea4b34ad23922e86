import type { PersonalData } from '../contract/personal-data.ts';
import type { Outbox } from '../outbox/outbox.ts';
import { toIso } from '../platform/clock.ts';
import type { PersonPointers } from '../platform/person-pointers.ts';
import type { EngagementStore } from './engagement-store.ts';

export interface PersonalDataDeps {
  engagement: Pick<EngagementStore, 'ofPerson' | 'erase'>;
  named: PersonPointers;
  outbox: Pick<Outbox, 'erase' | 'supersede' | 'eraseUnfinished'>;
}

/** Names somebody in digests: a digest that tells of them is theirs, too, and so is that they read a mail. */
export const digestsOfPerson = ({ engagement, named, outbox }: PersonalDataDeps): PersonalData => ({
  export: async (email) => {
    const read = await engagement.ofPerson(email);
    return {
      engagement: read.map(({ fact, at, id, template }) => ({ fact, at: toIso(at), emailId: id, template })),
    };
  },
  erase: async (email) => {
    const ids = await named.idsOf(email);
    await engagement.erase(email);
    await outbox.supersede(ids);
    await outbox.erase(ids, email);
    await outbox.eraseUnfinished(ids);
    // What leads to them goes last: an erasure that was interrupted begins anew.
    for (const id of ids) await named.remove(email, id);
    return { messages: ids.length };
  },
});
