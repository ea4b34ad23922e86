import { authenticateFromEnv } from '../platform/auth-from-env.ts';
import { ServiceError } from '../platform/errors.ts';
import { bind, makeHttpHandler } from '../platform/http.ts';
import { acceptBatch, acceptOne } from './accept-answers.ts';
import {
  cancel,
  listEmailViews,
  listFailureViews,
  readContent,
  readEmail,
  reschedule,
  retry,
} from './emails.ts';
import { outboxFromEnv } from './outbox-from-env.ts';
import {
  cancelEmail,
  getEmail,
  getEmailContent,
  listDeadLetters,
  listEmails,
  rescheduleEmail,
  retryEmail,
  sendBatch,
  sendEmail,
} from './routes.ts';

const deps = outboxFromEnv();

const idOf = (params: Record<string, string>): string => params['id'] ?? '';

const clientOf = (caller: { client: string } | undefined): string => {
  if (caller === undefined) throw new ServiceError('unauthorized', 'Sending needs an API key.');
  return caller.client;
};

const routes = [
  bind(sendEmail, async ({ body, caller, headers }) => ({
    status: 202,
    body: await acceptOne(deps, {
      client: clientOf(caller),
      content: body,
      idempotencyKey: headers['idempotency-key'],
    }),
  })),
  bind(sendBatch, async ({ body, caller, headers }) => ({
    status: 202,
    body: {
      items: await acceptBatch(deps, {
        client: clientOf(caller),
        emails: body.emails,
        idempotencyKey: headers['idempotency-key'],
      }),
    },
  })),
  bind(listEmails, async ({ query: { limit, cursor, ...filter } }) => ({
    status: 200,
    body: await listEmailViews(deps, filter, { limit, cursor }),
  })),
  bind(listDeadLetters, async ({ query: { limit, cursor, ...filter } }) => ({
    status: 200,
    body: await listFailureViews(deps, filter, { limit, cursor }),
  })),
  bind(getEmail, async ({ params }) => ({ status: 200, body: await readEmail(deps, idOf(params)) })),
  bind(getEmailContent, async ({ params }) => ({ status: 200, body: await readContent(deps, idOf(params)) })),
  bind(cancelEmail, async ({ params }) => ({ status: 200, body: await cancel(deps, idOf(params)) })),
  bind(rescheduleEmail, async ({ params, body }) => ({
    status: 200,
    body: await reschedule(deps, idOf(params), body.sendAt),
  })),
  bind(retryEmail, async ({ params }) => ({ status: 202, body: await retry(deps, idOf(params)) })),
];

export const handler = makeHttpHandler(routes, {
  authenticate: authenticateFromEnv(),
  logger: deps.logger,
});
