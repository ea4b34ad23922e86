import * as z from 'zod';
import { DAY, toIso } from '../platform/clock.ts';
import {
  emailAddressSchema,
  idSchema,
  instantSchema,
  lineSchema,
  localeSchema,
  timezoneSchema,
} from '../platform/fields.ts';
import { localDay, weekdays } from '../platform/local-time.ts';

const name = lineSchema(200).min(1);
const clockTime = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, {
  error: 'Must be a time of day, such as "09:00".',
});
const day = z.iso.date({ error: 'Must be a day, such as 2027-01-31.' });

const weekdaySchema = z.enum(weekdays).meta({ id: 'Weekday', description: 'A day of the week.' });

const workingHoursSchema = z
  .strictObject({
    day: weekdaySchema.describe('The day that they hold on.'),
    from: clockTime.describe('Start on the clocks of `timezone`, such as `09:00`.'),
    to: clockTime.describe('End on the same day, after `from`.'),
  })
  .refine(({ from, to }) => from < to, {
    error: 'from must be before to.',
    params: { code: 'before_start' },
  })
  .meta({ id: 'WorkingHours', description: 'Hours of one day of the week.' });

/** A whole day on the rep's calendar, or a moment. */
const absenceEnd = z
  .union([day, instantSchema.transform(toIso).pipe(z.iso.datetime())], {
    error: 'Must be a day, such as 2027-01-31, or a time with an offset.',
  })
  .meta({ id: 'AbsenceEnd', description: 'A day such as `2027-01-31`, or a time with an offset.' });
const isDay = (end: string): boolean => end.length === '2027-01-31'.length;

const absenceSchema = z
  .strictObject({
    from: absenceEnd.describe('The first day, such as `2027-01-31`, or a moment.'),
    to: absenceEnd.describe('The last day, such as `2027-02-06`, or a moment.'),
  })
  .refine(({ from, to }) => Date.parse(from) <= Date.parse(to) + (isDay(to) ? DAY : 0), {
    error: 'from must not be after to.',
    params: { code: 'before_start' },
  })
  .meta({ id: 'Absence', description: 'A time in which a rep is away.' });

const alertModeSchema = z
  .enum(['immediate', 'batched', 'hourly', 'off'])
  .meta({ id: 'AlertMode', description: 'When alerts about leads are sent.' });

const alertsSchema = z
  .strictObject({
    mode: alertModeSchema.describe('When they are sent.'),
    everyMinutes: z.int().min(1).max(1440).optional().describe('Of `batched`: minutes between two mails.'),
    minScore: z.int().min(0).max(100).optional().describe('Leads with a lower score give no alert.'),
    perHour: z.int().min(1).max(1000).optional().describe('Alerts an hour, at most.'),
  })
  .meta({ id: 'AlertSettings', description: 'How a rep is told of leads.' });

const digestSchema = z
  .strictObject({
    enabled: z.boolean().describe('Whether the daily digest is sent.'),
    hour: z.int().min(0).max(23).default(8).describe('When, on the clocks of `timezone`; 8 when left out.'),
    quietDay: z
      .enum(['short', 'none'])
      .default('short')
      .describe('A day without news: a short mail, or none; `short` when left out.'),
  })
  .meta({ id: 'DigestSettings', description: 'How a rep is told of the day.' });

const repFields = {
  name: name.describe('As mails show it.'),
  email: emailAddressSchema.describe('Where mail to the rep goes.'),
  phone: z
    .string()
    .transform((phone) => phone.replace(/\(0\)/g, '').replace(/[\s()./-]/g, ''))
    .pipe(z.string().regex(/^\+[1-9]\d{6,14}$/, { error: 'Must be a number such as +49 30 123456 (E.164).' }))
    .optional()
    .describe('With the country code, such as `+49 30 123456`; kept as E.164.'),
  timezone: timezoneSchema.describe('IANA zone of the working hours and of times in mails.'),
  locale: localeSchema.optional().describe('Language of mails, in BCP 47; that of app.yaml when left out.'),
  workingHours: z
    .array(workingHoursSchema)
    .max(50)
    .default([])
    .describe('When the rep works; not known when left out.'),
  managerId: idSchema.optional().describe('Id of the rep whom this one answers to.'),
  teamId: idSchema.optional().describe('Id of the team.'),
  deputyId: idSchema.optional().describe('Id of the rep who stands in.'),
  absences: z
    .array(absenceSchema)
    .max(200)
    .default([])
    .describe('When the rep is away: first and last day on their calendar, or moments.'),
  products: z
    .array(z.string().min(1).max(200))
    .max(200)
    .default([])
    .describe('What the rep sells, in the words of your leads.'),
  alerts: alertsSchema.default({ mode: 'immediate' }).describe('At once when left out.'),
  digest: digestSchema
    .default({ enabled: true, hour: 8, quietDay: 'short' })
    .describe('Every day at 8 when left out.'),
};

/** A sales team member, as callers write it. */
export const repRequestSchema = z
  .strictObject(repFields)
  .meta({ id: 'RepRequest', description: 'A sales team member, whole: what is left out is forgotten.' });

export const repSchema = z
  .strictObject({
    ...repFields,
    id: idSchema,
    smsOptOut: z
      .strictObject({
        phone: z.string().describe('The number that they stopped text messages to.'),
        at: z.iso.datetime().describe('Since when we know.'),
      })
      .meta({ id: 'SmsOptOut', description: 'A number that takes no text messages of ours any more.' })
      .optional()
      .describe('None is tried again until the rep has another number.'),
  })
  .meta({ id: 'Rep', description: 'A sales team member.' });
export type Rep = z.infer<typeof repSchema>;

const teamFields = {
  name: name.describe('As mails show it.'),
  email: emailAddressSchema.optional().describe('An address that the whole team reads.'),
  onCall: z
    .array(idSchema)
    .max(200)
    .default([])
    .describe('Ids of reps, the first to be called first; nobody when left out.'),
  managerId: idSchema.optional().describe('Id of the rep who leads the team.'),
};

export const teamRequestSchema = z
  .strictObject(teamFields)
  .meta({ id: 'TeamRequest', description: 'A team, whole: what is left out is forgotten.' });

export const teamSchema = z
  .strictObject({ ...teamFields, id: idSchema })
  .meta({ id: 'Team', description: 'A team of reps.' });
export type Team = z.infer<typeof teamSchema>;

/** Whether a rep is away, by the day that their calendar shows or by the moment. */
export const isAway = (rep: Pick<Rep, 'absences' | 'timezone'>, now: number): boolean => {
  const today = localDay(now, rep.timezone);
  const hasBegun = (from: string): boolean => (isDay(from) ? from <= today : Date.parse(from) <= now);
  const lasts = (to: string): boolean => (isDay(to) ? today <= to : now <= Date.parse(to));
  return rep.absences.some(({ from, to }) => hasBegun(from) && lasts(to));
};
