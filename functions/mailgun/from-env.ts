import { requireEnv, configFromEnv } from '../platform/environment.ts';
import { secretFromEnv } from '../platform/secrets.ts';
import { type MailgunClient, makeMailgunClient } from './mailgun.ts';
import { mailgunSecretSchema } from './secret.ts';
import { type MailgunLists, makeMailgunLists } from './lists.ts';
import { makeSqs } from '../platform/queue.ts';
import type { RawEventsQueue } from './raw-events.ts';

/** Mailgun as the stack has set it. */
export const mailgunFromEnv = (): MailgunClient =>
  makeMailgunClient({
    url: requireEnv('MAILGUN_URL'),
    timeoutMs: Number(requireEnv('MAILGUN_TIMEOUT_MS')),
    secret: secretFromEnv(requireEnv('MAILGUN_SECRET_ID'), mailgunSecretSchema),
    now: () => Date.now(),
  });

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

export const rawEventsFromEnv = (): RawEventsQueue => ({
  sqs: makeSqs(),
  url: requireEnv('RAW_EVENTS_QUEUE_URL'),
});
