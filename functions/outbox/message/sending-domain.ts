import type { Config } from '../../platform/config.ts';
import type { Message } from './message.ts';

/** The domain that a message leaves from: marketing has its own reputation where it has its own domain. */
export const sendingDomain = (category: Message['category'], config: Config): string => {
  const { domain, marketing_domain } = config.email.mailgun;
  return category === 'marketing' ? (marketing_domain ?? domain) : domain;
};
