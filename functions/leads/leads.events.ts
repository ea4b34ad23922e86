import * as z from 'zod';
import type { DocumentedEvent } from '../bus/documented-event.ts';
import { idSchema, instantSchema } from '../platform/fields.ts';
import { smsRefusals } from '../sms/outcome.ts';
import { claimExample, leadRequestExample, outcomeExample } from './examples.ts';
import { leadSchema, outcomeFields } from './lead.ts';
import { takenHowSchema } from './view-schemas.ts';

/** Who takes a lead, as an event tells it: a time that can't be read keeps nobody from having it. */
export const claimSchema = z.object({
  repId: idSchema.describe('Id of the rep who has it from now on.'),
  followUpBy: instantSchema.optional().catch(undefined).describe('Until when they promise to be in touch.'),
});

/** What became of a lead, as an event tells it: who loses a lead by the bus can't be asked why any more. */
export const toldOutcomeSchema = z.strictObject(outcomeFields);

const lead = {
  id: z.string().describe('Your id of the lead.'),
  leadId: z.string().describe('The same.'),
};
const run = {
  run: z.int().describe('Which time it is that somebody is asked about this lead.'),
  step: z.int().describe('0 is the alert; the steps of `escalation.policies` follow.'),
};

export const escalatedDetailSchema = z.object({
  ...lead,
  ...run,
  told: z.array(z.string()).describe('Who is told now: ids of reps, addresses of others.'),
  exhausted: z.boolean().describe('Whether nobody is left to be told.'),
});
export type EscalatedDetail = z.infer<typeof escalatedDetailSchema>;

export const acknowledgedDetailSchema = z.object({
  ...lead,
  run: run.run.optional().describe('Which time that somebody was asked; none where nobody had been.'),
  repId: z.string().describe('Id of the rep who has it.'),
  how: takenHowSchema.describe('By which way they took it.'),
  responseSeconds: z.int().optional().describe('How long it took since somebody was asked.'),
  withinTarget: z.boolean().optional().describe('Whether that was within `respond_within`.'),
});
export type AcknowledgedDetail = z.infer<typeof acknowledgedDetailSchema>;

export const textDetailSchema = z.object({
  ...lead,
  repId: z.string().describe('Id of the rep who was written to.'),
  ...run,
  parts: z.int().describe('Parts that it has, each of which is paid for.'),
  reason: z
    .enum(smsRefusals)
    .meta({ id: 'SmsRefusal', description: 'Why AWS refused a text message.' })
    .optional()
    .describe('Why it was refused.'),
});
export type TextDetail = z.infer<typeof textDetailSchema>;

const text = { id: 'lead-7', leadId: 'lead-7', repId: 'grace', run: 1, step: 1, parts: 1 };

/** Leads, as the bus tells them. */
export const leadsEvents: readonly DocumentedEvent[] = [
  {
    direction: 'in',
    type: 'lead.qualified',
    summary: 'Somebody has become worth a call: who is to act is told.',
    description:
      'What is wrong is left out, and their mail says so; without a score that can be read, that of an alert counts.',
    payload: leadSchema,
    id: 'Your id of the lead.',
    route: 'PUT /v1/leads/{id}',
    example: { id: 'lead-7', ...leadRequestExample },
  },
  {
    direction: 'in',
    type: 'lead.updated',
    summary: 'Something of a lead has changed: whoever has it is told where it is news.',
    description: 'It is the lead as it is now, whole: the same as `lead.qualified`.',
    payload: leadSchema,
    id: 'Your id of the lead.',
    route: 'PUT /v1/leads/{id}',
    example: { id: 'lead-7', ...leadRequestExample, version: 2, score: 97 },
  },
  {
    direction: 'in',
    type: 'lead.acknowledged',
    summary: 'A rep has taken a lead, such as in the CRM: nobody else is asked any more.',
    description: 'The first wins; refused where somebody else has it, or nobody knows the rep.',
    payload: claimSchema,
    id: 'Your id of the lead.',
    route: 'POST /v1/leads/{id}/acknowledge',
    example: { id: 'lead-7', ...claimExample },
  },
  {
    direction: 'in',
    type: 'lead.outcome',
    summary: 'A rep says what became of a lead.',
    payload: toldOutcomeSchema,
    id: 'Your id of the lead.',
    route: 'POST /v1/leads/{id}/outcome',
    example: { id: 'lead-7', ...outcomeExample },
  },
  {
    direction: 'out',
    type: 'lead.escalated',
    summary: 'Nobody has answered about a lead in time, and the next are told, or nobody is left.',
    detail: escalatedDetailSchema,
    sameBy: ['id', 'run', 'step', 'exhausted'],
    example: { id: 'lead-7', leadId: 'lead-7', run: 1, step: 1, told: ['lise'], exhausted: false },
  },
  {
    direction: 'out',
    type: 'lead.acknowledged',
    summary: 'A rep has taken a lead.',
    description: 'Also one that came in as an event, or that somebody reported an outcome of.',
    detail: acknowledgedDetailSchema,
    sameBy: ['id', 'run', 'repId'],
    example: {
      id: 'lead-7',
      leadId: 'lead-7',
      run: 1,
      repId: 'grace',
      how: 'link',
      responseSeconds: 140,
      withinTarget: true,
    },
  },
  {
    direction: 'out',
    type: 'sms.sent',
    summary: 'AWS has taken a text message to a rep about a lead.',
    detail: textDetailSchema,
    sameBy: ['id', 'run', 'step', 'repId'],
    example: text,
  },
  {
    direction: 'out',
    type: 'sms.unknown',
    summary: 'A text message may have left or not, and is not tried again.',
    detail: textDetailSchema,
    sameBy: ['id', 'run', 'step', 'repId'],
    example: text,
  },
  {
    direction: 'out',
    type: 'sms.refused',
    summary: 'AWS has refused a text message, and it is not tried again.',
    detail: textDetailSchema,
    sameBy: ['id', 'run', 'step', 'repId'],
    example: { ...text, reason: 'opted_out' },
  },
];
