import * as z from 'zod';
import { emailAddressSchema, localeSchema, timezoneSchema } from '../platform/fields.ts';
import { asIana } from '../platform/local-time.ts';
import { consentsSchema, consentsView, viewConsent } from './preferences.ts';

/** Somebody outside the company, as business events name them. */
export const personSchema = z
  .strictObject({
    email: emailAddressSchema.optional().describe('Without it nothing is sent to the person.'),
    name: z.string().trim().max(200).optional().describe('As mails greet the person.'),
    phone: z.string().max(50).optional().describe('Shown to the sales team as it is.'),
    company: z.string().trim().max(200).optional().describe('Shown to the sales team.'),
    locale: localeSchema
      .optional()
      .describe('Language of mails, in BCP 47; that of the conversation when left out.'),
    timezone: timezoneSchema
      .transform(asIana)
      .optional()
      .describe('IANA zone of times in mails; that of their preferences when left out.'),
    consent: consentsSchema.optional().describe('What the person agreed to in the conversation.'),
  })
  .meta({ id: 'PersonInput', description: 'Somebody outside the company.' });
export type Person = z.infer<typeof personSchema>;

/** A person as callers are shown them. */
export const personViewSchema = z
  .object({
    email: z.string().optional(),
    name: z.string().optional(),
    phone: z.string().optional(),
    company: z.string().optional(),
    locale: z.string().optional(),
    timezone: z.string().optional(),
    consent: consentsView.optional(),
  })
  .meta({ id: 'Person', description: 'Somebody outside the company, as they were named.' });

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
