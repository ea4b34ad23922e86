import type { Stack } from 'aws-cdk-lib';

/**
 * What IAM is asked about when an SMS is sent: the identity that it comes from, and nothing else (no number that it
 * goes to, no configuration set).
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_pinpoint-sms-voice-v2.html
 */
export const identityResource = (stack: Stack, identity: string): { arn: string; isWildcard: boolean } => {
  if (identity.startsWith('arn:')) return { arn: identity, isWildcard: false };
  const [resource, resourceName] = resourceOf(identity);
  const arn = stack.formatArn({ service: 'sms-voice', resource, resourceName });
  return { arn, isWildcard: resourceName.endsWith('*') };
};

const resourceOf = (identity: string): [resource: string, name: string] => {
  const byId = /^(phone|pool)-/.exec(identity)?.[1];
  if (byId === 'pool') return ['pool', identity];
  if (byId === 'phone') return ['phone-number', identity];
  return /^\+?\d+$/.test(identity) ? ['phone-number', '*'] : ['sender-id', `${identity}/*`];
};
