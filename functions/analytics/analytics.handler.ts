import { readBreaker } from '../outbox/breaker.ts';
import { authenticateFromEnv } from '../platform/auth-from-env.ts';
import { makeDynamo } from '../platform/dynamo.ts';
import { requireEnv } from '../platform/environment.ts';
import { bind, makeHttpHandler } from '../platform/http.ts';
import { makeLogger } from '../platform/logging.ts';
import { viewDeliverability } from './deliverability.ts';
import { showDeliverability } from './routes.ts';
import { totalsOfLastDay } from './store.ts';

const metrics = { dynamo: makeDynamo(), table: requireEnv('METRICS_TABLE') };

const routes = [
  bind(showDeliverability, async () => {
    const now = Date.now();
    const [breaker, totals] = await Promise.all([readBreaker(metrics), totalsOfLastDay(metrics, now)]);
    return { status: 200, body: viewDeliverability(breaker, totals, now) };
  }),
];

export const handler = makeHttpHandler(routes, {
  authenticate: authenticateFromEnv(),
  logger: makeLogger(),
});
