import * as z from 'zod';

/** What opens Mailgun's API. */
export const mailgunSecretSchema = z.object({ apiKey: z.string().min(1) });

export type MailgunSecret = z.infer<typeof mailgunSecretSchema>;

/** What Mailgun signs its webhooks with; apart from its API key, which the function that strangers reach never sees. */
export const webhookSecretSchema = z.object({
  signingKey: z.string().min(1),
  /** The signing key before the last rotation; Mailgun's retries may still carry it. */
  previousSigningKey: z.string().min(1).optional(),
});

export type WebhookSecret = z.infer<typeof webhookSecretSchema>;
