import type { ApiKey } from '../platform/api-keys.ts';
import { hasScope } from '../platform/auth.ts';
import { authenticateFromEnv } from '../platform/auth-from-env.ts';
import { ServiceError } from '../platform/errors.ts';
import { bind, makeHttpHandler } from '../platform/http.ts';
import { acceptBatch, acceptOne } from './api/answers.ts';
import { cancel, listEmailViews, listFailureViews, reschedule, retry } from './api/emails.ts';
import { isOfFeature, type Message } from './message/message.ts';
import { acceptFromEnv } from './from-env.ts';
import {
  cancelEmail,
  listDeadLetters,
  listEmails,
  rescheduleEmail,
  retryEmail,
  sendBatch,
  sendEmail,
} from './emails.routes.ts';
import { type EmailState, type EmailView, stateOf } from '../contract/email.ts';

const deps = acceptFromEnv();

const clientOf = (caller: { client: string } | undefined): string => {
  if (caller === undefined) throw new ServiceError('unauthorized', 'Sending needs an API key.');
  return caller.client;
};

/** What a key with `read` is shown, and any other is told. */
const shownTo = (caller: ApiKey | undefined, view: EmailView): EmailView | EmailState =>
  hasScope(caller, 'read') ? view : stateOf(view);

/** Whose mail a key may call off or move: its client's own and that of our features; with `operate` everybody's. */
const mayChange =
  (caller: ApiKey | undefined) =>
  (message: Message): boolean =>
    hasScope(caller, 'operate') || message.client === caller?.client || isOfFeature(message);

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
  bind(cancelEmail, async ({ params, caller }) => ({
    status: 200,
    body: shownTo(caller, await cancel(deps, params.id, mayChange(caller))),
  })),
  bind(rescheduleEmail, async ({ params, body, caller }) => ({
    status: 200,
    body: shownTo(caller, await reschedule(deps, params.id, body.sendAt, mayChange(caller))),
  })),
  bind(retryEmail, async ({ params, caller }) => ({
    status: 202,
    body: shownTo(caller, await retry(deps, params.id)),
  })),
];

export const handler = makeHttpHandler(routes, {
  authenticate: authenticateFromEnv(),
  logger: deps.logger,
});
