import * as z from 'zod';
import { DAY, HOUR, MINUTE, toIso } from '../platform/clock.ts';
import { idSchema, instantSchema, localeSchema } from '../platform/fields.ts';
import { isBlank } from '../platform/one-line.ts';
import type { Fault } from '../platform/errors.ts';
import { personSchema } from '../preferences/person.ts';

const isThere = (text: string): boolean => !isBlank(text);

/** A list may have holes where the chat system found nothing to say; they are left out. */
const points = (what: string) =>
  z
    .array(z.string().max(2000))
    .max(50)
    .default([])
    .transform((items) => items.filter(isThere))
    .describe(`${what}; nothing when left out.`);

export const outcomes = ['interested_not_booked', 'price_objection', 'not_now', 'booked', 'other'] as const;
export const outcomeSchema = z
  .enum(outcomes)
  .meta({ id: 'ConversationOutcome', description: 'How a conversation ended.' });

const reason = z
  .union([
    z.string().max(500),
    z
      .strictObject({
        text: z.string().max(450).describe('The reason in words.'),
        points: z.number().optional().describe('What it adds to the score.'),
      })
      .meta({ id: 'ScoredReasonInput', description: 'A reason with what it adds to the score.' }),
  ])
  .meta({ id: 'LeadReasonInput', description: 'Why a lead has its score: words, or words with points.' });
const reasonWords = (one: z.infer<typeof reason>): string => (typeof one === 'string' ? one : one.text);

const link = (what: string) =>
  z
    .url({ protocol: /^https$/, error: 'Must be an https URL.' })
    .max(2000)
    .optional()
    .describe(`https URL of ${what}; only the sales team gets it.`);

/** The most that a conversation may hold, as JSON; what it says is kept with it. */
const MAX_BYTES = 250_000;

/** A conversation that has ended, with the summary that the chat system made of it. */
export const conversationSchema = z
  .strictObject({
    version: z.int().min(1).describe('Raised when the conversation is reopened and ends again.'),
    startedAt: instantSchema.describe('When it began.'),
    endedAt: instantSchema.describe('When it ended.'),
    channel: z.string().min(1).max(50).describe('Where it took place, such as `web chat`.'),
    locale: localeSchema
      .optional()
      .describe('Language that it was held in, in BCP 47; mails to the customer take theirs when left out.'),
    sessionId: idSchema.optional().describe('Your id of the session.'),
    customer: personSchema.default({}).describe('Who it was with; nobody known when left out.'),
    ownerRepId: idSchema.optional().describe('Id of the rep whose customer it is.'),
    summary: z
      .strictObject({
        brief: z.string().max(10_000).optional().describe('A few sentences.'),
        detailed: z.string().max(50_000).optional().describe('All that matters.'),
      })
      .meta({
        id: 'SummaryTextsInput',
        description: 'A summary in two lengths; either stands for the other.',
      })
      .default({})
      .describe('What was said; nothing when left out.'),
    highlights: points('What matters most, a sentence each'),
    questions: points('What the customer asked'),
    objections: points('What speaks against buying, for the sales team alone'),
    nextSteps: z
      .array(
        z
          .strictObject({
            text: z.string().max(2000).describe('What is to be done.'),
            owner: z.string().max(100).optional().describe('Who does it, as mails name them.'),
            dueAt: instantSchema.optional().describe('Until when.'),
          })
          .meta({ id: 'NextStepInput', description: 'Something that is to be done.' }),
      )
      .max(50)
      .default([])
      .transform((steps) => steps.filter(({ text }) => isThere(text)))
      .describe('What is to be done; nothing when left out.'),
    outcome: outcomeSchema.describe(
      'How it ended, for the sales team, and for the sequences that follow from it.',
    ),
    sentiment: z
      .string()
      .max(50)
      .optional()
      .describe('The mood of the customer in a word, for the sales team alone.'),
    products: points('What it was about, for the sales team, and for mails of sequences that follow'),
    messageCount: z.int().min(0).describe('Messages of both sides.'),
    lead: z
      .strictObject({
        id: idSchema.describe('Your id of the lead.'),
        score: z
          .number()
          .min(0)
          .max(100)
          .describe('0 to 100; which scores are warm and hot says `leads.bands` of app.yaml.'),
        reasons: z
          .array(reason)
          .max(50)
          .default([])
          .transform((reasons) => reasons.filter((one) => isThere(reasonWords(one))))
          .describe('Why it has this score; nothing when left out.'),
      })
      .meta({ id: 'LeadScoreInput', description: 'The lead that came of a conversation.' })
      .optional()
      .describe('The lead that came of it, for the sales team alone.'),
    transcriptUrl: link('the transcript'),
    crmUrl: link('the customer in your CRM'),
  })
  .refine(({ startedAt, endedAt }) => startedAt <= endedAt, {
    path: ['endedAt'],
    error: 'A conversation can’t end before it starts.',
    params: { code: 'before_start' },
  })
  .refine((conversation) => Buffer.byteLength(JSON.stringify(conversation)) <= MAX_BYTES, {
    error: `A conversation may have ${MAX_BYTES} bytes at most.`,
    params: { code: 'too_big' },
  })
  .meta({
    id: 'CompletedConversation',
    description: `A conversation that has ended, with its summary; up to ${MAX_BYTES} bytes as JSON.`,
  });
export type Conversation = z.infer<typeof conversationSchema>;

/** Clocks differ by less, and so does an end that was planned. */
const MOST_AHEAD_MS = HOUR;
/** What ended longer ago is no news to anybody. */
const OLDEST_MS = 366 * DAY;

/** What is wrong with the times of a conversation that is told now. */
export const timeFaults = ({ endedAt }: Pick<Conversation, 'endedAt'>, now: number): Fault[] => {
  const fault = (code: string, detail: string): Fault[] => [{ pointer: '/endedAt', code, detail }];
  if (endedAt > now + MOST_AHEAD_MS) {
    return fault('in_the_future', `It is ${toIso(now)} now; a conversation that has ended did so before.`);
  }
  if (endedAt < now - OLDEST_MS) return fault('too_long_ago', 'It ended more than a year ago.');
  return [];
};

/** Whole minutes that a conversation took. */
export const durationMinutes = ({
  startedAt,
  endedAt,
}: Pick<Conversation, 'startedAt' | 'endedAt'>): number => Math.round((endedAt - startedAt) / MINUTE);
