import * as z from 'zod';
import { recipientKey } from '../platform/address.ts';
import { MINUTE, toIso } from '../platform/clock.ts';
import { asIana } from '../platform/local-time.ts';
import { idSchema, timezoneSchema } from '../platform/fields.ts';
import { asLine, isBlank, isOneLine } from '../platform/one-line.ts';
import { personSchema } from '../preferences/person.ts';
import { appointmentKinds } from '../reps/timeline-entries.ts';
import { formatChecks } from '../rendering/variable-formats.ts';
import { readStart, startAtOf } from './start.ts';

export const MOST_ATTENDEES = 50;
/** What is kept of an appointment has to fit into an item of DynamoDB. */
const MOST_ATTENDEES_BYTES = 150_000;
const MOST_MATERIALS = 20;
const MOST_ALTERNATIVES = 10;
/** RFC 5545 §3.3.8: what calendars count with has 32 bits. */
export const LAST_SEQUENCE = 2_147_483_647;

const words = (most: number, what: string) => z.string().max(most).optional().describe(what);
const title = (what: string) =>
  z
    .string()
    .max(200)
    .refine((text) => !isBlank(text), {
      error: 'Must have something to read.',
      params: { code: 'blank' },
    })
    .describe(what);
const link = (what: string) =>
  z
    .string()
    .refine(formatChecks['https-url'].holds, {
      error: 'Must be an https URL.',
      params: { code: 'invalid_format' },
    })
    .transform((url) => new URL(url).href)
    .pipe(z.string().max(2000))
    .meta({ format: 'uri', maxLength: 2000 })
    .describe(what);

/** Calendars write years of four digits, and nobody meets earlier or later than this. */
const [EARLIEST, LATEST] = ['1970-01-02', '2199-12-30'];
const isWithinReach = (text: string): boolean => {
  const start = readStart(text);
  const clock = start && toIso(start.ms);
  return clock === undefined || (clock >= EARLIEST && clock <= LATEST);
};

const startSchema = z
  .string()
  .refine((text) => readStart(text) !== undefined, {
    error: 'Must be an ISO 8601 time, such as 2027-03-28T09:30 on the clocks of timezone, or with an offset.',
    params: { code: 'invalid_format' },
  })
  .refine((text) => isWithinReach(text), {
    error: 'Must lie between the years 1970 and 2199.',
    params: { code: 'out_of_range' },
  })
  .meta({ examples: ['2027-03-28T09:30', '2027-03-28T09:30:00+02:00'] });

export const outcomes = ['attended', 'no_show'] as const;
export type AppointmentOutcome = (typeof outcomes)[number];

export const kindSchema = z
  .enum(appointmentKinds)
  .meta({ id: 'AppointmentKind', description: 'How people meet.' });
export const initiatorSchema = z
  .enum(['customer', 'rep', 'system'])
  .meta({ id: 'AppointmentInitiator', description: 'Who brought a change about.' });

export const sequenceSchema = z
  .int()
  .min(0)
  .max(LAST_SEQUENCE)
  .describe('Raised by whoever schedules with each change; what is not newer changes nothing.');

