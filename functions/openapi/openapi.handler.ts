import { analyticsRoutes } from '../analytics/routes.ts';
import { conversationRoutes } from '../conversations/routes.ts';
import { emailRoutes } from '../outbox/routes.ts';
import { bind, makeHttpHandler } from '../platform/http.ts';
import { makeLogger } from '../platform/logging.ts';
import { preferenceRoutes } from '../preferences/routes.ts';
import { privacyRoutes } from '../privacy/routes.ts';
import { repRoutes } from '../reps/routes.ts';
import { templateRoutes } from '../templates/routes.ts';
import { openApiDocument } from './document.ts';
import { openApiRoutes, showOpenApi } from './routes.ts';

const allRoutes = [
  ...emailRoutes,
  ...templateRoutes,
  ...conversationRoutes,
  ...repRoutes,
  ...analyticsRoutes,
  ...preferenceRoutes,
  ...privacyRoutes,
  ...openApiRoutes,
];

/** Made when somebody asks: most of what this function answers is the 404 of unknown paths. */
let document: Record<string, unknown> | undefined;

const routes = [
  bind(showOpenApi, ({ origin }) =>
    Promise.resolve({
      status: 200,
      body: { ...(document ??= openApiDocument(allRoutes, origin)), servers: [{ url: origin }] },
      headers: { 'cache-control': 'public, max-age=300', 'access-control-allow-origin': '*' },
    }),
  ),
];

/** The API's description, and the 404 of every path that no route answers. */
export const handler = makeHttpHandler(routes, {
  authenticate: () => Promise.reject(new Error('This route is public')),
  logger: makeLogger(),
});
