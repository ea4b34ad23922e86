import * as z from 'zod';
import { optionalIso, toIso } from '../platform/clock.ts';
import type { Config } from '../platform/config.ts';
import { instantSchema, localeSchema, timezoneSchema } from '../platform/fields.ts';
import {
  type Consent,
  type ConsentKind,
  consentBases,
  consentKinds,
  hasConsent,
  isMarketingUnasked,
  type Recipient,
  summaryFormats,
  summaryFrequencies,
} from './recipient.ts';
import { isOffset, MOST_OFFSETS } from '../contract/reminder-offset.ts';
import { settingsOf } from './settings.ts';
import { datedSwitches, type Decision } from './recipient-changes.ts';

const clockSchema = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, {
  error: 'Must be a time of day, such as "22:00".',
});

const quietHoursSchema = z
  .strictObject({
    from: clockSchema.describe('When they begin, such as `22:00`.'),
    to: clockSchema.describe('When they end, such as `07:00`; earlier than `from` when it is the next day.'),
  })
  .refine(({ from, to }) => from !== to, {
    error: 'from and to must differ.',
    params: { code: 'same_time' },
  })
  .meta({ id: 'QuietHours', description: 'When mail that can wait does, on the clocks of `timezone`.' });

const consentBasisSchema = z
  .enum(consentBases)
  .meta({ id: 'ConsentBasis', description: 'What a consent rests on.' });

/** Consent as callers give it. */
export const consentSchema = z
  .strictObject({
    basis: consentBasisSchema.describe('What the consent rests on.'),
    source: z.string().min(1).max(200).describe('Where it was given, such as `signup_form`.'),
    at: instantSchema.describe('When it was given.'),
    text: z.string().max(2000).optional().describe('The words that were agreed to.'),
    expiresAt: instantSchema.optional().describe('When it ends; never when left out.'),
  })
  .meta({ id: 'ConsentInput', description: 'A consent with its proof.' });

/** Both consents, where null takes one back. */
export const consentsSchema = z
  .strictObject({
    marketing: consentSchema.nullish().describe('To marketing; null takes it back.'),
    tracking: consentSchema.nullish().describe('To counting opens and clicks; null takes it back.'),
  })
  .meta({ id: 'ConsentsInput', description: 'What a person agreed to.' });
export type Consents = z.infer<typeof consentsSchema>;

export const summaryFormatSchema = z
  .enum(summaryFormats)
  .meta({ id: 'SummaryFormat', description: 'How long a summary is.' });
const summaryFrequencySchema = z
  .enum(summaryFrequencies)
  .meta({ id: 'SummaryFrequency', description: 'How often summaries come.' });

const orDefault = 'null goes back to the default of app.yaml.';

const choices = {
  conversationSummaries: z.boolean().optional().describe('Whether summaries of conversations are sent.'),
  appointmentReminders: z.boolean().optional().describe('Whether reminders of appointments are sent.'),
  marketingEmails: z
    .boolean()
    .optional()
    .describe('Whether marketing is sent; true has no effect without a consent.'),
  digests: z.boolean().optional().describe('Whether digests are sent.'),
  summaryFormat: summaryFormatSchema.nullish().describe(`How long summaries are; ${orDefault}`),
  summaryFrequency: summaryFrequencySchema
    .nullish()
    .describe(`How often summaries come; \`daily\` and \`weekly\` gather several in one. ${orDefault}`),
  summaryHour: z
    .int()
    .min(0)
    .max(23)
    .nullish()
    .describe(`The hour at which gathered summaries come, on the clocks of \`timezone\`; ${orDefault}`),
  marketingPerWeek: z
    .int()
    .min(0)
    .max(50)
    .nullish()
    .describe(`Marketing e-mails a week, at most; ${orDefault}`),
  locale: localeSchema.nullish().describe(`Language, in BCP 47; ${orDefault}`),
  timezone: timezoneSchema.nullish().describe(`IANA zone; ${orDefault}`),
  quietHours: quietHoursSchema.nullish().describe(`When mail that can wait does; ${orDefault}`),
  reminderOffsets: z
    .array(
      z.string().refine(isOffset, {
        error: 'Must be an ISO 8601 duration from PT5M to P14D, such as PT24H.',
        params: { code: 'invalid_format' },
      }),
    )
    .max(MOST_OFFSETS)
    .nullish()
    .describe(`How long before an appointment reminders come, PT5M to P14D, such as PT24H; ${orDefault}`),
};

