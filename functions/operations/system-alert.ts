import * as z from 'zod';
import { idSchema, lineSchema } from '../platform/fields.ts';
import { isBlank } from '../platform/one-line.ts';
import { formatChecks } from '../rendering/variable-formats.ts';

/** From the mildest to the worst. */
export const severities = ['info', 'warning', 'critical'] as const;
export type Severity = (typeof severities)[number];

const MOST_URL = 2000;

/** What is told of something that a person should see to. */
export const alertFields = {
  key: idSchema.optional().describe('What groups alerts of one cause; the title when left out.'),
  severity: z.enum(severities).describe('How bad it is.'),
  title: lineSchema(200)
    .min(1)
    .refine((text) => !isBlank(text), { error: 'Must not be blank.', params: { code: 'blank' } })
    .describe('What it is, in a few words.'),
  body: z.string().max(5000).optional().describe('What there is to know, in lines.'),
  state: z.enum(['firing', 'resolved']).describe('Whether it is so, or over.'),
  actionUrl: z
    .string()
    // Not a bound of the text: a URL that is cut leads elsewhere.
    .refine((url) => url.length <= MOST_URL && formatChecks['https-url'].holds(url), {
      error: `Must be an https URL of at most ${MOST_URL} characters.`,
      params: { code: 'invalid_format' },
    })
    .meta({ format: 'uri', maxLength: MOST_URL })
    .optional()
    .describe('Where to see to it.'),
};

/** Something that a person should see to, as whoever saw it tells it. */
export const systemAlertSchema = z.strictObject({
  id: idSchema.describe('What tells it from other alerts.'),
  ...alertFields,
});
export type SystemAlert = z.infer<typeof systemAlertSchema>;

/** Alerts of one key are one matter. */
export const matterOf = ({ key, title }: Pick<SystemAlert, 'key' | 'title'>): string => key ?? title;
