import * as z from 'zod';
import { idSchema, lineSchema } from '../platform/fields.ts';
import { isBlank } from '../platform/one-line.ts';
import { formatChecks } from '../rendering/variable-formats.ts';

/** From the mildest to the worst. */
export const severities = ['info', 'warning', 'critical'] as const;
export type Severity = (typeof severities)[number];

/** What is told of something that a person should see to. */
export const alertFields = {
  key: idSchema.optional().describe('What groups alerts of one cause; the title when left out.'),
  severity: z.enum(severities).describe('How bad it is.'),
  title: lineSchema(200)
    .min(1)
    .refine((text) => !isBlank(text), { error: 'Must not be blank.', params: { code: 'too_small' } })
    .describe('What it is, in a few words.'),
  body: z.string().max(5000).optional().describe('What there is to know, in lines.'),
  state: z.enum(['firing', 'resolved']).describe('Whether it is so, or over.'),
  actionUrl: z
    .string()
    .max(2000)
    .refine(formatChecks['https-url'].holds, { error: 'Must be an https URL.' })
    .optional()
    .describe('Where to see to it.'),
};

/** Something that a person should see to, as whoever saw it tells it. */
export const systemAlertSchema = z.strictObject({ id: idSchema, ...alertFields });
export type SystemAlert = z.infer<typeof systemAlertSchema>;

/** Alerts of one key are one matter. */
export const matterOf = ({ key, title }: Pick<SystemAlert, 'key' | 'title'>): string => key ?? title;
