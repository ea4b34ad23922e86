import type { ApiKey } from '../platform/api-keys.ts';
import { hasScope } from '../platform/auth.ts';
import { authenticateFromEnv } from '../platform/auth-from-env.ts';
import { ServiceError } from '../platform/errors.ts';
import { mayChange } from '../platform/ownership.ts';
import { bind, makeHttpHandler } from '../platform/http.ts';
import { invalid } from '../platform/faults.ts';
import { consentFaults } from '../preferences/consent-times.ts';
import { complete } from './complete.ts';
import { timeFaults } from './conversation.ts';
import { conversationsFromEnv } from './from-env.ts';
import { sendSummary } from './manual.ts';
import {
  completeConversation,
  getConversation,
  listConversationEmailsRoute,
  sendConversationSummary,
} from './conversations.routes.ts';
import { type ConversationRecord, resourceOf } from './store.ts';
import { currentNotices, listNoticeEmails, viewNotices } from '../notify/notice-views.ts';
import { answerOf, viewAnswers } from './views.ts';

const deps = conversationsFromEnv();

const mustFind = async (id: string): Promise<ConversationRecord> => {
  const record = await deps.conversations.find(id);
  if (record === undefined) throw new ServiceError('not_found', `There is no conversation "${id}".`);
  return record;
};

const withMails = async (record: ConversationRecord, mayRead: boolean) => {
  const notices = currentNotices(await deps.notices.list(resourceOf(record.id)), record.version);
  return { status: 200, body: answerOf(record, await viewNotices(deps.outbox, notices), mayRead) };
};

/** Of whose conversations a key may tell anybody: of its client's; with `read` of everybody's. */
const mayTellAnybody =
  (caller: ApiKey | undefined) =>
  ({ client }: ConversationRecord): boolean =>
    client === caller?.client || hasScope(caller, 'read');

const routes = [
  bind(completeConversation, async ({ params, body, caller }) => {
    const audit = { at: deps.now(), by: 'client', how: 'api', client: caller?.client } as const;
    const now = deps.now();
    const faults = [
      ...timeFaults(body, now),
      ...consentFaults(body.customer.consent, now, '/customer/consent'),
    ];
    if (faults.length > 0) throw invalid(faults);
    return withMails(
      await complete(deps, params.id, body, { audit, mayChange: mayChange(caller) }),
      hasScope(caller, 'read'),
    );
  }),
  bind(getConversation, async ({ params }) => withMails(await mustFind(params.id), true)),
  bind(sendConversationSummary, async ({ params, body, caller }) => {
    const { record, answers } = await sendSummary(deps, params.id, body, mayTellAnybody(caller));
    const emails = await viewAnswers(deps.outbox, answers);
    return { status: 200, body: answerOf(record, emails, hasScope(caller, 'read')) };
  }),
  bind(listConversationEmailsRoute, async ({ params, query }) => {
    await mustFind(params.id);
    const page = { limit: query.limit, cursor: query.cursor };
    return {
      status: 200,
      body: await listNoticeEmails(deps, resourceOf(params.id), page),
    };
  }),
];

export const handler = makeHttpHandler(routes, {
  authenticate: authenticateFromEnv(),
  logger: deps.logger,
});
