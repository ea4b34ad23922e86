import * as z from 'zod';
import { type EmailsDeps, readEmail } from '../outbox/emails.ts';
import { type MessageView, messageViewSchema, reasonSchema, statusSchema } from '../outbox/message-view.ts';
import { findMessages, type SendsTable } from '../outbox/store.ts';
import { optionalIso, toIso } from '../platform/clock.ts';
import { jsonValueSchema } from '../platform/fields.ts';
import { type ListName, pageOf, readCursor, writeCursor } from '../platform/page.ts';
import { faultSchema } from '../platform/problem.ts';
import { personViewSchema, viewPerson } from '../preferences/person.ts';
import { outcomeSchema } from './conversation.ts';
import type { ManualAnswer } from './manual.ts';
import {
  audienceSchema,
  type ConversationRecord,
  type ConversationStore,
  type MailRecord,
  unwrittenId,
} from './store.ts';

const mailViewSchema = z
  .object({
    id: z.string().describe('Of the e-mail; one that could not be written is nowhere but here.'),
    audience: audienceSchema,
    template: z.string(),
    to: z.string().nullable().describe('null where there is nobody to write to.'),
    status: statusSchema,
    reason: reasonSchema.optional(),
    scheduledAt: z.iso.datetime().optional().describe('When it is to leave.'),
  })
  .meta({ id: 'ConversationEmail', description: 'An e-mail about a conversation.' });
export type MailView = z.infer<typeof mailViewSchema>;

const refusedReaderSchema = z
  .object({
    to: jsonValueSchema.describe('Any JSON value: the reader as they were given.'),
    error: faultSchema,
  })
  .meta({ id: 'RefusedReader', description: 'A reader who can’t be written to.' });

const endedSchema = z
  .literal('completed')
  .meta({ id: 'ConversationStatus', description: 'It has ended: others are not known here.' });

/** A conversation without its mails. */
export const conversationFactsSchema = z
  .object({
    id: z.string(),
    version: z.int(),
    status: endedSchema,
    completedAt: z.iso.datetime().describe('When the service was told of its end.'),
    startedAt: z.iso.datetime(),
    endedAt: z.iso.datetime(),
    channel: z.string(),
    locale: z.string().optional(),
    sessionId: z.string().optional(),
    customer: personViewSchema,
    ownerRepId: z.string().optional(),
    summary: z
      .object({ brief: z.string().optional(), detailed: z.string().optional() })
      .meta({ id: 'SummaryTexts', description: 'A summary in two lengths.' }),
    highlights: z.array(z.string()),
    questions: z.array(z.string()),
    objections: z.array(z.string()),
    nextSteps: z.array(
      z
        .object({ text: z.string(), owner: z.string().optional(), dueAt: z.iso.datetime().optional() })
        .meta({ id: 'NextStep', description: 'Something that is to be done.' }),
    ),
    outcome: outcomeSchema,
    sentiment: z.string().optional(),
    products: z.array(z.string()),
    messageCount: z.int(),
    lead: z
      .object({
        id: z.string(),
        score: z.number(),
        reasons: z.array(
          z
            .union([
              z.string(),
              z
                .object({ text: z.string(), points: z.number().optional() })
                .meta({ id: 'ScoredReason', description: 'A reason with what it adds to the score.' }),
            ])
            .meta({ id: 'LeadReason', description: 'As it was given.' }),
        ),
      })
      .meta({ id: 'LeadScore', description: 'The lead that came of a conversation.' })
      .optional(),
    transcriptUrl: z.string().optional(),
    crmUrl: z.string().optional(),
  })
  .meta({ id: 'ConversationFacts', description: 'A conversation without the e-mails about it.' });

const stateFields = {
  id: z.string(),
  version: z.int(),
  status: endedSchema,
};
const mailStateSchema = mailViewSchema
  .pick({ id: true, status: true, reason: true })
  .meta({ id: 'ConversationEmailState', description: 'What a key without the scope `read` is told.' });

/** What a caller is told who may not read what others wrote. */
const conversationStateSchema = z.object({ ...stateFields, emails: z.array(mailStateSchema) }).meta({
  id: 'ConversationState',
  description: 'What a key without the scope `read` is told of a conversation.',
});
const summaryStateSchema = z
  .object({
    ...stateFields,
    emails: z.array(z.union([mailStateSchema, refusedReaderSchema]).meta({ id: 'SummaryEmailState' })),
  })
  .meta({ id: 'SummaryState', description: 'What a key without the scope `read` is told of a summary.' });

export const conversationViewSchema = conversationFactsSchema
  .and(z.object({ emails: z.array(mailViewSchema).describe('What its end gave.') }))
  .meta({ id: 'Conversation', description: 'A conversation that has ended, and the e-mails about it.' });
