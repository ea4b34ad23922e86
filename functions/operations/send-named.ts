import { idOf } from '../outbox/outbox.ts';
import type { FeatureRequest } from '../outbox/outbox.ts';
import { DAY } from '../platform/clock.ts';
import { type AlertDeps, FEATURE } from './deps.ts';

/** Sends a mail to operators, once under its key; whoever it names leads to it from before on. */
export const sendNamed = async (
  { outbox, named, config, now }: Pick<AlertDeps, 'outbox' | 'named' | 'config' | 'now'>,
  { key, request, people }: FeatureRequest & { people: readonly string[] },
): Promise<void> => {
  const ttl = Math.ceil((now() + (config.retention.messages_days + 1) * DAY) / 1000);
  for (const email of people) await named.add(email, `mail/${idOf(FEATURE, key)}`, ttl);
  await outbox.send(FEATURE, { key, request });
};
