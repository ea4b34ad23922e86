import * as z from 'zod';
import { emailAddressSchema, localeSchema, timezoneSchema } from '../platform/fields.ts';
import { consentsSchema, viewConsent } from './preferences.ts';

/** Somebody outside the company, as business events name them. */
export const personSchema = z.strictObject({
  email: emailAddressSchema.optional(),
  name: z.string().trim().max(200).optional(),
  phone: z.string().max(50).optional(),
  company: z.string().trim().max(200).optional(),
  locale: localeSchema.optional(),
  timezone: timezoneSchema.optional(),
  consent: consentsSchema.optional(),
});
export type Person = z.infer<typeof personSchema>;

/** A person as callers name them. */
export const viewPerson = ({ consent, ...person }: Person): Record<string, unknown> => ({
  ...person,
  ...(consent && {
    consent: {
      marketing: viewConsent(consent.marketing ?? undefined),
      tracking: viewConsent(consent.tracking ?? undefined),
    },
  }),
});
