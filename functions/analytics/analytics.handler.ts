import { breakerFromEnv } from '../outbox/from-env.ts';
import { authenticateFromEnv } from '../platform/auth-from-env.ts';
import { toIso } from '../platform/clock.ts';
import { makeDynamo } from '../platform/dynamo.ts';
import { requireEnv } from '../platform/environment.ts';
import { bind, makeHttpHandler } from '../platform/http.ts';
import { makeLogger } from '../platform/logging.ts';
import { viewDeliverability } from './deliverability.ts';
import { recentSpan } from '../platform/recent-span.ts';
import { overviewOf } from '../contract/overview.ts';
import { showDeliverability, showOverview } from './analytics.routes.ts';
import { sumOf, totalsByCategory, totalsOfLastDay } from '../contract/counter-totals.ts';

const readBreaker = breakerFromEnv();
const state = { dynamo: makeDynamo(), table: requireEnv('STATE_TABLE') };

const routes = [
  bind(showOverview, async ({ query }) => {
    const { from, to } = recentSpan(query, Date.now());
    const found = await totalsByCategory(state, { from, to });
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
    const [breaker, totals] = await Promise.all([readBreaker(), totalsOfLastDay(state, now)]);
    return { status: 200, body: viewDeliverability(breaker, totals, now) };
  }),
];

export const handler = makeHttpHandler(routes, {
  authenticate: authenticateFromEnv(),
  logger: makeLogger(),
});
