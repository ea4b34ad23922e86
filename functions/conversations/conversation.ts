import * as z from 'zod';
import { DAY, HOUR, MINUTE, toIso } from '../platform/clock.ts';
import { idSchema, instantSchema, localeSchema } from '../platform/fields.ts';
import { isBlank } from '../platform/one-line.ts';
import type { Fault } from '../platform/errors.ts';
import { personSchema } from '../preferences/person.ts';

const isThere = (text: string): boolean => !isBlank(text);

/** A list may have holes where the chat system found nothing to say; they are left out. */
const points = z
  .array(z.string().max(2000))
  .max(50)
  .default([])
  .transform((items) => items.filter(isThere));

export const outcomes = ['interested_not_booked', 'price_objection', 'not_now', 'booked', 'other'] as const;

const reason = z.union([
  z.string().max(500),
  z.strictObject({ text: z.string().max(450), points: z.number().optional() }),
]);
const reasonWords = (one: z.infer<typeof reason>): string => (typeof one === 'string' ? one : one.text);

const link = z
  .url({ protocol: /^https$/, error: 'Must be an https URL.' })
  .max(2000)
  .optional();

/** The most that a conversation may hold, as JSON; what it says is kept with it. */
const MAX_BYTES = 250_000;

/** A conversation that has ended, with the summary that the chat system made of it. */
export const conversationSchema = z
  .strictObject({
    version: z.int().min(1).meta({ description: 'Raised when the conversation is reopened and ends again.' }),
    startedAt: instantSchema,
    endedAt: instantSchema,
    channel: z.string().min(1).max(50),
    locale: localeSchema.optional(),
    sessionId: idSchema.optional(),
    customer: personSchema.default({}),
    ownerRepId: idSchema.optional(),
    summary: z
      .strictObject({ brief: z.string().max(10_000).optional(), detailed: z.string().max(50_000).optional() })
      .default({}),
    highlights: points,
    questions: points,
    objections: points,
    nextSteps: z
      .array(
        z.strictObject({
          text: z.string().max(2000),
          owner: z.string().max(100).optional(),
          dueAt: instantSchema.optional(),
        }),
      )
      .max(50)
      .default([])
      .transform((steps) => steps.filter(({ text }) => isThere(text))),
    outcome: z.enum(outcomes),
    sentiment: z.string().max(50).optional(),
    products: points,
    messageCount: z.int().min(0),
    lead: z
      .strictObject({
        id: idSchema,
        score: z.number().min(0).max(100),
        reasons: z
          .array(reason)
          .max(50)
          .default([])
          .transform((reasons) => reasons.filter((one) => isThere(reasonWords(one)))),
      })
      .optional(),
    transcriptUrl: link,
    crmUrl: link,
  })
  .refine(({ startedAt, endedAt }) => startedAt <= endedAt, {
    path: ['endedAt'],
    error: 'A conversation can’t end before it starts.',
    params: { code: 'before_start' },
  })
  .refine((conversation) => Buffer.byteLength(JSON.stringify(conversation)) <= MAX_BYTES, {
    error: `A conversation may have ${MAX_BYTES} bytes at most.`,
    params: { code: 'too_big' },
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

/** How urgent a lead of this score is; the score badge of mails has the same bounds. */
export const bandOf = (score: number): 'hot' | 'warm' | 'cold' => {
  if (score >= 80) return 'hot';
  return score >= 60 ? 'warm' : 'cold';
};
