import { checkConfig } from '../functions/app-config.ts';
import type { Config } from '../functions/platform/config.ts';

/** What all functions may use at the same time: the mappings' maxima, and some for the API. */
export const WANTED_CONCURRENCY = 50;

/** What Lambda leaves to functions that reserve nothing: it refuses to reserve beyond that. */
const ALWAYS_UNRESERVED = 100;

const ASK_FOR_MORE = 'ask for more under Service Quotas → AWS Lambda → Concurrent executions';

/** What an account's quota of concurrent Lambda functions means: what keeps a deployment from going, and what it should know. */
export const quotaFindings = (
  { limits }: Config,
  quota: number,
): { faults: string[]; warnings: string[] } => {
  const ceilings = [
    {
      key: 'limits.webhook_concurrency',
      reserved: limits.webhook_concurrency,
      without: 'a flood of the public webhook URL can take the concurrency that sending needs',
    },
    {
      key: 'limits.wait_concurrency',
      reserved: limits.wait_concurrency,
      without: 'callers who wait for the end of e-mails (?wait=) can take the concurrency that sending needs',
    },
  ];
  const set = ceilings.filter(({ reserved }) => reserved !== null);
  const reserved = ceilings.reduce((sum, one) => sum + (one.reserved ?? 0), 0);
  const faults =
    set.length === 0 || quota >= reserved + ALWAYS_UNRESERVED
      ? []
      : [
          `${set.map(({ key }) => key).join(' and ')} reserve${set.length === 1 ? 's' : ''} ${reserved}; this account may run ` +
            `${quota} functions at a time, and AWS keeps ${ALWAYS_UNRESERVED} of them for functions that reserve none. ` +
            `Set ${set.length === 1 ? 'it' : 'both'} to null, or ${ASK_FOR_MORE}.`,
        ];
  const warnings = [
    ...(quota < WANTED_CONCURRENCY
      ? [
          `This account may run ${quota} Lambda functions at a time; the service uses up to ${WANTED_CONCURRENCY}. ` +
            `It works with fewer, slower: ${ASK_FOR_MORE}.`,
        ]
      : []),
    ...ceilings.flatMap((one) => (one.reserved === null ? [`${one.key} is null: ${one.without}.`] : [])),
  ];
  return { faults, warnings };
};

const defaults = checkConfig({}, 'defaults');

/** What somebody who deploys should know of a configuration: customers would get mail from "Your Company". */
export const deployWarnings = ({ brand, email }: Config): string[] => [
  ...(brand.company === defaults.brand.company
    ? [`brand.company is ${brand.company}; every mail carries the name of yours.`]
    : []),
  ...(email.sending.from_name === defaults.email.sending.from_name
    ? [`email.sending.from_name is ${email.sending.from_name}; say whom mail comes from.`]
    : []),
];

/** What keeps a configuration from being deployed, one line a fault. */
export const deployFaults = (config: Config): string[] => {
  const { mailgun, sending } = config.email;
  const named = {
    'email.mailgun.domain': mailgun.domain,
    'email.mailgun.marketing_domain': mailgun.marketing_domain ?? '',
    'email.sending.from_email': sending.from_email,
    'email.sending.reply_to': sending.reply_to,
  };
  const placeholders = Object.entries(named)
    .filter(([, value]) => /(^|[.@])yourdomain\.com$/.test(value))
    .map(([key, value]) => `${key} is ${value}; name a domain of your own.`);
  const { base_url, certificate_arn } = config.public;
  if (config.stage === 'prod' && base_url === null) {
    placeholders.push('public.base_url is null; links live a year, so stage prod needs a domain of its own.');
  }
  if (base_url !== null && certificate_arn === null) {
    placeholders.push(
      'public.certificate_arn is null; a domain of your own needs a certificate in ACM, in the same region.',
    );
  }
  return placeholders;
};
