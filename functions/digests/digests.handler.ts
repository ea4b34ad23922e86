import { authenticateFromEnv } from '../platform/auth-from-env.ts';
import { hasScope } from '../platform/auth.ts';
import { bind, makeHttpHandler } from '../platform/http.ts';
import { newId, sha256Hex } from '../platform/ids.ts';
import { previewDigest, sendDigest } from './digests.routes.ts';
import { digestsFromEnv } from './from-env.ts';
import { previewOf, sendNow } from './on-demand.ts';

const deps = digestsFromEnv();

const routes = [
  bind(previewDigest, async ({ params, query }) => ({
    status: 200,
    body: await previewOf(deps, params.repId, query),
  })),
  bind(sendDigest, async ({ params, query: { kind }, headers, caller }) => {
    const key = headers['idempotency-key'];
    const token = key === undefined ? newId('now') : sha256Hex(JSON.stringify([caller?.client, key]));
    const emails = await sendNow(deps, params.repId, { kind, token });
    const mayRead = hasScope(caller, 'read');
    return {
      status: 200,
      body: {
        emails: emails.map(({ id, template, to, status, reason }) =>
          mayRead ? { id, template, to: to.email, status, reason } : { id, status, reason },
        ),
      },
    };
  }),
];

export const handler = makeHttpHandler(routes, {
  authenticate: authenticateFromEnv(),
  logger: deps.logger,
});