const summaryAnswerSchema = conversationFactsSchema
  .and(
    z.object({
      emails: z
        .array(z.union([mailViewSchema, refusedReaderSchema]).meta({ id: 'SummaryEmail' }))
        .describe('One entry a reader, in order.'),
    }),
  )
  .meta({ id: 'SummaryAnswer', description: 'A conversation, and an answer for each reader.' });

export const conversationOrStateSchema = z
  .union([conversationViewSchema, conversationStateSchema])
  .meta({ id: 'ConversationOrState' });
export const summaryAnswerOrStateSchema = z
  .union([summaryAnswerSchema, summaryStateSchema])
  .meta({ id: 'SummaryAnswerOrState' });
export const conversationEmailsSchema = pageOf(
  z.union([messageViewSchema, mailViewSchema]).meta({
    id: 'ConversationEmailPageItem',
    description: 'An e-mail with its timeline, or one that could not be written.',
  }),
  'ConversationEmailPage',
);

/** A conversation as it is kept, its times in UTC. */
export const viewConversation = ({ id, version, completedAt, conversation }: ConversationRecord) => ({
  ...conversation,
  id,
  version,
  status: 'completed',
  completedAt: toIso(completedAt),
  startedAt: toIso(conversation.startedAt),
  endedAt: toIso(conversation.endedAt),
  customer: viewPerson(conversation.customer),
  nextSteps: conversation.nextSteps.map((step) => ({ ...step, dueAt: optionalIso(step.dueAt) })),
});

type Answered = MailView | Extract<ManualAnswer, { error: unknown }>;

/** A conversation and its mails as a caller may see them: whole with `read`, else ids and states, and what was wrong. */
export const answerOf = (
  record: ConversationRecord,
  emails: readonly Answered[],
  mayRead: boolean,
): Record<string, unknown> => {
  if (mayRead) return { ...viewConversation(record), emails };
  const { id, version } = record;
  const states = emails.map((mail) =>
    'error' in mail ? mail : { id: mail.id, status: mail.status, reason: mail.reason },
  );
  return { id, version, status: 'completed', emails: states };
};

/** What became of mails, in their order. */
export const viewMails = async (sends: SendsTable, mails: readonly MailRecord[]): Promise<MailView[]> => {
  const messages = await findMessages(
    sends,
    mails.flatMap(({ messageId }) => messageId ?? []),
  );
  return mails.map((mail): MailView => {
    const { audience, template, email = null, messageId } = mail;
    const message = messageId === undefined ? undefined : messages.get(messageId);
    const life = message?.life;
    return {
      id: messageId ?? unwrittenId(mail),
      audience,
      template,
      to: email,
      status: life?.status ?? 'skipped',
      reason: life === undefined ? mail.reason : 'reason' in life ? life.reason : undefined,
      ...(message?.scheduledAt !== undefined && { scheduledAt: toIso(message.scheduledAt) }),
    };
  });
};

/** What the end of a conversation's present version gave: for each reader the latest. */
export const currentMails = async (
  conversations: ConversationStore,
  record: ConversationRecord,
): Promise<MailRecord[]> => {
  const ofVersion = (await conversations.mails(record.id)).filter(
    ({ version, isManual }) => version === record.version && isManual !== true,
  );
  return [...new Map(ofVersion.map((mail) => [`${mail.audience} ${mail.email ?? ''}`, mail])).values()];
};

/** The answers to people that a summary was sent to by hand. */
export const viewAnswers = async (
  sends: SendsTable,
  answers: readonly ManualAnswer[],
): Promise<Answered[]> => {
  const views = await viewMails(
    sends,
    answers.flatMap((answer) => ('mail' in answer ? [answer.mail] : [])),
  );
  return answers.flatMap((answer): Answered[] => ('mail' in answer ? views.splice(0, 1) : [answer]));
};

/** A page of the mails about a conversation with their timelines, the oldest first; those that could not be written too. */
export const listConversationEmails = async (
  deps: EmailsDeps,
  conversations: ConversationStore,
  id: string,
  page: { limit: number; cursor: string | undefined },
): Promise<{ items: (MessageView | MailView)[]; next: string | undefined }> => {
  // A gathered mail may stand for several states of the conversation.
  const all = [
    ...new Map((await conversations.mails(id)).map((mail) => [mail.messageId ?? mail.key, mail])).values(),
  ];
  const list: ListName = ['conversation emails', id];
  const from = page.cursor === undefined ? 0 : readCursor(list, page.cursor, z.int().min(0));
  const end = from + page.limit;
  const items = await Promise.all(
    all.slice(from, end).map(async (mail) => {
      if (mail.messageId !== undefined) return [await readEmail(deps, mail.messageId)];
      return viewMails(deps.sends, [mail]);
    }),
  );
  return { items: items.flat(), next: end < all.length ? writeCursor(list, end) : undefined };
};
