import * as z from 'zod';
import { reasonSchema, statusSchema } from '../contract/message-status.ts';
import { jsonValueSchema } from '../platform/fields.ts';
import { pageOf } from '../platform/page.ts';
import { arms, endings, happenings } from './enrollment.ts';

export const endingSchema = z
  .enum(endings)
  .meta({ id: 'EnrollmentEnding', description: 'How an enrolment ended.' });
export const enrollmentStatusSchema = z
  .enum(['active', 'ended'])
  .meta({ id: 'EnrollmentStatus', description: 'Whether an enrolment goes on.' });
export const armSchema = z
  .enum(arms)
  .meta({ id: 'EnrollmentArm', description: 'Whether mails are sent, or nothing is and it is watched.' });

const recipientView = z
  .object({
    email: z.string(),
    name: z.string().optional(),
    locale: z.string().optional(),
    timezone: z.string().optional(),
  })
  .meta({ id: 'EnrolledRecipient', description: 'Who is on the way.' });

const historyView = z
  .object({
    at: z.iso.datetime(),
    step: z.string().optional(),
    what: z.enum(happenings).meta({ id: 'EnrollmentHappening', description: 'What happened.' }),
    emailId: z.string().optional(),
    reason: z.string().optional(),
    to: z.string().optional().describe('The step that a branch led to, or `end`.'),
  })
  .meta({ id: 'EnrollmentHistoryEntry', description: 'Something that happened to an enrolment.' });

const emailView = z
  .object({
    id: z.string().describe('Of the e-mail.'),
    step: z.string(),
    template: z.string(),
    status: statusSchema.describe('Where it is.'),
    reason: reasonSchema.optional().describe('Why it ended so.'),
  })
  .meta({ id: 'EnrollmentEmail', description: 'The mail of a step.' });

export const enrollmentViewSchema = z
  .object({
    id: z.string(),
    sequence: z.string(),
    version: z.string().describe('Of the sequence, when it began; it ends on it.'),
    kind: z.string(),
    key: z.string().describe('What it is about.'),
    recipient: recipientView.describe('Who they are, as they were named.'),
    status: enrollmentStatusSchema.describe('Whether it goes on.'),
    end: z
      .object({ how: endingSchema.describe('How.'), at: z.iso.datetime(), event: z.string().optional() })
      .optional()
      .describe('How and when it ended, and by which event.'),
    step: z.string().optional().describe('The step that comes next; `end` when none does.'),
    dueAt: z.iso.datetime().optional().describe('When it is looked at again.'),
    arm: armSchema.describe('Whether they are treated.'),
    enrolledAt: z.iso.datetime(),
    enrolledBy: z.string().describe('The type of the event, or `api`.'),
    appointmentId: z.string().optional(),
    conversationId: z.string().optional(),
    leadId: z.string().optional(),
    data: z
      .record(z.string(), jsonValueSchema)
      .describe('What its templates get, as far as they declare it.'),
    history: z.array(historyView),
    emails: z.array(emailView),
  })
  .meta({ id: 'Enrollment', description: 'Somebody’s way through a sequence.' });

const enrollmentStateSchema = enrollmentViewSchema
  .pick({ id: true, status: true })
  .meta({ id: 'EnrollmentState', description: 'What a key without the scope `read` is told.' });

/** An enrolment as its caller may see it. */
export const enrollmentOrStateSchema = z.union([enrollmentViewSchema, enrollmentStateSchema]).meta({
  id: 'EnrollmentOrState',
  description: 'An enrolment; without the scope `read` id and status alone.',
});

export const notEnrolledReasons = [
  'already_active',
  'same_key',
  'too_soon',
  'no_consent',
  'opted_out',
  'suppressed',
  'goal_reached',
  'off',
  'no_address',
] as const;

export const enrollAnswerSchema = z
  .object({
    enrolled: z.boolean(),
    enrollment: enrollmentOrStateSchema.optional().describe('Where somebody is enrolled.'),
    reason: z
      .enum(notEnrolledReasons)
      .meta({ id: 'NotEnrolledReason', description: 'Why nobody is enrolled.' })
      .optional()
      .describe('Why not.'),
    enrollmentId: z.string().optional().describe('Of the enrolment that is in the way.'),
  })
  .meta({ id: 'EnrollAnswer', description: 'Whether somebody was enrolled.' });

export const enrollmentPageSchema = pageOf(enrollmentViewSchema, 'EnrollmentPage');

const count = z.int();
const statisticsSchema = z
  .object({
    enrolled: count,
    active: count,
    completed: count,
    goal: count,
    ended: z.record(z.string(), count).describe('By how.'),
    steps: z.array(
      z.object({ id: z.string(), sent: count, opened: count, clicked: count }).meta({
        id: 'SequenceStepStatistics',
        description: 'What became of the mails of a step; people only.',
      }),
    ),
    heldOut: z
      .object({ enrolled: count, goal: count })
      .meta({ id: 'HeldOutStatistics', description: 'Those who get nothing and are watched.' })
      .describe('Beside those who are treated.'),
  })
  .meta({ id: 'SequenceStatistics', description: 'What became of the enrolments of a sequence.' });

export const sequenceViewSchema = z
  .object({
    name: z.string(),
    version: z.string().describe('A hash of what it says.'),
    isOn: z.boolean().describe('Whether it enrols, and goes on.'),
    definition: z
      .record(z.string(), jsonValueSchema)
      .meta({ id: 'SequenceDefinition', description: 'What a sequence says, as `docs/sequences.md` has it.' })
      .describe('As its file has it, defaults included.'),
    warnings: z.array(z.string()).describe('What keeps its steps from being carried out; none as a rule.'),
    stats: statisticsSchema.describe('Of all its versions.'),
  })
  .meta({ id: 'Sequence', description: 'Steps over time.' });

export const sequencesSchema = z
  .object({ items: z.array(sequenceViewSchema) })
  .meta({ id: 'SequenceList', description: 'All sequences of this deployment.' });
