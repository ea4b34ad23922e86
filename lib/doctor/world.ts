import type { Config } from '../../functions/platform/config.ts';
import type { AwsReader } from './aws-reader.ts';
import type { Dns } from './dns.ts';
import type { MailgunReader } from './mailgun-reader.ts';
import type { PartsReader } from './parts.ts';

/** All that checks look at. */
export interface World {
  stage: string;
  region: string;
  account: string;
  /** `aws`, but for China and governments. */
  partition: string;
  /** Epoch milliseconds. */
  now: () => number;
  /** The configuration of app.yaml. @throws ConfigError. */
  config: () => Config;
  aws: AwsReader;
  parts: PartsReader;
  dns: Dns;
  /** Mailgun, as the deployed functions call it. */
  mailgun: () => Promise<MailgunReader>;
  /** Whether a mail may be sent in test mode. */
  sendsTestMail: boolean;
}

/** The domains that mail leaves from. */
export const sendingDomains = ({ email }: Config): string[] => [
  ...new Set([email.mailgun.domain, email.mailgun.marketing_domain ?? email.mailgun.domain]),
];
