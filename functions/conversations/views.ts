import * as z from 'zod';
import { noticeStateSchema, type NoticeView, noticeViewSchema, viewNotices } from '../notify/notice-views.ts';
import type { Outbox } from '../outbox/outbox.ts';
import { optionalIso, toIso } from '../platform/clock.ts';
import { jsonValueSchema } from '../platform/fields.ts';
import { faultSchema } from '../platform/problem.ts';
import { personViewSchema, viewPerson } from '../preferences/person.ts';
import { outcomeSchema } from './conversation.ts';
import type { ManualAnswer } from './manual.ts';
import type { ConversationRecord } from './store.ts';

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

/** What a caller is told who may not read what others wrote. */
const conversationStateSchema = z.object({ ...stateFields, emails: z.array(noticeStateSchema) }).meta({
  id: 'ConversationState',
  description: 'What a key without the scope `read` is told of a conversation.',
});
const summaryStateSchema = z
  .object({
    ...stateFields,
    emails: z.array(z.union([noticeStateSchema, refusedReaderSchema]).meta({ id: 'SummaryEmailState' })),
  })
  .meta({ id: 'SummaryState', description: 'What a key without the scope `read` is told of a summary.' });

export const conversationViewSchema = conversationFactsSchema
  .and(z.object({ emails: z.array(noticeViewSchema).describe('What its end gave.') }))
  .meta({ id: 'Conversation', description: 'A conversation that has ended, and the e-mails about it.' });
const summaryAnswerSchema = conversationFactsSchema
  .and(
    z.object({
      emails: z
        .array(z.union([noticeViewSchema, refusedReaderSchema]).meta({ id: 'SummaryEmail' }))
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

type Answered = NoticeView | Extract<ManualAnswer, { error: unknown }>;

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

/** The answers to people that a summary was sent to by hand. */
export const viewAnswers = async (
  outbox: Pick<Outbox, 'find'>,
  answers: readonly ManualAnswer[],
): Promise<Answered[]> => {
  const views = await viewNotices(
    outbox,
    answers.flatMap((answer) => ('mail' in answer ? [answer.mail] : [])),
  );
  return answers.flatMap((answer): Answered[] => ('mail' in answer ? views.splice(0, 1) : [answer]));
};