/** What PUT takes: the fields that change; what PUT gave back may be sent again. */
export const preferencesPatchSchema = z
  .strictObject({
    ...choices,
    consent: consentsSchema.optional().describe('Those that change.'),
    emailAddress: z.string().optional().describe('The recipient whom the path names, if it is there.'),
    unsubscribedAt: z.string().nullish().describe('Ignored: follows from the switches.'),
    updatedAt: z.string().nullish().describe('Ignored.'),
  })
  .meta({ id: 'PreferencesPatch', description: 'What changes; what is left out stays as it is.' });
export type PreferencesPatch = z.infer<typeof preferencesPatchSchema>;

const consentView = z
  .object({
    basis: consentBasisSchema,
    source: z.string().describe('Where it was given.'),
    at: z.iso.datetime().describe('When it was given.'),
    text: z.string().optional().describe('The words that were agreed to.'),
    expiresAt: z.iso.datetime().optional(),
  })
  .meta({ id: 'Consent', description: 'A consent with its proof.' });

/** Both consents as callers are shown them. */
export const consentsView = z
  .object({ marketing: consentView.optional(), tracking: consentView.optional() })
  .meta({ id: 'Consents', description: 'What a person agreed to.' });

export const preferencesViewSchema = z
  .object({
    emailAddress: z.string(),
    conversationSummaries: z.boolean(),
    appointmentReminders: z.boolean(),
    marketingEmails: z.boolean(),
    digests: z.boolean(),
    summaryFormat: summaryFormatSchema,
    summaryFrequency: summaryFrequencySchema,
    summaryHour: z.int(),
    marketingPerWeek: z.int().optional(),
    locale: z.string().optional(),
    timezone: z.string().optional(),
    quietHours: quietHoursSchema.optional(),
    reminderOffsets: z.array(z.string()).optional(),
    unsubscribedAt: z.iso.datetime().optional().describe('When the last switch went off.'),
    updatedAt: z.iso.datetime().optional(),
    consent: consentsView,
  })
  .meta({ id: 'Preferences', description: 'What holds for a recipient, defaults included.' });
export type PreferencesView = z.infer<typeof preferencesViewSchema>;

/** A recipient's preferences, with the defaults where they have not chosen. */
export const viewPreferences = (recipient: Recipient, config: Config, now: number): PreferencesView => {
  const settings = settingsOf(recipient, config);
  return {
    emailAddress: recipient.emailAddress,
    conversationSummaries: recipient.conversationSummaries ?? true,
    appointmentReminders: recipient.appointmentReminders ?? true,
    marketingEmails: recipient.marketingEmails ?? hasConsent(recipient, 'marketing', now),
    digests: recipient.digests ?? true,
    summaryFormat: settings.summaryFormat,
    summaryFrequency: settings.summaryFrequency,
    summaryHour: settings.summaryHour,
    marketingPerWeek: settings.marketingPerWeek,
    locale: recipient.locale,
    timezone: recipient.timezone,
    quietHours: settings.quietHours,
    reminderOffsets: recipient.reminderOffsets,
    unsubscribedAt: optionalIso(recipient.unsubscribedAt),
    updatedAt: optionalIso(recipient.updatedAt),
    consent: {
      marketing: viewConsent(recipient.consent?.marketing),
      tracking: viewConsent(recipient.consent?.tracking),
    },
  };
};

/** A consent as callers give it. */
export const viewConsent = (consent: Consent | undefined) =>
  consent && { ...consent, at: toIso(consent.at), expiresAt: optionalIso(consent.expiresAt) };

/** A recipient with the changes of a patch; undefined when nothing changes. */
export const mergePreferences = (recipient: Recipient, patch: PreferencesPatch, now: number): Decision => {
  const { consent } = patch;
  // What GET gave may be sent back: there no consent shows as false, and refuses nothing.
  const isEcho =
    patch.emailAddress !== undefined && patch.marketingEmails === false && isMarketingUnasked(recipient, now);
  const named = Object.entries(patch).filter(
    ([name, value]) => name in choices && value !== undefined && !(isEcho && name === 'marketingEmails'),
  );
  const chosen = Object.fromEntries(named.map(([name, value]) => [name, value ?? undefined]));
  const merged: Recipient = {
    ...recipient,
    ...chosen,
    ...(consent && { consent: mergeConsent(recipient.consent, consent) }),
  };
  const after = datedSwitches(recipient, merged, now);
  return JSON.stringify(after) === JSON.stringify(recipient) ? undefined : { ...after, updatedAt: now };
};

const mergeConsent = (before: Recipient['consent'], given: Consents): Recipient['consent'] =>
  Object.fromEntries(
    consentKinds.map((kind: ConsentKind) => [
      kind,
      given[kind] === undefined ? before?.[kind] : (given[kind] ?? undefined),
    ]),
  );
