import * as z from 'zod';
import { DAY, toIso } from '../platform/clock.ts';
import {
  emailAddressSchema,
  idSchema,
  instantSchema,
  localeSchema,
  timezoneSchema,
} from '../platform/fields.ts';
import { isOneLine } from '../platform/one-line.ts';
import { localDay, weekdays } from '../platform/local-time.ts';

const name = z
  .string()
  .min(1)
  .max(200)
  .refine(isOneLine, { error: 'Must be on one line.', params: { code: 'header_injection' } });
const clockTime = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, {
  error: 'Must be a time of day, such as "09:00".',
});
const day = z.iso.date({ error: 'Must be a day, such as 2027-01-31.' });

const workingHoursSchema = z
  .strictObject({ day: z.enum(weekdays), from: clockTime, to: clockTime })
  .refine(({ from, to }) => from < to, {
    error: 'from must be before to.',
    params: { code: 'before_start' },
  });

/** A whole day on the rep's calendar, or a moment. */
const absenceEnd = z.union([day, instantSchema.transform(toIso)], {
  error: 'Must be a day, such as 2027-01-31, or a time with an offset.',
});
const isDay = (end: string): boolean => end.length === '2027-01-31'.length;

const absenceSchema = z
  .strictObject({ from: absenceEnd, to: absenceEnd })
  .refine(({ from, to }) => Date.parse(from) <= Date.parse(to) + (isDay(to) ? DAY : 0), {
    error: 'from must not be after to.',
    params: { code: 'before_start' },
  });

/** A sales team member, as callers write it. */
export const repRequestSchema = z.strictObject({
  name,
  email: emailAddressSchema,
  phone: z
    .string()
    .transform((phone) => phone.replace(/[\s()./-]/g, ''))
    .pipe(z.string().regex(/^\+[1-9]\d{6,14}$/, { error: 'Must be a number such as +49 30 123456 (E.164).' }))
    .optional(),
  timezone: timezoneSchema,
  locale: localeSchema.optional(),
  workingHours: z.array(workingHoursSchema).max(50).default([]),
  managerId: idSchema.optional(),
  teamId: idSchema.optional(),
  deputyId: idSchema.optional(),
  absences: z
    .array(absenceSchema)
    .max(200)
    .default([])
    .meta({ description: 'First and last day on the rep’s calendar, or moments.' }),
  products: z.array(z.string().min(1).max(200)).max(200).default([]),
  alerts: z
    .strictObject({
      mode: z.enum(['immediate', 'batched', 'hourly', 'off']),
      everyMinutes: z.int().min(1).max(1440).optional(),
      minScore: z.int().min(0).max(100).optional(),
      perHour: z.int().min(1).max(1000).optional(),
    })
    .default({ mode: 'immediate' }),
  digest: z
    .strictObject({
      enabled: z.boolean(),
      hour: z.int().min(0).max(23).default(8),
      quietDay: z.enum(['short', 'none']).default('short'),
    })
    .default({ enabled: true, hour: 8, quietDay: 'short' }),
});

export const repSchema = repRequestSchema.extend({ id: idSchema });
export type Rep = z.infer<typeof repSchema>;

export const teamRequestSchema = z.strictObject({
  name,
  email: emailAddressSchema.optional(),
  onCall: z
    .array(idSchema)
    .max(200)
    .default([])
    .meta({ description: 'Ids of reps, the first to be called first.' }),
  managerId: idSchema.optional(),
});

export const teamSchema = teamRequestSchema.extend({ id: idSchema });
export type Team = z.infer<typeof teamSchema>;

/** Whether a rep is away, by the day that their calendar shows or by the moment. */
export const isAway = (rep: Pick<Rep, 'absences' | 'timezone'>, now: number): boolean => {
  const today = localDay(now, rep.timezone);
  const hasBegun = (from: string): boolean => (isDay(from) ? from <= today : Date.parse(from) <= now);
  const lasts = (to: string): boolean => (isDay(to) ? today <= to : now <= Date.parse(to));
  return rep.absences.some(({ from, to }) => hasBegun(from) && lasts(to));
};
