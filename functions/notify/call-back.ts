import { DAY } from '../platform/clock.ts';
import { ServiceError } from '../platform/errors.ts';
import { type FeatureRequest, idOf, type Outbox } from '../outbox/outbox.ts';

/** A mail that may wait, or be about to be asked for. */
export interface CalledBack {
  key: string;
  /** What would be asked for; made only where nobody has asked yet. */
  compose: () => Promise<FeatureRequest>;
}

/**
 * Calls back e-mails that wait. Of one that was not asked for yet the place is taken: whoever is about to ask for it finds
 * it skipped.
 */
export const callBack = async (
  { outbox, now }: { outbox: Pick<Outbox, 'find' | 'send' | 'supersede'>; now: () => number },
  feature: string,
  mails: readonly CalledBack[],
): Promise<void> => {
  const ids = mails.map(({ key }) => idOf(feature, key));
  if (ids.length === 0) return;
  const known = await outbox.find(ids);
  for (const { key, compose } of mails) {
    if (known.has(idOf(feature, key))) continue;
    const { request, ...asked } = await compose();
    try {
      await outbox.send(feature, { ...asked, request: { ...request, sendAt: now() + DAY } });
    } catch (error) {
      // What its template refuses can't be asked for by anybody else either.
      if (!(error instanceof ServiceError && error.code === 'invalid')) throw error;
    }
  }
  await outbox.supersede(ids);
};
