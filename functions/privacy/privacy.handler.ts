import { authenticateFromEnv } from '../platform/auth-from-env.ts';
import { SECOND } from '../platform/clock.ts';
import { bind, makeHttpHandler } from '../platform/http.ts';
import { makeLogger } from '../platform/logging.ts';
import { erasePerson } from './erase.ts';
import { exportPerson } from './export.ts';
import { privacyFromEnv } from './from-env.ts';
import { eraseRecipient, exportRecipient } from './privacy.routes.ts';

/** API Gateway waits no longer than 30 s. */
const BUDGET_MS = 27 * SECOND;

const { exporting, erasing } = privacyFromEnv();

const routes = [
  bind(exportRecipient, async ({ params, query: { limit, cursor } }) => ({
    status: 200,
    body: await exportPerson(exporting, params.email, { limit, cursor }),
  })),
  bind(eraseRecipient, async ({ params }) => ({
    status: 200,
    body: await erasePerson(erasing, params.email, erasing.now() + BUDGET_MS),
  })),
];

export const handler = makeHttpHandler(routes, {
  authenticate: authenticateFromEnv(),
  logger: makeLogger(),
});
