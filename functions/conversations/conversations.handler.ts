import { authenticateFromEnv } from '../platform/auth-from-env.ts';
import { ServiceError } from '../platform/errors.ts';
import { idSchema } from '../platform/fields.ts';
import { bind, makeHttpHandler, pathPart } from '../platform/http.ts';
import { complete } from './complete.ts';
import { conversationsFromEnv } from './conversations-from-env.ts';
import { sendSummary } from './manual.ts';
import { completeConversation, listConversationEmailsRoute, sendConversationSummary } from './routes.ts';
import { currentMails, listConversationEmails, viewAnswers, viewConversation, viewMails } from './views.ts';

const deps = conversationsFromEnv();
const { sends } = deps.outbox;

const idOf = (params: Record<string, string>): string => pathPart(params, 'id', idSchema);

const routes = [
  bind(completeConversation, async ({ params, body, caller }) => {
    const trail = { at: deps.now(), by: 'client', how: 'api', client: caller?.client } as const;
    const record = await complete(deps, idOf(params), body, trail);
    const mails = await currentMails(deps.conversations, record);
    return { status: 200, body: { ...viewConversation(record), emails: await viewMails(sends, mails) } };
  }),
  bind(sendConversationSummary, async ({ params, body }) => {
    const { record, answers } = await sendSummary(deps, idOf(params), body);
    return { status: 200, body: { ...viewConversation(record), emails: await viewAnswers(sends, answers) } };
  }),
  bind(listConversationEmailsRoute, async ({ params, query: { limit, cursor } }) => {
    const id = idOf(params);
    if ((await deps.conversations.find(id)) === undefined) {
      throw new ServiceError('not_found', `There is no conversation "${id}".`);
    }
    return {
      status: 200,
      body: await listConversationEmails(deps.outbox, deps.conversations, id, { limit, from: cursor }),
    };
  }),
];

export const handler = makeHttpHandler(routes, {
  authenticate: authenticateFromEnv(),
  logger: deps.outbox.logger,
});
