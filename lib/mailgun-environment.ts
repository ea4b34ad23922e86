import type { DataStack } from './data-stack.ts';
import type { StageProps } from './stage.ts';

const URLS = { us: 'https://api.mailgun.net', eu: 'https://api.eu.mailgun.net' } as const;

/** What a function needs to talk to Mailgun. */
export const mailgunEnvironment = (props: StageProps, data: DataStack): Record<string, string> => ({
  MAILGUN_URL: props.mailgunUrl ?? URLS[props.config.email.mailgun.region],
  // Shorter than the lease of a claim, and much shorter than the functions' timeouts.
  MAILGUN_TIMEOUT_MS: '15000',
  MAILGUN_SECRET_ID: data.mailgunSecret.secretArn,
});
