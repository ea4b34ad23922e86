import * as z from 'zod';
import { dealValueSchema } from '../contract/deal-value.ts';
import { leadOutcomes } from '../contract/lead-outcome.ts';
import { idSchema, lineSchema } from '../platform/fields.ts';
import { isBlank } from '../platform/one-line.ts';
import { personSchema } from '../preferences/person.ts';

const isThere = (text: string): boolean => !isBlank(text);
export const leadReasonSchema = z
  .strictObject({
    text: z.string().max(450).describe('The reason in words.'),
    points: z.number().min(-1000).max(1000).optional().describe('What it adds to the score.'),
  })
  .meta({ id: 'LeadScoreReason', description: 'Why a lead has its score.' });

/** The most that a lead may hold, as JSON. */
const MAX_BYTES = 100_000;

/** A lead, as whoever scores visitors tells it. */
const leadFields = {
  version: z.int().min(1).optional().describe('Raised with each change; an older one changes nothing.'),
  contact: personSchema.describe('Who it is; their address is what they are known by.'),
  score: z.number().min(0).max(100).describe('0 to 100.'),
  reasons: z
    .array(leadReasonSchema)
    .max(50)
    .default([])
    .transform((reasons) => reasons.filter(({ text }) => isThere(text)))
    .describe('Why it has this score; none when left out.'),
  need: z.string().max(2000).optional().describe('What they look for.'),
  budget: z.string().max(500).optional().describe('What they can spend, in words.'),
  timeframe: z.string().max(500).optional().describe('When they want it, such as `this week`.'),
  dealValue: dealValueSchema.optional().describe('What the deal may be worth.'),
  source: lineSchema(200).optional().describe('Where the lead came from.'),
  competitors: z
    .array(lineSchema(100))
    .max(50)
    .default([])
    .transform((names) => names.filter(isThere))
    .describe('Whom else they look at; nobody when left out.'),
  highlights: z
    .array(z.string().max(2000))
    .max(50)
    .default([])
    .transform((items) => items.filter(isThere))
    .describe('What they said, a sentence each; nothing when left out.'),
  conversationId: idSchema.optional().describe('Your id of the conversation that it came from.'),
  crmUrl: z
    .url({ protocol: /^https$/, error: 'Must be an https URL.' })
    .max(2000)
    .optional()
    .describe('https URL of the lead in your CRM.'),
  ownerRepId: idSchema.optional().describe('Id of the rep whose lead it is.'),
  teamId: idSchema.optional().describe('Id of the team that is asked where the owner has none.'),
};

export const leadSchema = z
  .strictObject(leadFields)
  .refine((lead) => Buffer.byteLength(JSON.stringify(lead)) <= MAX_BYTES, {
    error: `A lead may have ${MAX_BYTES} bytes at most.`,
    params: { code: 'too_big' },
  })
  .meta({ id: 'LeadRequest', description: `A lead, whole; up to ${MAX_BYTES} bytes as JSON.` });
export type Lead = z.infer<typeof leadSchema>;

export const outcomeSchema = z
  .enum(leadOutcomes)
  .meta({ id: 'LeadOutcome', description: 'What became of a lead.' });

/** What a rep says became of a lead. */
export const outcomeFields = {
  outcome: outcomeSchema.describe('What became of it.'),
  reason: z.string().trim().max(500).optional().describe('Why; needed where the lead is lost.'),
  repId: idSchema.describe('Id of the rep who says so.'),
};
const needsReason = { path: ['reason'], error: 'Say why it is lost.', params: { code: 'missing' } };
export const outcomeRequestSchema = z
  .strictObject(outcomeFields)
  .refine(({ outcome, reason }) => outcome !== 'lost' || isThere(reason ?? ''), needsReason)
  .meta({ id: 'LeadOutcomeRequest', description: 'What became of a lead; a lost one needs a reason.' });
export type LeadOutcome = z.infer<typeof outcomeRequestSchema>;

/** After these only a newer version of the lead is news. */
export const isFinal = (outcome: (typeof leadOutcomes)[number]): boolean =>
  outcome === 'won' || outcome === 'lost' || outcome === 'not_a_fit';
