import { authenticateFromEnv } from '../platform/auth-from-env.ts';
import { systemClock } from '../platform/clock.ts';
import { makeDynamo } from '../platform/dynamo.ts';
import { configFromEnv } from '../platform/environment.ts';
import { bind, makeHttpHandler } from '../platform/http.ts';
import { makeLogger } from '../platform/logging.ts';
import { readContent, type ReadDeps, readEmail } from './api/read.ts';
import { waitUntilFinal } from './api/wait.ts';
import { catalogueFromEnv, sendsFromEnv } from './from-env.ts';
import { getEmail, getEmailContent } from './read-email.routes.ts';

const dynamo = makeDynamo();
const deps: ReadDeps = {
  sends: sendsFromEnv(dynamo),
  templates: catalogueFromEnv(dynamo),
  config: configFromEnv(),
};

const routes = [
  bind(getEmail, async ({ params, query: { wait } }) => {
    if (wait !== undefined) await waitUntilFinal(deps.sends, systemClock, { id: params.id, waitMs: wait });
    return { status: 200, body: await readEmail(deps, params.id) };
  }),
  bind(getEmailContent, async ({ params }) => ({ status: 200, body: await readContent(deps, params.id) })),
];

export const handler = makeHttpHandler(routes, {
  authenticate: authenticateFromEnv(),
  logger: makeLogger(),
});