const fields = {
  title: title('What it is about, as mails and calendars name it.'),
  start: startSchema.describe(
    'With an offset a moment; without one a time on the clocks of `timezone`, which stays the truth when zone rules change.',
  ),
  timezone: timezoneSchema.transform(asIana).describe('IANA zone of the place, or of who invites.'),
  durationMinutes: z.int().min(1).max(1440).describe('How long it takes.'),
  kind: kindSchema.describe('Whether they meet on video, by phone or on site.'),
  joinUrl: link('Where a video call is joined.').optional(),
  dialIn: words(500, 'What to dial.'),
  location: words(500, 'Where it takes place.'),
  agenda: words(5000, 'What will be talked about, in lines.'),
  preparation: words(5000, 'What to bring or to read before, in lines.'),
  materials: z
    .array(
      z
        .strictObject({
          title: title('What it is.'),
          url: link('Where it is.'),
        })
        .meta({ id: 'AppointmentMaterialInput', description: 'Something to read for an appointment.' }),
    )
    .max(MOST_MATERIALS)
    .describe('What helps to prepare; nothing when left out.'),
  customer: personSchema.describe('Whom it is with; without an address nothing is sent to them.'),
  repId: idSchema.describe('Id of the rep who is there.'),
  attendees: z
    .array(personSchema)
    .max(MOST_ATTENDEES)
    .refine((people) => Buffer.byteLength(JSON.stringify(people)) <= MOST_ATTENDEES_BYTES, {
      error: `All of them may have ${MOST_ATTENDEES_BYTES} bytes as JSON at most.`,
      params: { code: 'too_big' },
    })
    .transform((people) => onceEach(people))
    .describe('Who else comes; one address counts once.'),
  alternatives: z
    .array(
      z
        .strictObject({ start: startSchema.describe('When it could be instead.') })
        .meta({ id: 'AppointmentAlternativeInput', description: 'Another time that would do.' }),
    )
    .max(MOST_ALTERNATIVES)
    .describe('Other times that would do, to rebook by one click; nothing when left out.'),
  bookingUrl: link('Where the customer finds other times.').optional(),
  reason: words(500, 'Why it was moved or cancelled, as people are told.'),
  calendarUid: z
    .string()
    .min(1)
    .max(255)
    .refine(isOneLine, { error: 'Must be on one line.', params: { code: 'invalid_format' } })
    .refine((uid) => !isBlank(uid), {
      error: 'Must have something to read.',
      params: { code: 'blank' },
    })
    .optional()
    .describe('UID of an entry that the scheduling system put into calendars itself.'),
  by: initiatorSchema.optional().describe('Who brought the change about.'),
};

/** The same address twice is one person, the first. */
const onceEach = <T extends { email?: string | undefined }>(people: readonly T[]): T[] => {
  const keys = people.map(({ email }, i) => (email === undefined ? `#${i}` : recipientKey(email)));
  return people.filter((_one, i) => keys.indexOf(keys[i] ?? '') === i);
};

const wholeFields = {
  ...fields,
  materials: fields.materials.default([]),
  attendees: fields.attendees.default([]),
  alternatives: fields.alternatives.default([]),
};

/** An appointment as it is booked, whole. */
export const detailsSchema = z.strictObject(wholeFields);
/** What an appointment is. */
export type Details = z.infer<typeof detailsSchema>;

/** What verbs and events name that change something: the rest stays as it is. */
export const changesSchema = z.strictObject(fields).partial();
export type Changes = z.infer<typeof changesSchema>;

/** What books an appointment, and what its verbs take; without a sequence they are the next change. */
export const bookingSchema = z
  .strictObject({ ...wholeFields, sequence: sequenceSchema })
  .meta({ id: 'AppointmentBooking', description: 'An appointment, whole: what is left out is not there.' });
const changeFields = {
  ...changesSchema.shape,
  sequence: sequenceSchema.optional().describe('Raised with each change; the next one when left out.'),
};
export const changeSchema = z.strictObject(changeFields).meta({
  id: 'AppointmentChange',
  description: 'What changes of an appointment; what is left out stays as it is.',
});
export const completionSchema = z
  .strictObject({
    ...changeFields,
    outcome: z
      .enum(outcomes)
      .meta({ id: 'AppointmentOutcome', description: 'Whether the customer was there.' })
      .describe('How it went, for good.'),
  })
  .meta({ id: 'AppointmentCompletion', description: 'How an appointment went.' });

/** When an appointment starts, epoch milliseconds by the rules of zones that this machine knows. */
export const startAt = ({ start, timezone }: Pick<Details, 'start' | 'timezone'>): number => {
  const read = readStart(start);
  if (read === undefined) throw new Error(`A stored start can't be read: ${start}`);
  return startAtOf(read, timezone);
};

export const endsAt = (details: Pick<Details, 'start' | 'timezone' | 'durationMinutes'>): number =>
  startAt(details) + details.durationMinutes * MINUTE;

/** Where people meet, on one line: the call, its number or the address. */
export const placeOf = ({
  kind,
  joinUrl,
  dialIn,
  location,
}: Pick<Details, 'kind' | 'joinUrl' | 'dialIn' | 'location'>): string | undefined => {
  const place = { video: joinUrl, phone: dialIn, on_site: location }[kind] ?? location ?? joinUrl;
  return place === undefined ? undefined : asLine(place) || undefined;
};
