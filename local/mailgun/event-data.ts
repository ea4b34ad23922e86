import { domainOf } from './addresses.ts';
import type { Failure, Happening, Reader } from './happenings.ts';
import type { Facts } from './message.ts';

export interface EventContext {
  id: string;
  /** Epoch milliseconds, with fractions. */
  occurredAt: number;
  recipient: string;
  facts: Facts;
  storage: { key: string; url: string };
  deliveredAt: number | undefined;
}

export type EventData = Record<string, unknown>;

/** One event as Mailgun's webhooks and events API show it. */
export const eventData = (happening: Happening, context: EventContext): EventData => {
  switch (happening.kind) {
    case 'accepted':
      return accepted(context);
    case 'delivered':
      return {
        ...common('delivered', 'info', context),
        ...deliveryFacts(context),
        ...delivery(happening.attempt),
      };
    case 'rejected':
      return rejected(context);
    case 'failed':
      return failed(happening, context);
    case 'opened':
      return { ...common('opened', 'info', context), ...interaction(happening.reader, context) };
    case 'clicked':
      return {
        ...common('clicked', 'info', context),
        ...interaction(happening.reader, context),
        url: happening.url,
      };
    case 'unsubscribed':
      return {
        ...common('unsubscribed', 'info', context),
        ...interaction('person', context),
        tags: refusedTags(context.facts),
      };
    case 'complained':
      return {
        ...common('complained', 'warn', context),
        message: fullMessage(context),
        flags: flags(context),
      };
    default:
      return happening satisfies never;
  }
};

/** What a click on Mailgun's own unsubscribe link refuses: the tags of the mail, or all mail of the domain. */
export const refusedTags = ({ tags }: Pick<Facts, 'tags'>): string[] => (tags.length > 0 ? tags : ['*']);

const MAX_VARIABLE_LENGTH = 4096;

const withoutBrackets = (messageId: string): string => messageId.replace(/^<|>$/g, '');

const seconds = (epochMs: number): number => Number((epochMs / 1000).toFixed(6));

const variables = ({ facts }: EventContext): Record<string, string> =>
  Object.fromEntries(
    Object.entries(facts.variables).map(([name, value]) => [name, value.slice(0, MAX_VARIABLE_LENGTH)]),
  );

const common = (event: string, level: 'info' | 'warn' | 'error', context: EventContext): EventData => ({
  id: context.id,
  timestamp: seconds(context.occurredAt),
  'log-level': level,
  event,
  account: { id: 'fake-account' },
  domain: { name: context.facts.domain },
  recipient: context.recipient,
  'recipient-domain': domainOf(context.recipient),
  tags: context.facts.tags,
  campaigns: [],
  'user-variables': variables(context),
  message: { headers: { 'message-id': withoutBrackets(context.facts.messageId) } },
});

const fullMessage = ({ facts }: EventContext): EventData => ({
  headers: {
    to: facts.to,
    'message-id': withoutBrackets(facts.messageId),
    from: facts.from,
    subject: facts.subject,
  },
  attachments: facts.attachments,
  size: facts.size,
});

const flags = ({ facts }: EventContext): EventData => ({
  'is-routed': false,
  'is-authenticated': true,
  'is-system-test': false,
  'is-test-mode': facts.testMode,
});

const accepted = (context: EventContext): EventData => ({
  ...common('accepted', 'info', context),
  method: 'HTTP',
  envelope: { sender: context.facts.sender, targets: context.recipient, transport: 'smtp' },
  flags: flags(context),
  storage: context.storage,
  message: fullMessage(context),
  'api-key-id': 'fake-key',
});

