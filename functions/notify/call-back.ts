import { DAY } from '../platform/clock.ts';
import { ServiceError } from '../platform/errors.ts';
import { type FeatureRequest, idOf, type Outbox } from '../outbox/outbox.ts';

/**
 * Calls back e-mails that wait. Of one that was not asked for yet the place is taken: whoever is about to ask for it finds
 * it skipped.
 */
export const callBack = async (
  { outbox, now }: { outbox: Pick<Outbox, 'find' | 'send' | 'supersede'>; now: () => number },
  feature: string,
  requests: readonly FeatureRequest[],
): Promise<void> => {
  const ids = requests.map(({ key }) => idOf(feature, key));
  if (ids.length === 0) return;
  const known = await outbox.find(ids);
  for (const { key, request, occasionAt } of requests) {
    if (known.has(idOf(feature, key))) continue;
    try {
      await outbox.send(feature, { key, occasionAt, request: { ...request, sendAt: now() + DAY } });
    } catch (error) {
      // What its template refuses can't be asked for by anybody else either.
      if (!(error instanceof ServiceError && error.code === 'invalid')) throw error;
    }
  }
  await outbox.supersede(ids);
};
