import { authenticateFromEnv } from '../platform/auth-from-env.ts';
import { SECOND } from '../platform/clock.ts';
import { invalid } from '../platform/faults.ts';
import { bind, makeHttpHandler } from '../platform/http.ts';
import { mayChange } from '../platform/ownership.ts';
import { recordActivitiesRoute } from './activities.routes.ts';
import { activitiesFromEnv } from './from-env.ts';
import { activityFaults, recordActivities } from './record.ts';

/** API Gateway waits no longer than 30 s. */
const BUDGET_MS = 27 * SECOND;

const deps = activitiesFromEnv();

const routes = [
  bind(recordActivitiesRoute, async ({ body: { activities }, caller }) => {
    const endsAt = deps.now() + BUDGET_MS;
    const faults = await activityFaults(deps, activities, { mayChange: mayChange(caller) });
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
