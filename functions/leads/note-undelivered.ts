import { busy, CONFLICT, untilWritten } from '../platform/conflict.ts';
import { undelivered } from './claim.ts';
import type { LeadDeps } from './deps.ts';
import { putStep } from './put-step.ts';

/** Notes that a mail about a lead reached nobody. */
export const noteUndelivered = (
  deps: Pick<LeadDeps, 'leads' | 'now'>,
  id: string,
  mail: { run: number; key: string },
): Promise<void> =>
  untilWritten<undefined>(
    async () => {
      const record = await deps.leads.find(id);
      const step = record && undelivered(record, mail, deps.now());
      if (record === undefined || step === undefined) return undefined;
      return (await putStep(deps, record, step)) === undefined ? CONFLICT : undefined;
    },
    () => busy('This lead'),
  );
