import { authenticateFromEnv } from '../platform/auth-from-env.ts';
import { SECOND, systemClock } from '../platform/clock.ts';
import { makeDynamo } from '../platform/dynamo.ts';
import { requireEnv } from '../platform/environment.ts';
import { ServiceError } from '../platform/errors.ts';
import { invalid } from '../platform/faults.ts';
import { bind, makeHttpHandler } from '../platform/http.ts';
import { makeLogger } from '../platform/logging.ts';
import { findCancellation } from './flow/cancellation-store.ts';
import { beginCancellation, type CancellationDeps, carryOut, countMatching } from './flow/cancellations.ts';
import { unknownTemplate } from './accept/check-request.ts';
import {
  lanesFromEnv,
  attachmentsFromEnv,
  catalogueFromEnv,
  messageBusFromEnv,
  sendsFromEnv,
} from './from-env.ts';
import { viewPauses, viewWaiting } from './api/pauses-view.ts';
import { pause, PAUSES_BELIEVED_MS, readPauses, resume, untilFaults } from './flow/pauses.ts';
import { releasePaused } from './flow/release-paused.ts';
import {
  cancelMany,
  getCancellation,
  pauseSending,
  resumeSending,
  showPauses,
} from './pause-and-cancel.routes.ts';

/** Most of what is asked for is done by then; the sweeper carries on with the rest. */
const AT_ONCE_MS = 5 * SECOND;

const dynamo = makeDynamo();
const sends = sendsFromEnv(dynamo);
const templates = catalogueFromEnv(dynamo);
const state = { dynamo, table: requireEnv('STATE_TABLE') };
const deps: CancellationDeps = {
  sends,
  attachments: attachmentsFromEnv(),
  bus: messageBusFromEnv(sends),
  now: () => Date.now(),
};

/** A name that is mistyped would hold nothing back. @throws ServiceError `invalid`. */
const assertTemplate = async (name: string | undefined): Promise<void> => {
  if (name === undefined) return;
  const found = await templates.active(name);
  if (found.kind === 'none' && found.why === 'unknown')
    throw invalid([unknownTemplate(name, await templates.names())]);
};

const routes = [
  bind(cancelMany, async ({ body: { dryRun, ...filter } }) => {
    if (dryRun) return { status: 200, body: { matched: await countMatching(deps.sends, filter) } };
    const cancellation = await beginCancellation(deps, filter);
    await carryOut(deps, cancellation, deps.now() + AT_ONCE_MS);
    return { status: 202, body: { id: cancellation.id, matched: cancellation.matched } };
  }),
  bind(getCancellation, async ({ params }) => {
    const cancellation = await findCancellation(deps.sends, params.id);
    if (cancellation === undefined) {
      throw new ServiceError('not_found', `There is no cancellation "${params.id}".`);
    }
    const { matched, cancelled, done } = cancellation;
    return { status: 200, body: { matched, cancelled, done } };
  }),
  bind(pauseSending, async ({ body, caller }) => {
    const { until, ...request } = body;
    const now = deps.now();
    await assertTemplate(body.template);
    const faults = untilFaults(until, now);
    if (faults.length > 0) throw invalid(faults);
    const decision = { by: caller?.client ?? '', since: now, until };
    return { status: 200, body: viewPauses(await pause(state, request, decision)) };
  }),
  bind(showPauses, async () => {
    const now = deps.now();
    const pauses = await readPauses(state, now);
    const items = await viewWaiting(sends, pauses.decisions, now);
    return { status: 200, body: { ...viewPauses(pauses), items } };
  }),
  bind(resumeSending, async ({ body }) => {
    const { templates: held } = await readPauses(state, deps.now());
    // One that is gone by now, and still held back, can be let go.
    if (body.template === undefined || !held.has(body.template)) await assertTemplate(body.template);
    const pauses = await resume(state, body, deps.now());
    // A function that still believes in the pause would hold what is released to it.
    await systemClock.sleepUntil(deps.now() + PAUSES_BELIEVED_MS);
    await releasePaused({ ...deps, lanes: lanesFromEnv() }, pauses, deps.now() + AT_ONCE_MS);
    return { status: 200, body: viewPauses(pauses) };
  }),
];

export const handler = makeHttpHandler(routes, {
  authenticate: authenticateFromEnv(),
  logger: makeLogger(),
});
