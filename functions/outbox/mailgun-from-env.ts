import { requireEnv } from '../platform/environment.ts';
import { mailgunSecretSchema, secretFromEnv } from '../platform/secrets.ts';
import { type MailgunClient, makeMailgunClient } from './mailgun.ts';

/** Mailgun as the stack has set it. */
export const mailgunFromEnv = (): MailgunClient =>
  makeMailgunClient({
    url: requireEnv('MAILGUN_URL'),
    timeoutMs: Number(requireEnv('MAILGUN_TIMEOUT_MS')),
    secret: secretFromEnv(requireEnv('MAILGUN_SECRET_ID'), mailgunSecretSchema),
    now: () => Date.now(),
  });
