import { S3Client } from '@aws-sdk/client-s3';
import { conversationsFromEnv } from '../conversations/conversations-from-env.ts';
import { authenticateFromEnv } from '../platform/auth-from-env.ts';
import { SECOND } from '../platform/clock.ts';
import { requireEnv } from '../platform/environment.ts';
import { bind, makeHttpHandler } from '../platform/http.ts';
import { mailgunListsFromEnv } from '../preferences/mailgun-lists-from-env.ts';
import { erasePerson } from './erase.ts';
import { makeErasureLog } from './erasure-log.ts';
import { exportPerson } from './export.ts';
import { eraseRecipient, exportRecipient } from './routes.ts';

/** API Gateway waits no longer than 30 s. */
const BUDGET_MS = 27 * SECOND;

const { outbox, recipients, conversations, now } = conversationsFromEnv();
const deps = {
  outbox,
  recipients,
  conversations,
  now,
  lists: mailgunListsFromEnv(),
  erasures: makeErasureLog(new S3Client({}), requireEnv('ATTACHMENTS_BUCKET')),
};

const routes = [
  bind(exportRecipient, async ({ params, query: { limit, cursor } }) => ({
    status: 200,
    body: await exportPerson(deps, params.email, { limit, cursor }),
  })),
  bind(eraseRecipient, async ({ params }) => ({
    status: 200,
    body: await erasePerson(deps, params.email, now() + BUDGET_MS),
  })),
];

export const handler = makeHttpHandler(routes, {
  authenticate: authenticateFromEnv(),
  logger: outbox.logger,
});
