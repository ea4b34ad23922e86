import * as z from 'zod';
import { checkSections, type Config } from '../platform/config.ts';
import { flag, isoDuration, listOf, oneOf, section } from '../platform/config-fields.ts';
import { parseDuration } from '../platform/duration.ts';
import type { appointmentKinds } from '../reps/timeline-entries.ts';
import { isOffset, MOST_OFFSETS } from '../contract/reminder-offset.ts';

const offset = z
  .string({ error: 'an ISO 8601 duration' })
  .refine(isOffset, { error: 'an ISO 8601 duration from PT5M to P14D, such as PT24H' });
const offsets = listOf(offset, 'a list of ISO 8601 durations').max(MOST_OFFSETS, {
  error: `at most ${MOST_OFFSETS} durations`,
});

/** `email.templates.appointment_confirmation` of app.yaml. */
export const confirmationSection = section({
  enabled: flag.default(true),
  include_calendar_invite: flag.default(true),
  organizer: oneOf(['rep', 'sender']).default('rep'),
  rep_invite: oneOf(['publish', 'none']).default('publish'),
}).prefault({});

/** `email.templates.appointment_reminders`: how long before an appointment its readers are reminded. */
export const remindersSection = section({
  enabled: flag.default(true),
  offsets: offsets.default(['PT24H', 'PT1H']),
  by_kind: section({
    video: offsets.optional(),
    phone: offsets.optional(),
    on_site: offsets.optional(),
  }).prefault({}),
  rep_offsets: offsets.default([]),
  min_gap: isoDuration.default('PT30M'),
}).prefault({});

/** `email.templates.appointment_changes`: mails of what is moved, cancelled or asked for. */
export const changesSection = section({
  enabled: flag.default(true),
  answer_within: isoDuration.default('PT4H'),
}).prefault({});

/** `email.templates.appointment_no_show`. */
export const noShowSection = section({ enabled: flag.default(true) }).prefault({});

/** `email.templates.appointment_feedback`: how long after an appointment its customer is asked. */
export const feedbackSection = section({
  enabled: flag.default(true),
  after: isoDuration.default('PT1H'),
}).prefault({});

/** What this room reads of the configuration; lengths of time in milliseconds. */
export interface AppointmentConfig {
  confirmation: { hasInvite: boolean; organizer: 'rep' | 'sender'; hasRepInvite: boolean };
  reminders: {
    offsets: readonly string[];
    byKind: Readonly<Partial<Record<(typeof appointmentKinds)[number], readonly string[] | undefined>>>;
    repOffsets: readonly string[];
    minGapMs: number;
  };
  /** After which a request that nobody decided about is asked again. */
  answerWithinMs: number;
  /** How long after an appointment its customer is asked how it was. */
  feedbackAfterMs: number;
}

const msOf = (duration: string): number => parseDuration(duration) ?? 0;

export const appointmentConfigOf = ({ email: { templates } }: Pick<Config, 'email'>): AppointmentConfig => {
  const own = <S extends z.ZodType>(schema: S, name: string): z.infer<S> =>
    checkSections(schema, templates[name], name);
  const confirmation = own(confirmationSection, 'appointment_confirmation');
  const reminders = own(remindersSection, 'appointment_reminders');
  return {
    confirmation: {
      hasInvite: confirmation.include_calendar_invite,
      organizer: confirmation.organizer,
      hasRepInvite: confirmation.rep_invite === 'publish',
    },
    reminders: {
      offsets: reminders.offsets,
      byKind: reminders.by_kind,
      repOffsets: reminders.rep_offsets,
      minGapMs: msOf(reminders.min_gap),
    },
    answerWithinMs: msOf(own(changesSection, 'appointment_changes').answer_within),
    feedbackAfterMs: msOf(own(feedbackSection, 'appointment_feedback').after),
  };
};
