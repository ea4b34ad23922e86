import { authenticateFromEnv } from '../platform/auth-from-env.ts';
import { SECOND } from '../platform/clock.ts';
import { makeDynamo } from '../platform/dynamo.ts';
import { requireEnv } from '../platform/environment.ts';
import { ServiceError } from '../platform/errors.ts';
import { bind, makeHttpHandler } from '../platform/http.ts';
import { makeLogger } from '../platform/logging.ts';
import { findCancellation } from './cancellation-store.ts';
import { beginCancellation, type CancellationDeps, carryOut, countMatching } from './cancellations.ts';
import { changePauses, type PauseRequest } from './pauses.ts';
import { cancelMany, getCancellation, pauseSending, resumeSending } from './routes.ts';
import { attachmentsFromEnv, messageBusFromEnv, sendsFromEnv } from './stores-from-env.ts';

/** Most cancellations are done by then; the sweeper carries on with the others. */
const AT_ONCE_MS = 5 * SECOND;

const dynamo = makeDynamo();
const sends = sendsFromEnv(dynamo);
const metrics = { dynamo, table: requireEnv('METRICS_TABLE') };
const deps: CancellationDeps = {
  sends,
  attachments: attachmentsFromEnv(),
  bus: messageBusFromEnv(sends),
  now: () => Date.now(),
};

const change = async (how: 'pause' | 'resume', request: PauseRequest) => {
  const { categories, templates } = await changePauses(metrics, how, request);
  return { status: 200, body: { categories: [...categories], templates: [...templates] } };
};

const routes = [
  bind(cancelMany, async ({ body: { dryRun, ...filter } }) => {
    if (dryRun) return { status: 200, body: { matched: await countMatching(deps.sends, filter) } };
    const cancellation = await beginCancellation(deps, filter);
    await carryOut(deps, cancellation, deps.now() + AT_ONCE_MS);
    return { status: 202, body: { id: cancellation.id, matched: cancellation.matched } };
  }),
  bind(getCancellation, async ({ params }) => {
    const cancellation = await findCancellation(deps.sends, params['id'] ?? '');
    if (cancellation === undefined) {
      throw new ServiceError('not_found', `There is no cancellation "${params['id'] ?? ''}".`);
    }
    const { matched, cancelled, done } = cancellation;
    return { status: 200, body: { matched, cancelled, done } };
  }),
  bind(pauseSending, ({ body }) => change('pause', body)),
  bind(resumeSending, ({ body }) => change('resume', body)),
];

export const handler = makeHttpHandler(routes, {
  authenticate: authenticateFromEnv(),
  logger: makeLogger(),
});
