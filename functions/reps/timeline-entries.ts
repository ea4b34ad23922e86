import * as z from 'zod';
import { bands } from '../contract/lead-band.ts';
import { MINUTE } from '../platform/clock.ts';

/**
 * What rooms write into the timelines of reps, and digests read from there. Instants are epoch milliseconds. What may
 * change carries its states with their times, so that a timeline tells what was so at any moment.
 */

const money = z.object({ amount: z.number(), currency: z.string() });

/** What a rep may have done. */
export const activityTypes = ['conversation', 'call', 'email', 'meeting', 'deal', 'task'] as const;

export const activityEntrySchema = z.object({
  type: z.enum(activityTypes),
  id: z.string(),
  at: z.number(),
  leadId: z.string().optional(),
  /** What tells its deal from others. */
  deal: z.string().optional(),
  stage: z.string().optional(),
  value: money.optional(),
  outcome: z.string().optional(),
  title: z.string().optional(),
});
export type ActivityEntry = z.infer<typeof activityEntrySchema>;

/** A conversation that the chat had for the rep. */
export const talkEntrySchema = z.object({ type: z.literal('talk'), id: z.string(), at: z.number() });
export type TalkEntry = z.infer<typeof talkEntrySchema>;

/** What may become of a mail. */
export const mailFacts = ['sent', 'opened', 'clicked'] as const;

/** Something that became of a mail about what is the rep's, to somebody outside the team. */
export const mailEntrySchema = z.object({
  type: z.literal('mail'),
  fact: z.enum(mailFacts),
  /** Of the message. */
  id: z.string(),
  at: z.number(),
  template: z.string().optional(),
  category: z.string(),
  /** Tells its reader from others; stays when they are erased. */
  reader: z.string(),
  email: z.string().optional(),
});
export type MailEntry = z.infer<typeof mailEntrySchema>;

/** Whatever happened at a moment. */
export const eventEntrySchema = z.discriminatedUnion('type', [
  activityEntrySchema,
  talkEntrySchema,
  mailEntrySchema,
]);
export type EventEntry = z.infer<typeof eventEntrySchema>;

/** Whom something is with, as far as they are known. */
const whoFields = {
  name: z.string().optional(),
  company: z.string().optional(),
  email: z.string().optional(),
};

export const leadEntrySchema = z.object({
  id: z.string(),
  firstSeenAt: z.number(),
  /** When this was written last. */
  changedAt: z.number(),
  ...whoFields,
  crmUrl: z.string().optional(),
  /** Where it came from. */
  source: z.string().optional(),
  /** How it was judged, from when on. */
  judged: z.array(z.object({ at: z.number(), score: z.number(), band: z.enum(bands) })),
  /** Whose it was, from when on. */
  holders: z.array(z.object({ at: z.number(), repId: z.string().optional() })),
  /** How far the team had come, from when on; who had it, where it was taken. */
  states: z.array(
    z.object({
      at: z.number(),
      state: z.enum(['none', 'waiting', 'open', 'taken', 'closed']),
      repId: z.string().optional(),
    }),
  ),
  /** Each time that somebody was asked, and who of them first. */
  runs: z.array(
    z.object({
      number: z.number(),
      at: z.number(),
      policy: z.enum(['hot', 'warm']),
      repId: z.string().optional(),
      answer: z
        .object({
          at: z.number(),
          repId: z.string(),
          seconds: z.number().optional(),
          inTarget: z.boolean().optional(),
        })
        .optional(),
      /** When nobody was left to ask. */
      exhaustedAt: z.number().optional(),
    }),
  ),
  /** What reps promised: to follow up `by` a moment. */
  promises: z.array(
    z.object({
      repId: z.string(),
      at: z.number(),
      by: z.number(),
      /** When it was kept, given up or replaced. */
      endedAt: z.number().optional(),
      isKept: z.boolean().optional(),
    }),
  ),
  outcomes: z.array(
    z.object({ at: z.number(), outcome: z.string(), repId: z.string(), reason: z.string().optional() }),
  ),
});
export type LeadEntry = z.infer<typeof leadEntrySchema>;

/** How people may meet. */
export const appointmentKinds = ['video', 'phone', 'on_site'] as const;

export const appointmentEntrySchema = z.object({
  id: z.string(),
  /** Of this entry: one that is moved has another. */
  startAt: z.number(),
  kind: z.enum(appointmentKinds),
  states: z.array(
    z.object({
      at: z.number(),
      state: z.enum(['booked', 'cancelled', 'attended', 'no_show', 'moved']),
    }),
  ),
  title: z.string().optional(),
  ...whoFields,
  joinUrl: z.string().optional(),
  materials: z.array(z.object({ title: z.string(), url: z.string() })).default([]),
});
export type AppointmentEntry = z.infer<typeof appointmentEntrySchema>;

/** Where the timeline of a rep tells of an appointment, and what it says. */
export const appointmentPlaceSchema = z.object({ repId: z.string(), entry: appointmentEntrySchema });
export type AppointmentPlace = z.infer<typeof appointmentPlaceSchema>;

/** A promise to follow up is missed so long after its time. */
export const MISSED_AFTER_MS = MINUTE;

/** What held at a moment, of states in their order; undefined before the first. */
export const stateAt = <T extends { at: number }>(states: readonly T[], at: number): T | undefined =>
  states.findLast((state) => state.at <= at);
