import * as z from 'zod';

export const suppressionReasons = ['bounce', 'complaint', 'manual'] as const;

const consentSchema = z.object({
  basis: z.enum(['express', 'implied', 'soft_opt_in']),
  source: z.string(),
  at: z.number(),
  text: z.string().optional(),
  expiresAt: z.number().optional(),
});

/** What a recipient wants and what stops us; absent switches have the defaults of their category. */
export const recipientSchema = z.object({
  emailAddress: z.string(),
  conversationSummaries: z.boolean().optional(),
  appointmentReminders: z.boolean().optional(),
  marketingEmails: z.boolean().optional(),
  digests: z.boolean().optional(),
  unsubscribedAt: z.number().optional(),
  updatedAt: z.number().optional(),
  suppression: z
    .object({ reason: z.enum(suppressionReasons), at: z.number(), detail: z.string().optional() })
    .optional(),
  consent: z.object({ marketing: consentSchema.optional(), tracking: consentSchema.optional() }).optional(),
});
export type Recipient = z.infer<typeof recipientSchema>;
export type SuppressionReason = (typeof suppressionReasons)[number];
