import { readBreaker } from '../outbox/breaker.ts';
import { authenticateFromEnv } from '../platform/auth-from-env.ts';
import { DAY, toIso } from '../platform/clock.ts';
import { makeDynamo } from '../platform/dynamo.ts';
import { requireEnv } from '../platform/environment.ts';
import { bind, makeHttpHandler } from '../platform/http.ts';
import { makeLogger } from '../platform/logging.ts';
import { viewDeliverability } from './deliverability.ts';
import { overviewOf } from './overview.ts';
import { showDeliverability, showOverview } from './routes.ts';
import { sumOf, totalsByCategory, totalsOfLastDay } from './store.ts';

const metrics = { dynamo: makeDynamo(), table: requireEnv('METRICS_TABLE') };

/** How far back an overview looks when nobody says. */
const SPAN_MS = 7 * DAY;
const MOST_MS = 92 * DAY;

const routes = [
  bind(showOverview, async ({ query }) => {
    const to = query.to ?? Math.max(Date.now(), query.from ?? 0);
    const from = Math.max(query.from ?? to - SPAN_MS, to - MOST_MS);
    const found = await totalsByCategory(metrics, { from, to });
    const wanted = new Map(
      [...found].filter(([name]) => query.category === undefined || name === query.category),
    );
    return {
      status: 200,
      body: {
        from: toIso(from),
        to: toIso(to),
        totals: overviewOf(sumOf(wanted)),
        categories: Object.fromEntries([...wanted].map(([name, totals]) => [name, overviewOf(totals)])),
      },
    };
  }),
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
