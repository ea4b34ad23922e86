import type * as z from 'zod';
import type { PersonalData } from '../contract/personal-data.ts';
import type { Outbox } from '../outbox/outbox.ts';
import { toIso } from '../platform/clock.ts';
import { busy, CONFLICT, untilWritten } from '../platform/conflict.ts';
import type { PersonPointers } from '../platform/person-pointers.ts';
import { recipientKey } from '../platform/address.ts';
import { addressesIn, withoutAddress } from './addresses.ts';
import type { AlertRecord, AlertStore } from './alert-store.ts';
import type { namingAlertSchema } from './view-schemas.ts';

export interface PersonalDataDeps {
  alerts: Pick<AlertStore, 'find' | 'put'>;
  /** To alerts as `group/…`, to mails as `mail/…`. */
  named: PersonPointers;
  outbox: Pick<Outbox, 'erase' | 'supersede' | 'eraseUnfinished'>;
  now: () => number;
}

const idsIn = (pointers: readonly string[], kind: 'group' | 'mail'): string[] =>
  pointers.filter((one) => one.startsWith(`${kind}/`)).map((one) => one.slice(kind.length + 1));

/** Alerts that name somebody: their address goes from them, and mails that told of it lose what they say. */
export const alertsOfPerson = (deps: PersonalDataDeps): PersonalData => ({
  export: async (email) => {
    const groups = idsIn(await deps.named.idsOf(email), 'group');
    const records = await Promise.all(groups.map((id) => deps.alerts.find(id)));
    return { alerts: records.flatMap((record) => (record ? [viewAlert(record)] : [])) };
  },
  erase: async (email) => {
    const pointers = await deps.named.idsOf(email);
    const mails = idsIn(pointers, 'mail');
    for (const id of idsIn(pointers, 'group')) await forget(deps, id, email);
    await deps.outbox.supersede(mails);
    await deps.outbox.erase(mails, email);
    await deps.outbox.eraseUnfinished(mails);
    // What leads to them goes last: an erasure that was interrupted begins anew.
    for (const pointer of pointers) await deps.named.remove(email, pointer);
    return { messages: mails.length };
  },
});

const viewAlert = ({ title, body, group }: AlertRecord): z.infer<typeof namingAlertSchema> => ({
  title,
  body,
  since: toIso(group.firstAt),
  until: toIso(group.state === 'over' ? group.endedAt : group.lastAt),
});

const forget = ({ alerts, now }: PersonalDataDeps, id: string, email: string): Promise<void> =>
  untilWritten(
    async () => {
      const record = await alerts.find(id);
      if (record === undefined) return undefined;
      const without = (text: string): string => withoutAddress(text, email);
      const namesThem = (url: string | undefined): boolean =>
        addressesIn(url).some((one) => recipientKey(one) === recipientKey(email));
      const erased = {
        ...record,
        title: without(record.title),
        body: record.body && without(record.body),
        examples: record.examples.map((one) => ({ ...one, text: without(one.text) })),
        actionUrl: namesThem(record.actionUrl) ? undefined : record.actionUrl,
      };
      return (await alerts.put(erased, now())) ? undefined : CONFLICT;
    },
    () => busy('This alert'),
  );
