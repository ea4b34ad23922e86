import * as z from 'zod';
import { bands } from '../contract/lead-band.ts';
import { dealValueSchema } from '../contract/deal-value.ts';
import { reasonSchema, statusSchema } from '../contract/message-status.ts';
import { pageOf } from '../platform/page.ts';
import { personViewSchema } from '../preferences/person.ts';
import { leadReasonSchema, outcomeSchema } from './lead.ts';
import { historyTypes } from './owed.ts';
import { responseStates } from './response.ts';

export const bandSchema = z.enum(bands).meta({ id: 'LeadBand', description: 'How urgent a lead is.' });
export const stateSchema = z
  .enum(responseStates)
  .meta({ id: 'LeadState', description: 'How far the sales team has come with a lead.' });
export const takenHowSchema = z
  .enum(['link', 'api', 'event', 'outcome'])
  .meta({ id: 'LeadTakenHow', description: 'By which way somebody took a lead.' });
const followUpSchema = z
  .enum(['promised', 'reminded', 'missed', 'kept'])
  .meta({ id: 'LeadFollowUp', description: 'What became of a promise to follow up.' });

export const takenByView = z
  .object({
    repId: z.string(),
    name: z.string().describe('As their mails show it.'),
    at: z.iso.datetime().describe('Since when.'),
    how: takenHowSchema.describe('By which way.'),
  })
  .meta({ id: 'LeadTakenBy', description: 'Who has a lead.' });

const responseView = z
  .object({
    state: stateSchema.describe('How far it has come.'),
    askedRepId: z.string().optional().describe('Who was asked first.'),
    nextStepAt: z.iso.datetime().optional().describe('When somebody else is told, if nobody answers.'),
    exhausted: z.boolean().describe('Whether all steps are done without an answer.'),
    takenBy: takenByView.optional().describe('Who has it.'),
    responseSeconds: z.number().optional().describe('From when an answer was waited for until it came.'),
    withinTarget: z.boolean().optional().describe('Whether it came in time.'),
    followUpBy: z.iso.datetime().optional().describe('What was promised.'),
    followUp: followUpSchema.optional().describe('What became of that.'),
  })
  .meta({ id: 'LeadResponse', description: 'What the sales team did with a lead.' });

const historyView = z
  .object({
    at: z.iso.datetime(),
    type: z.enum(historyTypes).meta({ id: 'LeadHappening', description: 'What happened.' }),
    run: z.number().optional().describe('Which time that somebody was asked; the first is 1.'),
    step: z.number().optional().describe('0 is the alert; the steps of the policy follow.'),
    repId: z.string().optional(),
    channel: z
      .enum(['email', 'sms'])
      .meta({ id: 'LeadChannel', description: 'How somebody was told.' })
      .optional(),
    emailId: z.string().optional().describe('Of the e-mail.'),
    detail: z.string().optional(),
  })
  .meta({ id: 'LeadHistoryEntry', description: 'Something that happened to a lead.' });

const emailView = z
  .object({
    id: z.string().describe('Of the e-mail.'),
    template: z.string(),
    to: z.string(),
    status: statusSchema.describe('Where it is.'),
    reason: reasonSchema.optional().describe('Why it ended so.'),
  })
  .meta({ id: 'LeadEmail', description: 'An e-mail about a lead.' });
const emailState = emailView
  .pick({ id: true, status: true, reason: true })
  .meta({ id: 'LeadEmailState', description: 'What a key without the scope `read` is told of an e-mail.' });

const outcomeView = z
  .object({
    outcome: outcomeSchema.describe('What became of it.'),
    reason: z.string().optional(),
    repId: z.string(),
    at: z.iso.datetime(),
  })
  .meta({ id: 'LeadOutcomeView', description: 'What a rep said became of a lead.' });

/** A lead without what happened to it, as lists show it. */
export const leadFactsSchema = z
  .object({
    version: z.number().optional(),
    score: z.number().describe('0 to 100.'),
    reasons: z.array(leadReasonSchema).describe('Why it has this score.'),
    need: z.string().optional(),
    budget: z.string().optional(),
    timeframe: z.string().optional(),
    dealValue: dealValueSchema.optional().describe('What the deal may be worth.'),
    source: z.string().optional(),
    competitors: z.array(z.string()),
    highlights: z.array(z.string()),
    conversationId: z.string().optional(),
    crmUrl: z.string().optional(),
    ownerRepId: z.string().optional(),
    teamId: z.string().optional(),
    id: z.string(),
    contact: personViewSchema.describe('Who it is.'),
    band: bandSchema.describe('How urgent it is.'),
    priority: z.number().describe('0 to 100: the sum of its parts.'),
    priorityParts: z
      .array(
        z
          .object({ text: z.string(), points: z.number() })
          .meta({ id: 'LeadPriorityPart', description: 'What gives a lead its priority.' }),
      )
      .describe('What it comes from.'),
    hotRules: z
      .array(
        z.object({ name: z.string() }).meta({ id: 'LeadHotRule', description: 'A hot rule that fired.' }),
      )
      .describe('Rules of app.yaml that fired.'),
    response: responseView.describe('What the sales team did with it.'),
    outcome: outcomeView.optional().describe('What became of it.'),
    unknownOwner: z.string().optional().describe('An owner that was named, and whom nobody knows.'),
    receivedAt: z.iso.datetime().describe('When we heard of it first.'),
  })
  .meta({ id: 'LeadFacts', description: 'A lead, and how far it has come.' });

export const leadViewSchema = leadFactsSchema
  .extend({
    history: z.array(historyView).describe('What happened, the oldest first.'),
    emails: z.array(emailView).describe('E-mails about it, the oldest first.'),
  })
  .meta({ id: 'Lead', description: 'A lead with all that happened to it.' });

export const leadStateSchema = z
  .object({
    id: z.string(),
    version: z.number().optional(),
    status: stateSchema.describe('How far it has come.'),
    emails: z.array(emailState).describe('E-mails about it.'),
  })
  .meta({ id: 'LeadStateView', description: 'What a key without the scope `read` is told of a lead.' });

export const leadOrStateSchema = z
  .union([leadViewSchema, leadStateSchema])
  .meta({ id: 'LeadOrState', description: 'A lead, or as much of it as the key may read.' });

export const leadPageSchema = pageOf(leadFactsSchema, 'LeadPage');

const medianField = z.number().nullable().describe('Seconds; null where nobody answered.');
const groupFields = {
  exhausted: z.number().describe('Runs that nobody answered in all their steps, and nobody took since.'),
  alerted: z.number().describe('Runs that somebody was asked in.'),
  answered: z.number().describe('Of these, those that somebody took.'),
  inTarget: z.number().describe('Of these, in time.'),
  medianSeconds: medianField,
};
export const leadReportSchema = z
  .object({
    from: z.iso.datetime(),
    to: z.iso.datetime(),
    ...groupFields,
    byPolicy: z.array(
      z
        .object({
          policy: z.enum(['hot', 'warm']).meta({ id: 'LeadPolicy', description: 'The policy of a run.' }),
          ...groupFields,
        })
        .meta({ id: 'LeadPolicyFigures', description: 'Figures of one policy.' }),
    ),
    bySteps: z.array(
      z
        .object({
          step: z.number().describe('0 is the alert; the steps of the policy follow.'),
          answered: z.number().describe('Runs that were taken when this step was the last.'),
          medianSeconds: medianField,
        })
        .meta({ id: 'LeadStepFigures', description: 'Answers after one step.' }),
    ),
  })
  .meta({
    id: 'LeadReport',
    description: 'How fast leads were answered, by the day on which somebody was asked.',
  });
