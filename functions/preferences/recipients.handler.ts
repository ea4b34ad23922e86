import { checkAddress, recipientKey } from '../platform/address.ts';
import { authenticateFromEnv } from '../platform/auth-from-env.ts';
import { busFromEnv } from '../bus/from-env.ts';
import { makeDynamo } from '../platform/dynamo.ts';
import { configFromEnv, requireEnv } from '../platform/environment.ts';
import { invalid } from '../platform/faults.ts';
import { type BoundRoute, bind, makeHttpHandler } from '../platform/http.ts';
import { makeLogger } from '../platform/logging.ts';
import { consentFaults } from './consent-times.ts';
import { changeAndAnnounce } from './change-and-announce.ts';
import { asUtf8Csv } from './suppression/import-body.ts';
import { mergePreferences, viewPreferences } from './preferences.ts';
import {
  deleteSuppression,
  getPreferences,
  importSuppressions,
  listSuppressionsRoute,
  MAX_FAILED_TOLD,
  putPreferences,
  putSuppression,
} from './recipients.routes.ts';
import { makeRecipientStore } from './store.ts';
import { readImport } from './suppression/import.ts';
import { addSuppression, liftSuppression, listSuppressions } from './suppression/suppressions.ts';
import type { Audit } from './audit.ts';
import { writeImport } from './suppression/write-import.ts';
import { mailgunListsFromEnv } from '../mailgun/from-env.ts';

const config = configFromEnv();
const recipients = makeRecipientStore(makeDynamo(), requireEnv('PREFERENCES_TABLE'));
const deps = { recipients, bus: busFromEnv() };
const lists = mailgunListsFromEnv();
const logger = makeLogger();
const now = () => Date.now();

/** The path and the body must not name two recipients. @throws ServiceError `invalid`. */
const assertSameRecipient = (email: string, named: string | undefined): void => {
  if (named === undefined) return;
  const checked = checkAddress(named);
  if (checked.ok && recipientKey(checked.email) === recipientKey(email)) return;
  const detail = `The path names ${email}; leave emailAddress out, or name the same.`;
  throw invalid([{ pointer: '/emailAddress', code: 'contradiction', detail }]);
};

const auditOf = (caller: { client: string } | undefined, how: Audit['how']): Audit => ({
  at: now(),
  by: 'client',
  how,
  client: caller?.client,
});

/** Of callers with a key, the list in UTF-8. */
const inUtf8 = ({ key, run }: BoundRoute): BoundRoute => ({
  key,
  run: async (event, authenticate) => {
    await authenticate(event.headers['authorization'], 'recipients');
    return run(asUtf8Csv(event), authenticate);
  },
});

const routes = [
  bind(getPreferences, async ({ params }) => {
    const { email } = params;
    const recipient = (await recipients.find(email)) ?? { emailAddress: email };
    return { status: 200, body: viewPreferences(recipient, config, now()) };
  }),
  bind(putPreferences, async ({ params, body, caller }) => {
    const audit = auditOf(caller, 'api');
    const { email } = params;
    assertSameRecipient(email, body.emailAddress);
    const faults = consentFaults(body.consent, audit.at, '/consent');
    if (faults.length > 0) throw invalid(faults);
    const recipient = await changeAndAnnounce(deps, email, {
      decide: (known) => mergePreferences(known, body, audit.at),
      audit,
    });
    return { status: 200, body: viewPreferences(recipient, config, audit.at) };
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
    body: await addSuppression(recipients, params.email, body, auditOf(caller, 'api')),
  })),
  bind(deleteSuppression, async ({ params, caller }) => {
    await liftSuppression({ recipients, lists, logger }, params.email, auditOf(caller, 'api'));
    return { status: 204 };
  }),
  inUtf8(
    bind(importSuppressions, async ({ body, query, caller }) => {
      const startedAt = performance.now();
      const elapsedMs = () => performance.now() - startedAt;
      const { recognizedAs, lines, broken } = readImport(body, query);
      const { imported, failed } = await writeImport(
        { recipients, logger, elapsedMs },
        lines,
        auditOf(caller, 'import'),
      );
      const all = [...broken, ...failed].sort((one, other) => one.line - other.line);
      return {
        status: 200,
        body: {
          recognizedAs,
          imported,
          unchanged: lines.length - imported - failed.length,
          failedCount: all.length,
          failed: all.slice(0, MAX_FAILED_TOLD),
        },
      };
    }),
  ),
];

export const handler = makeHttpHandler(routes, {
  authenticate: authenticateFromEnv(),
  logger,
});
