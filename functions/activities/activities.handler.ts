import { authenticateFromEnv } from '../platform/auth-from-env.ts';
import { invalid } from '../platform/faults.ts';
import { bind, makeHttpHandler } from '../platform/http.ts';
import { mayChange } from '../platform/ownership.ts';
import { API_BUDGET_MS } from '../platform/parallel.ts';
import { recordActivitiesRoute } from './activities.routes.ts';
import { activitiesFromEnv } from './from-env.ts';
import { activityFaults, recordActivities } from './record.ts';

const deps = activitiesFromEnv();

const routes = [
  bind(recordActivitiesRoute, async ({ body: { activities }, caller }) => {
    const endsAt = deps.now() + API_BUDGET_MS;
    const faults = await activityFaults(deps, activities, mayChange(caller));
    if (faults.length > 0) throw invalid(faults);
    return {
      status: 200,
      body: await recordActivities(deps, activities, { client: caller?.client, endsAt }),
    };
  }),
];

export const handler = makeHttpHandler(routes, {
  authenticate: authenticateFromEnv(),
  logger: deps.logger,
});
