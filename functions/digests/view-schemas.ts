import * as z from 'zod';
import { reasonSchema, statusSchema } from '../contract/message-status.ts';
import { mailFacts } from '../reps/timeline-entries.ts';
import { formulas } from './formulas.ts';
import { digestKinds } from './records.ts';

const count = (what: string) => z.int().min(0).describe(what);

const newLeads = z
  .object({
    hot: count('Hot ones.'),
    warm: count('Warm ones.'),
    cold: count('Cold ones.'),
  })
  .meta({ id: 'DigestNewLeads', description: 'Leads that were first seen in the span, by their band.' });

const alerts = z
  .object({
    asked: count('How often the rep was asked first.'),
    answered: count('How often somebody took the lead until the end of the span.'),
    inTarget: count('How often in time.'),
    medianSeconds: z.number().nullable().describe('Of these answers; null where there are none.'),
  })
  .meta({ id: 'DigestAlerts', description: 'Alerts of the span, and what came of them.' });

const outcomes = z
  .object({
    contacted: count('Spoken with.'),
    meeting_booked: count('A meeting is agreed.'),
    won: count('Won.'),
    lost: count('Lost.'),
    unreachable: count('Not reached.'),
    not_a_fit: count('Not a fit.'),
  })
  .meta({ id: 'DigestOutcomes', description: 'Outcomes that the rep reported in the span.' });

const conversion = z
  .object({
    converted: count('Those that became a meeting or a sale.'),
    base: count('Leads of the 28 days until the end of the span.'),
  })
  .meta({ id: 'DigestConversion', description: 'What became of the leads of four weeks.' });

const qualityFields = {
  meanScore: z.number().nullable().describe('To one decimal; null where there are none.'),
  base: count('How many leads.'),
};
const meanScore = z
  .object(qualityFields)
  .meta({ id: 'DigestMeanScore', description: 'The mean score of some leads.' });
const quality = z
  .object({
    ...qualityFields,
    fourWeeks: meanScore.describe('Of the rep’s leads of the 28 days before the span.'),
    team: meanScore.describe('Of the team’s leads of these days.'),
  })
  .meta({ id: 'DigestQuality', description: 'How good new leads are, beside others.' });

const engagement = z
  .object({
    opened: count('Customers who opened a mail.'),
    clicked: count('Customers who clicked in one.'),
    people: z
      .array(
        z
          .object({
            email: z.string(),
            opened: z.boolean().describe('Whether they opened one.'),
            clicked: z.boolean().describe('Whether they clicked.'),
          })
          .meta({ id: 'DigestReader', description: 'A customer who read a mail.' }),
      )
      .describe('Who they were, without those who were erased.'),
  })
  .meta({ id: 'DigestEngagement', description: 'Customers who read mails about what is the rep’s.' });

const stage = z
  .object({
    stage: z.string().describe('Its name.'),
    deals: count('Deals in it at the end of the span.'),
    value: z
      .array(
        z
          .object({ amount: z.number(), currency: z.string() })
          .meta({ id: 'DigestSum', description: 'A sum in a currency.' }),
      )
      .describe('What they are worth, a sum a currency.'),
    entered: count('Deals that came into it within the span.'),
    left: count('Deals that went on.'),
  })
  .meta({ id: 'DigestStage', description: 'A stage of the pipeline.' });

/** Each number says how it is worked out. */
const said = (name: keyof typeof formulas): string =>
  `${formulas[name].charAt(0).toUpperCase()}${formulas[name].slice(1)}.`;

const doneFields = {
  conversations: count(said('conversations')),
  calls: count(said('calls')),
  emails: count(said('emails')),
  meetings: count(said('meetings')),
  tasks: count(said('tasks')),
};

const numbers = z
  .object({
    ...doneFields,
    newLeads: newLeads.describe(said('newLeads')),
    alerts: alerts.describe(said('alerts')),
    outcomes: outcomes.describe(said('outcomes')),
    quality: quality.describe(said('quality')),
    conversion: conversion.describe(said('conversion')),
    engagement: engagement.describe(said('engagement')),
    pipeline: z.array(stage).describe(said('pipeline')),
    appointments: z
      .object({ today: count('Today.'), tomorrow: count('Tomorrow.') })
      .meta({ id: 'DigestAppointments', description: 'Appointments ahead, on the rep’s calendar.' })
      .describe(said('appointments')),
    followUps: z
      .object({
        overdue: count('Past their time.'),
        today: count('Due today.'),
        later: count('Due later.'),
      })
      .meta({ id: 'DigestFollowUps', description: 'What the rep promised and has not done.' })
      .describe(said('followUps')),
  })
  .meta({ id: 'DigestNumbers', description: 'All numbers of the digest of a rep.' });

const figureFields = { ...doneFields, newLeads, alerts, outcomes, conversion };
const teamNumbers = z
  .object({
    team: z
      .object(figureFields)
      .meta({ id: 'TeamDigestFigures', description: 'The numbers of all members together.' }),
    members: z.array(
      z
        .object({ repId: z.string(), name: z.string(), ...figureFields })
        .meta({ id: 'TeamDigestMember', description: 'The numbers of a member.' }),
    ),
  })
  .meta({ id: 'TeamDigestNumbers', description: 'All numbers of the digest of a team.' });

const insight = z
  .object({
    rule: z.string().describe('Which rule found it.'),
    text: z.string().describe('What was found, in the reader’s language.'),
    evidence: z.record(z.string(), z.number()).describe('The numbers that it rests on.'),
    action: z.string().describe('What to do about it.'),
  })
  .meta({ id: 'DigestInsight', description: 'Something that is worth a thought.' });

export const digestPreviewSchema = z
  .object({
    repId: z.string(),
    kind: z
      .enum(digestKinds)
      .meta({ id: 'DigestKind', description: 'Whose day is told: the rep’s, or that of their teams.' }),
    slot: z.iso.datetime().describe('When the digest leaves that this belongs to.'),
    from: z.iso.datetime().describe('It tells of what came after this,'),
    to: z.iso.datetime().describe('until this.'),
    quiet: z.boolean().describe('Whether nothing happened, and nothing is to be done.'),
    numbers: z.union([numbers, teamNumbers]).describe('Those of the rep, or of their teams.'),
    insights: z.array(insight).describe('At most three; of a team its risks.'),
    subject: z.string(),
    text: z.string(),
    html: z.string(),
  })
  .meta({ id: 'DigestPreview', description: 'A digest as it would be sent.' });

export const digestEmailsSchema = z
  .object({
    emails: z.array(
      z
        .object({
          id: z.string().describe('Of the e-mail.'),
          template: z.string().optional().describe('Its template.'),
          to: z.string().optional().describe('Where it goes; only with the scope `read`.'),
          status: statusSchema.describe('Where it is.'),
          reason: reasonSchema.optional().describe('Why it ended so.'),
        })
        .meta({ id: 'DigestEmail', description: 'An e-mail that tells of the day.' }),
    ),
  })
  .meta({ id: 'DigestSent', description: 'What was sent.' });

/** A mail that somebody read, as it is exported with them. */
export const readMailSchema = z
  .object({
    fact: z.enum(mailFacts).meta({ id: 'ReadFact', description: 'What became of a mail.' }),
    at: z.iso.datetime(),
    emailId: z.string().describe('Of the e-mail.'),
    template: z.string().optional(),
  })
  .meta({ id: 'ExportedEngagement', description: 'A mail that somebody opened or clicked.' });
