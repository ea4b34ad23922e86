import { authenticateFromEnv } from '../platform/auth-from-env.ts';
import { bind, makeHttpHandler } from '../platform/http.ts';
import { makeLogger } from '../platform/logging.ts';
import { API_BUDGET_MS } from '../platform/parallel.ts';
import { erasePerson } from './erase.ts';
import { exportPerson } from './export.ts';
import { privacyFromEnv } from './from-env.ts';
import { eraseRecipient, exportRecipient } from './privacy.routes.ts';

const { exporting, erasing } = privacyFromEnv();

const routes = [
  bind(exportRecipient, async ({ params, query: { limit, cursor } }) => ({
    status: 200,
    body: await exportPerson(exporting, params.email, { limit, cursor }),
  })),
  bind(eraseRecipient, async ({ params }) => ({
    status: 200,
    body: await erasePerson(erasing, params.email, erasing.now() + API_BUDGET_MS),
  })),
];

export const handler = makeHttpHandler(routes, {
  authenticate: authenticateFromEnv(),
  logger: makeLogger(),
});
