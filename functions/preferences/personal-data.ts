import type { PersonalData } from '../contract/personal-data.ts';
import type { MailgunLists } from '../mailgun/lists.ts';
import { toIso } from '../platform/clock.ts';
import type { Config } from '../platform/config.ts';
import { viewPreferences } from './preferences.ts';
import type { RecipientStore } from './store.ts';
import { viewSuppression } from './suppression/suppressions.ts';

export interface RecipientDataDeps {
  recipients: Pick<RecipientStore, 'find' | 'history' | 'erase'>;
  lists: Pick<MailgunLists, 'remove'>;
  config: Config;
  now: () => number;
}

/** What a person wants and refuses, here and on Mailgun's lists. */
export const recipientData = (deps: RecipientDataDeps): PersonalData => ({
  export: async (email) => {
    const now = deps.now();
    const recipient = (await deps.recipients.find(email)) ?? { emailAddress: email };
    const history = await deps.recipients.history(email);
    return {
      preferences: viewPreferences(recipient, deps.config, now),
      suppression: viewSuppression(recipient, now),
      history: history.map((change) => ({
        ...change,
        at: toIso(change.at),
        changes: change.changes.map(({ field, from, to }) => ({
          field,
          from: isoTimes(from, field),
          to: isoTimes(to, field),
        })),
      })),
    };
  },
  erase: async (email) => {
    const kept = await deps.recipients.erase(email, deps.now());
    await deps.lists.remove(email, ['bounces', 'complaints', 'unsubscribes']);
    return { kept };
  },
});

/** A value of our own with its times as callers write them. */
const isoTimes = (value: unknown, name: string): unknown => {
  if (typeof value === 'number') return /^(at|until|softBounces)$|At$/.test(name) ? toIso(value) : value;
  if (Array.isArray(value)) return value.map((one: unknown) => isoTimes(one, name));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    // Under `resubscribedAt` each switch has a time.
    Object.entries(value).map(([key, one]) => [key, isoTimes(one, name === 'resubscribedAt' ? name : key)]),
  );
};
