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
import { settingsOf } from './settings.ts';
import { datedSwitches, type Decision } from './wishes.ts';

const clockSchema = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, {
  error: 'Must be a time of day, such as "22:00".',
});

const quietHoursSchema = z
  .strictObject({ from: clockSchema, to: clockSchema })
  .refine(({ from, to }) => from !== to, {
    error: 'from and to must differ.',
    params: { code: 'same_time' },
  });

/** Consent as callers give it. */
export const consentSchema = z.strictObject({
  basis: z.enum(consentBases),
  source: z.string().min(1).max(200).meta({ description: 'Where it was given, such as `signup_form`.' }),
  at: instantSchema,
  text: z.string().max(2000).optional().meta({ description: 'The words that were agreed to.' }),
  expiresAt: instantSchema.optional(),
});

/** Both consents, where null takes one back. */
export const consentsSchema = z.strictObject({
  marketing: consentSchema.nullish(),
  tracking: consentSchema.nullish(),
});
export type Consents = z.infer<typeof consentsSchema>;

const ownChoice = { description: 'null goes back to the default of app.yaml.' };

const choices = {
  conversationSummaries: z.boolean().optional(),
  appointmentReminders: z.boolean().optional(),
  marketingEmails: z.boolean().optional(),
  digests: z.boolean().optional(),
  summaryFormat: z.enum(summaryFormats).nullish().meta(ownChoice),
  summaryFrequency: z.enum(summaryFrequencies).nullish().meta(ownChoice),
  summaryHour: z.int().min(0).max(23).nullish().meta(ownChoice),
  marketingPerWeek: z.int().min(0).max(50).nullish().meta(ownChoice),
  locale: localeSchema.nullish().meta(ownChoice),
  timezone: timezoneSchema.nullish().meta(ownChoice),
  quietHours: quietHoursSchema.nullish().meta(ownChoice),
};

/** What PUT takes: the fields that change; what PUT gave back may be sent again. */
export const preferencesPatchSchema = z.strictObject({
  ...choices,
  consent: consentsSchema.optional(),
  emailAddress: z
    .string()
    .optional()
    .meta({ description: 'The recipient whom the path names, if it is there.' }),
  unsubscribedAt: z.string().nullish().meta({ description: 'Ignored: follows from the switches.' }),
  updatedAt: z.string().nullish().meta({ description: 'Ignored.' }),
});
export type PreferencesPatch = z.infer<typeof preferencesPatchSchema>;

const consentView = z.object({
  basis: z.enum(consentBases),
  source: z.string(),
  at: z.iso.datetime(),
  text: z.string().optional(),
  expiresAt: z.iso.datetime().optional(),
});

export const preferencesViewSchema = z.object({
  emailAddress: z.string(),
  conversationSummaries: z.boolean(),
  appointmentReminders: z.boolean(),
  marketingEmails: z.boolean(),
  digests: z.boolean(),
  summaryFormat: z.enum(summaryFormats),
  summaryFrequency: z.enum(summaryFrequencies),
  summaryHour: z.int(),
  marketingPerWeek: z.int().optional(),
  locale: z.string().optional(),
  timezone: z.string().optional(),
  quietHours: z.object({ from: z.string(), to: z.string() }).optional(),
  unsubscribedAt: z.iso.datetime().optional(),
  updatedAt: z.iso.datetime().optional(),
  consent: z.object({ marketing: consentView.optional(), tracking: consentView.optional() }),
});
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
