import { recipientKey } from '../../functions/platform/address.ts';
import type { Recipient } from '../../functions/preferences/recipient.ts';
import type { RecipientStore } from '../../functions/preferences/store.ts';

export type FakeRecipients = Pick<RecipientStore, 'find' | 'change' | 'changeErased' | 'suppressed'> & {
  known: (email: string) => Recipient | undefined;
  writes: () => number;
};

/** Recipients in memory; `before` may throw where a write is to fail. */
export const fakeRecipients = (
  before: (email: string) => void = () => undefined,
  present: readonly Recipient[] = [],
): FakeRecipients => {
  const all = new Map(present.map((one) => [recipientKey(one.emailAddress), one]));
  let writes = 0;
  const change: RecipientStore['change'] = async (email, decide) => {
    await Promise.resolve();
    before(email);
    const recipient = all.get(recipientKey(email)) ?? { emailAddress: email };
    const decided = decide(recipient);
    if (decided === undefined) return { changed: false, recipient };
    writes += 1;
    all.set(recipientKey(email), decided);
    return { changed: true, recipient: decided };
  };
  return {
    find: (email) => Promise.resolve(all.get(recipientKey(email))),
    change,
    changeErased: async (email, decide, audit) => {
      await change(email, decide, audit);
    },
    /** Two a page. */
    suppressed: ({ after = '0' }) => {
      const suppressed = [...all.values()].filter((one) => one.suppression !== undefined);
      const from = Number(after);
      const next = from + 2 < suppressed.length ? String(from + 2) : undefined;
      return Promise.resolve({ recipients: suppressed.slice(from, from + 2), next });
    },
    known: (email) => all.get(recipientKey(email)),
    writes: () => writes,
  };
};
