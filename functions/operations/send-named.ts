import pMap from 'p-map';
import type { FeatureRequest } from '../outbox/outbox.ts';
import { idOf } from '../outbox/outbox.ts';
import { DAY } from '../platform/clock.ts';
import { ServiceError } from '../platform/errors.ts';
import { type AlertDeps, FEATURE } from './deps.ts';

const AT_ONCE = { concurrency: 10 };

/**
 * Sends a mail to operators, once under its key; whoever it names leads to it from before on. Somebody who is erased at
 * that very moment is erased in it.
 * @throws Error where the outbox refuses it: whoever told of an alert can mend nothing about it.
 */
export const sendNamed = async (
  { outbox, named, config, now }: Pick<AlertDeps, 'outbox' | 'named' | 'config' | 'now'>,
  { key, request, people }: FeatureRequest & { people: readonly string[] },
): Promise<void> => {
  const ttl = Math.ceil((now() + (config.retention.messages_days + 1) * DAY) / 1000);
  const id = idOf(FEATURE, key);
  const pointer = `mail/${id}`;
  await pMap(people, (email) => named.add(email, pointer, ttl), AT_ONCE);
  await outbox.send(FEATURE, { key, request }).catch((error: unknown) => {
    if (!(error instanceof ServiceError)) throw error;
    throw new Error(`A mail to operators was refused: ${error.message}`, { cause: error });
  });
  await pMap(
    people,
    async (email) => {
      if ((await named.idsOf(email)).includes(pointer)) return;
      await outbox.supersede([id]);
      await outbox.erase([id], email);
    },
    AT_ONCE,
  );
};
