import * as z from 'zod';
import { makeBatchHandler, oneByOne } from '../platform/batch.ts';
import { parseJson } from '../platform/json.ts';
import { loggable, makeMetrics } from '../platform/logging.ts';
import { digestsFromEnv } from './from-env.ts';
import { digestKinds } from './records.ts';
import { sendDue } from './send-due.ts';

const deps = digestsFromEnv();
const dueSchema = z.object({ kind: z.enum(digestKinds), slotAt: z.number(), repIds: z.array(z.string()) });

/** Digests that are due; those that have left do not leave again. */
export const handler = makeBatchHandler(
  { metrics: makeMetrics() },
  oneByOne({ logger: deps.logger, metrics: makeMetrics() }, 'Digests could not be sent', async ({ body }) => {
    const failures = await sendDue(deps, dueSchema.parse(parseJson(body)));
    for (const { repId, error } of failures)
      deps.logger.error('A digest could not be sent', { repId, error: loggable(error) });
    if (failures.length > 0) throw new Error(`${failures.length} digests could not be sent`);
  }),
);
