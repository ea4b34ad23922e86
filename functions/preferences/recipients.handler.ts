import { checkAddress, recipientKey } from '../platform/address.ts';
import { authenticateFromEnv } from '../platform/auth-from-env.ts';
import { busFromEnv } from '../platform/bus.ts';
import { makeDynamo } from '../platform/dynamo.ts';
import { configFromEnv, requireEnv } from '../platform/environment.ts';
import { invalid } from '../platform/faults.ts';
import { bind, makeHttpHandler } from '../platform/http.ts';
import { makeLogger } from '../platform/logging.ts';
import { changeAndTell } from './change-and-tell.ts';
import { mailgunListsFromEnv } from './mailgun-lists-from-env.ts';
import { mergePreferences, viewPreferences } from './preferences.ts';
import {
  deleteSuppression,
  getPreferences,
  importSuppressions,
  listSuppressionsRoute,
  putPreferences,
  putSuppression,
} from './recipient-routes.ts';
import { makeRecipientStore } from './store.ts';
import { importLines, readImport } from './suppression-import.ts';
import { addSuppression, liftSuppression, listSuppressions } from './suppressions.ts';
import type { Trail } from './trail.ts';

const config = configFromEnv();
const recipients = makeRecipientStore(makeDynamo(), requireEnv('PREFERENCES_TABLE'));
const deps = { recipients, bus: busFromEnv(requireEnv('BUS_NAME')) };
const lists = mailgunListsFromEnv();
const logger = makeLogger();
const now = () => Date.now();

/** The path and the body must not name two recipients. @throws ServiceError `invalid`. */
const assertSameRecipient = (email: string, named: string | undefined): void => {
  const checked = checkAddress(named ?? email);
  if (checked.ok && recipientKey(checked.email) === recipientKey(email)) return;
  const detail = `The path names ${email}; leave emailAddress out, or name the same.`;
  throw invalid([{ pointer: '/emailAddress', code: 'contradiction', detail }]);
};

const trailOf = (caller: { client: string } | undefined, how: Trail['how']): Trail => ({
  at: now(),
  by: 'client',
  how,
  client: caller?.client,
});

const routes = [
  bind(getPreferences, async ({ params }) => {
    const { email } = params;
    const recipient = (await recipients.find(email)) ?? { emailAddress: email };
    return { status: 200, body: viewPreferences(recipient, config, now()) };
  }),
  bind(putPreferences, async ({ params, body, caller }) => {
    const trail = trailOf(caller, 'api');
    const { email } = params;
    assertSameRecipient(email, body.emailAddress);
    const recipient = await changeAndTell(
      deps,
      email,
      (known) => mergePreferences(known, body, trail.at),
      trail,
    );
    return { status: 200, body: viewPreferences(recipient, config, trail.at) };
  }),
  bind(listSuppressionsRoute, async ({ query }) => ({
    status: 200,
    body: await listSuppressions(recipients, {
      ...query,
      cursor: query.cursor,
      reason: query.reason,
      now: now(),
    }),
  })),
  bind(putSuppression, async ({ params, body, caller }) => ({
    status: 200,
    body: await addSuppression(recipients, params.email, body, trailOf(caller, 'api')),
  })),
  bind(deleteSuppression, async ({ params, caller }) => {
    await liftSuppression({ recipients, lists, logger }, params.email, trailOf(caller, 'api'));
    return { status: 204 };
  }),
  bind(importSuppressions, async ({ body, query, caller }) => {
    const { lines, broken } = readImport(body, query.reason);
    const imported = await importLines(recipients, lines, trailOf(caller, 'import'));
    return { status: 200, body: { imported, unchanged: lines.length - imported, failed: broken } };
  }),
];

export const handler = makeHttpHandler(routes, {
  authenticate: authenticateFromEnv(),
  logger,
});
