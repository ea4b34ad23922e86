import { configFromEnv, requireEnv } from '../platform/environment.ts';
import { mailgunSecretSchema, secretFromEnv } from '../platform/secrets.ts';
import { type MailgunLists, makeMailgunLists } from './mailgun-lists.ts';

/** Mailgun's lists, as the stack has set it. */
export const mailgunListsFromEnv = (): MailgunLists => {
  const { domain, marketing_domain } = configFromEnv().email.mailgun;
  return makeMailgunLists({
    url: requireEnv('MAILGUN_URL'),
    timeoutMs: Number(requireEnv('MAILGUN_TIMEOUT_MS')),
    secret: secretFromEnv(requireEnv('MAILGUN_SECRET_ID'), mailgunSecretSchema),
    domains: [domain, ...(marketing_domain === null ? [] : [marketing_domain])],
  });
};
