import type { Config } from '../functions/platform/config.ts';

/** What all functions may use at the same time: the mappings' maxima, and some for the API. */
export const WANTED_CONCURRENCY = 50;

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
