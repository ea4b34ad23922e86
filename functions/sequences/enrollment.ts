import * as z from 'zod';

export const endings = [
  'completed',
  'goal',
  'stopped',
  'opted_out',
  'no_consent',
  'suppressed',
  'expired',
  'failed',
  'erased',
] as const;
export type Ending = (typeof endings)[number];

export const arms = ['treated', 'held_out'] as const;
export type Arm = (typeof arms)[number];

export const happenings = ['enrolled', 'waited', 'sent', 'skipped', 'branched', 'ended'] as const;

/** Something that happened; instants are epoch milliseconds. */
export const historySchema = z.object({
  at: z.number(),
  step: z.string().optional(),
  what: z.enum(happenings),
  emailId: z.string().optional(),
  reason: z.string().optional(),
  /** The step that a branch led to, or `end`. */
  to: z.string().optional(),
});
export type HistoryEntry = z.infer<typeof historySchema>;

/** The mail of a step: it stands here before it is asked for, and what became of it, as mails are kept for less long. */
export const stepMailSchema = z.object({
  step: z.string(),
  template: z.string(),
  emailId: z.string(),
  at: z.number(),
  sentAt: z.number().optional(),
  isDelivered: z.boolean().optional(),
  isOpened: z.boolean().optional(),
  isClicked: z.boolean().optional(),
});
export type StepMail = z.infer<typeof stepMailSchema>;

export const lifeSchema = z.discriminatedUnion('status', [
  z.object({
    status: z.literal('active'),
    /** The step that is to be carried out. */
    step: z.string(),
    /** When the one before was. */
    since: z.number(),
  }),
  z.object({
    status: z.literal('ended'),
    how: z.enum(endings),
    at: z.number(),
    /** Type of the event that ended it. */
    event: z.string().optional(),
  }),
]);
export type EnrollmentLife = z.infer<typeof lifeSchema>;

/** What one gets of data, as JSON. */
export const MOST_DATA_BYTES = 16_384;

export const enrollmentSchema = z.object({
  id: z.string(),
  /** Raised with every write. */
  rev: z.number(),
  sequence: z.string(),
  /** Of the sequence, when it began. */
  version: z.string(),
  kind: z.string(),
  /** What it is about. */
  key: z.string(),
  recipient: z.object({
    email: z.string(),
    name: z.string().optional(),
    locale: z.string().optional(),
    timezone: z.string().optional(),
  }),
  arm: z.enum(arms),
  life: lifeSchema,
  enrolledAt: z.number(),
  /** When what enrolled it happened, as its sender says. */
  occurredAt: z.number(),
  /** The API client, or the type of the event, the id that it is about, and the number of the change that it tells of. */
  enrolledBy: z.object({
    client: z.string().optional(),
    event: z.string().optional(),
    id: z.string().optional(),
    change: z.number().optional(),
  }),
  /** Of the request, to tell a repeated Idempotency-Key from a reused one. */
  requestHash: z.string().optional(),
  data: z.record(z.string(), z.unknown()),
  appointmentId: z.string().optional(),
  conversationId: z.string().optional(),
  leadId: z.string().optional(),
  score: z.number().optional(),
  /** When it was told. */
  scoreAt: z.number().optional(),
  hasReplied: z.boolean().optional(),
  history: z.array(historySchema),
  mails: z.array(stepMailSchema),
  /** Events that the bus has not been told of. */
  unpublished: z.array(z.object({ detailType: z.string(), detail: z.record(z.string(), z.unknown()) })),
  erasedAt: z.number().optional(),
  nextDueAt: z.number().optional(),
});
/** Somebody's way through a sequence, as it is kept. Instants are epoch milliseconds. */
export type Enrollment = z.infer<typeof enrollmentSchema>;
export type ActiveLife = Extract<EnrollmentLife, { status: 'active' }>;
export type EndedLife = Extract<EnrollmentLife, { status: 'ended' }>;
