import { z } from 'zod';
import { checkAddress } from '../platform/address.ts';
import { categories } from '../preferences/categories.ts';

const MAX_ATTACHMENT_BYTES = 3_000_000;
const MAX_METADATA_BYTES = 2048;

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

const fields = {
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
  metadata: z.record(z.string().min(1).max(128), z.json()).optional(),
  sessionId: relatedId.optional(),
  conversationId: relatedId.optional(),
  appointmentId: relatedId.optional(),
  leadId: relatedId.optional(),
};

/** What a caller or a feature asks for: one e-mail to one recipient. */
export const messageRequestSchema = z.strictObject(fields).check((context) => {
  const request = context.value;
  const fault = (path: string[], message: string, code: string) =>
    context.issues.push({ code: 'custom', input: request, path, message, params: { code } });
  if (request.template !== undefined) {
    for (const name of ['subject', 'html', 'text'] as const) {
      if (request[name] !== undefined)
        fault([name], 'Give either a template or inline content, not both.', 'contradiction');
    }
  } else {
    if (request.data !== undefined) fault(['data'], 'Data belong to a template; name one.', 'contradiction');
    if (request.subject === undefined)
      fault(['subject'], 'An inline e-mail needs a subject; or name a template.', 'missing');
    if (request.html === undefined && request.text === undefined) {
      fault(['html'], 'An inline e-mail needs html, text or both; or name a template.', 'missing');
    }
    if (request.category === undefined)
      fault(['category'], 'An inline e-mail names its category.', 'missing');
  }
  const bytes = (request.attachments ?? []).reduce((sum, { content }) => sum + decodedBytes(content), 0);
  if (bytes > MAX_ATTACHMENT_BYTES) {
    fault(
      ['attachments'],
      `Attachments have ${bytes} bytes together; at most ${MAX_ATTACHMENT_BYTES} are allowed.`,
      'too_big',
    );
  }
  const metadataBytes = Buffer.byteLength(JSON.stringify(request.metadata ?? {}));
  if (metadataBytes > MAX_METADATA_BYTES) {
    fault(
      ['metadata'],
      `Metadata has ${metadataBytes} bytes as JSON; at most ${MAX_METADATA_BYTES} are allowed.`,
      'too_big',
    );
  }
});

export type MessageRequest = z.infer<typeof messageRequestSchema>;

/** The size of base64 text once decoded. */
const decodedBytes = (base64: string): number =>
  Math.floor((base64.length * 3) / 4) - (base64.endsWith('==') ? 2 : base64.endsWith('=') ? 1 : 0);