/** Mailgun took the mail and threw it away: it names the message, and neither recipient nor storage. */
const rejected = (context: EventContext): EventData => ({
  id: context.id,
  timestamp: seconds(context.occurredAt),
  'log-level': 'warn',
  event: 'rejected',
  account: { id: 'fake-account' },
  domain: { name: context.facts.domain },
  reject: { reason: 'Message was rejected', description: 'The recipient asked the fake for it.' },
  flags: { 'is-test-mode': context.facts.testMode },
  tags: context.facts.tags,
  campaigns: [],
  'user-variables': variables(context),
  message: fullMessage(context),
});

const deliveryFacts = (context: EventContext): EventData => ({
  envelope: {
    sender: context.facts.sender,
    transport: 'smtp',
    targets: context.recipient,
    'sending-ip': '192.0.2.25',
  },
  flags: { ...flags(context), 'is-big': false },
  'recipient-provider': 'Other',
  'primary-dkim': `pdk1._domainkey.${context.facts.domain}`,
  storage: context.storage,
  message: fullMessage(context),
});

const session = (attempt: number) => ({
  'attempt-no': attempt,
  'mx-host': 'mx.example.com',
  'session-seconds': 0.412,
  tls: true,
  utf8: true,
  'certificate-verified': true,
});

const delivery = (attempt: number): EventData => ({
  'delivery-status': {
    ...session(attempt),
    code: 250,
    message: 'OK',
    description: '',
    'enhanced-code': '',
  },
});

const failed = (failure: Failure, context: EventContext): EventData => {
  const temporary = failure.severity === 'temporary';
  const reason = temporary ? 'generic' : failure.reason;
  return {
    ...common('failed', temporary ? 'warn' : 'error', context),
    ...deliveryFacts(context),
    severity: failure.severity,
    reason,
    'delivery-status': failureStatus(failure),
  };
};

const permanent = {
  bounce: {
    code: 550,
    message: '5.1.1 The email account that you tried to reach does not exist',
    description: '',
    'enhanced-code': '5.1.1',
    'bounce-type': 'hard',
  },
  old: { code: 602, message: 'Too old', description: '', 'enhanced-code': '' },
  'suppress-bounce': { code: 605, message: '', description: 'Not delivering to previously bounced address' },
  'suppress-unsubscribe': { code: 606, message: '', description: 'Not delivering to unsubscribed address' },
  'suppress-complaint': {
    code: 607,
    message: '',
    description: 'Not delivering to a user who marked your messages as spam',
  },
} as const;

const failureStatus = (failure: Failure): EventData => {
  if (failure.severity === 'temporary') {
    return {
      ...session(failure.attempt),
      code: 450,
      message: '4.2.2 The mailbox is busy, try again later',
      description: '',
      'enhanced-code': '4.2.2',
      'retry-seconds': failure.retrySeconds,
    };
  }
  const status = permanent[failure.reason];
  return failure.reason.startsWith('suppress-')
    ? { 'attempt-no': failure.attempt, 'session-seconds': 0, ...status }
    : { ...session(failure.attempt), ...status };
};

const clients: Record<Reader, EventData> = {
  person: {
    'client-name': 'Firefox',
    'client-os': 'Linux',
    'client-type': 'browser',
    'device-type': 'desktop',
    'user-agent': 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0',
    bot: '',
  },
  scanner: {
    'client-name': 'unknown',
    'client-os': 'unknown',
    'client-type': 'unknown',
    'device-type': 'unknown',
    'user-agent': 'Mozilla/5.0 (compatible; LinkScanner/1.0)',
    bot: 'generic',
  },
  apple: {
    'client-name': 'unknown',
    'client-os': 'unknown',
    'client-type': 'unknown',
    'device-type': 'unknown',
    'user-agent': 'Mozilla/5.0',
    bot: 'apple',
  },
};

const interaction = (reader: Reader, context: EventContext): EventData => ({
  ip: '198.51.100.7',
  'client-info': clients[reader],
  geolocation: { country: 'US', region: 'CA', city: 'San Francisco', timezone: 'America/Los_Angeles' },
  ...(context.deliveredAt !== undefined && { 'delivered-at': seconds(context.deliveredAt) }),
});
