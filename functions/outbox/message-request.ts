import * as z from 'zod';
import { checkAddress } from '../platform/address.ts';
import { categories } from '../preferences/categories.ts';

const noControl = (value: string): boolean => !/[\u0000-\u001f\u007f]/.test(value);
const headerText = (maxLength: number) =>
  z
    .string()
    .max(maxLength, { error: `Must have at most ${maxLength} characters.` })
    .refine(noControl, {
      error: 'Must not have line breaks or control characters.',
      params: { code: 'header_injection' },
    });

/** An e-mail address, normalised: its domain in lower-case ASCII. */
export const emailAddressSchema = z
  .string()
  .max(320)
  .transform((value, context) => {
    const checked = checkAddress(value);
    if (checked.ok) return checked.email;
    context.issues.push({
      code: 'custom',
      input: value,
      message: `The address ${checked.why}.`,
      params: { code: 'invalid_address' },
    });
    return z.NEVER;
  })
  .meta({ format: 'email', examples: ['ada@example.com'] });

/** ISO 8601 with an offset; epoch milliseconds after parsing. */
export const instantSchema = z.iso
  .datetime({
    offset: true,
    error: 'Must be an ISO 8601 time with an offset, such as 2027-01-31T09:00:00+01:00.',
  })
  .transform((value) => Date.parse(value));

const timezoneSchema = z
  .string()
  .max(64)
  .refine(isTimezone, {
    error: 'Must be an IANA time zone, such as Europe/Berlin.',
    params: { code: 'invalid_timezone' },
  });

function isTimezone(zone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

const localeSchema = z
  .string()
  .max(35)
  .refine(isLocale, {
    error: 'Must be a BCP 47 language tag, such as de-AT.',
    params: { code: 'invalid_locale' },
  });

function isLocale(tag: string): boolean {
  try {
    return Intl.getCanonicalLocales(tag).length === 1;
  } catch {
    return false;
  }
}

const attachmentSchema = z.strictObject({
  filename: headerText(255).min(1),
  contentType: headerText(127).regex(/^[\w.+-]+\/[\w.+-]+(; ?[\w-]+=("[^"\\]*"|[\w.+-]+))*$/, {
    error: 'Must be a media type, such as application/pdf.',
  }),
  content: z.base64({ error: 'Must be base64.' }).min(1),
});

const relatedId = z
  .string()
  .min(1)
  .max(128)
  .refine(noControl, { error: 'Must not have control characters.' });

export const requestFields = {
  to: z.strictObject({ email: emailAddressSchema, name: headerText(200).optional() }),
  template: z.string().min(1).max(100).optional(),
  data: z.record(z.string(), z.unknown()).optional(),
  subject: headerText(500).min(1).optional(),
  html: z.string().min(1).max(1_000_000).optional(),
  text: z.string().min(1).max(1_000_000).optional(),
  category: z.enum(categories).optional(),
  from: z.strictObject({ name: headerText(200).optional(), email: emailAddressSchema.optional() }).optional(),
  replyTo: emailAddressSchema.optional(),
  locale: localeSchema.optional(),
  timezone: timezoneSchema.optional(),
  sendAt: instantSchema.optional(),
  expiresAt: instantSchema.optional(),
  attachments: z.array(attachmentSchema).max(20).optional(),
  tags: z.array(headerText(128).min(1)).max(10, { error: 'At most 10 tags.' }).optional(),
  metadata: z.record(z.string().min(1).max(128), z.unknown()).optional(),
  sessionId: relatedId.optional(),
  conversationId: relatedId.optional(),
  appointmentId: relatedId.optional(),
  leadId: relatedId.optional(),
};

/** What a caller or a feature asks for: one e-mail to one recipient. check-request.ts has what no schema can say. */
export const messageRequestSchema = z.strictObject(requestFields);

export type MessageRequest = z.infer<typeof messageRequestSchema>;
