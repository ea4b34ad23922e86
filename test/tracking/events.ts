import { createHmac } from 'node:crypto';
import type { TrackedEvent } from '../../functions/mailgun/event.ts';
import { MESSAGE_ID, NOW, SECOND } from '../outbox/messages.ts';

export const SIGNING_KEY = 'signing-key-of-today';
export const PREVIOUS_KEY = 'signing-key-of-yesterday';
const TOKEN = 'c3a1b2d4e5f60718293a4b5c6d7e8f901a2b3c4d5e6f708192';

/** Mailgun's proof, made as Mailgun makes it. */
export const aStamp = (different: { timestamp?: string; token?: string; key?: string } = {}) => {
  const { timestamp = String(NOW / 1000), token = TOKEN, key = SIGNING_KEY } = different;
  return {
    timestamp,
    token,
    signature: createHmac('sha256', key)
      .update(timestamp + token)
      .digest('hex'),
  };
};

/** An event as our code knows it. */
export const anEvent = (different: Partial<TrackedEvent> = {}): TrackedEvent => ({
  id: 'Ase7i2zsRYeDXztHGENqRA',
  type: 'delivered',
  occurredAt: NOW + 3 * SECOND,
  messageId: MESSAGE_ID,
  generation: 0,
  recipient: 'ada@example.com',
  domains: ['mg.example.com'],
  isRouted: false,
  tags: ['appointment'],
  bot: false,
  ...different,
});

const everyEvent = {
  id: 'Ase7i2zsRYeDXztHGENqRA',
  timestamp: 1772442003.529501,
  'log-level': 'info',
  account: { id: '5e2f0c1a7b8c9d0e1f2a3b4c' },
  domain: { name: 'mg.example.com' },
  recipient: 'Ada@example.com',
  'recipient-domain': 'example.com',
  tags: ['appointment', 'spring'],
  campaigns: [],
  'user-variables': { messageId: MESSAGE_ID, generation: '0' },
};

const headersOnly = { message: { headers: { 'message-id': `${MESSAGE_ID}.0@mg.example.com` } } };
const wholeMessage = {
  message: {
    headers: {
      to: 'Ada Lovelace <ada@example.com>',
      'message-id': `${MESSAGE_ID}.0@mg.example.com`,
      from: 'Example Sales <sales@example.com>',
      subject: 'Your appointment',
    },
    attachments: [],
    size: 1748,
  },
};
const delivery = {
  envelope: {
    sender: 'bounce+7f9c1e.a2b3c4-ada=example.com@mg.example.com',
    transport: 'smtp',
    targets: 'ada@example.com',
    'sending-ip': '192.0.2.17',
  },
  flags: {
    'is-authenticated': true,
    'is-routed': false,
    'is-big': false,
    'is-system-test': false,
    'is-test-mode': false,
  },
  'recipient-provider': 'Other',
  'primary-dkim': 'pdk1._domainkey.mg.example.com',
  storage: {
    url: 'https://storage-us-east4.api.mailgun.net/v3/domains/mg.example.com/messages/BAABAQ',
    key: 'BAABAQ',
    region: 'us-east4',
    env: 'production',
  },
};
const reader = {
  ip: '198.51.100.7',
  geolocation: { country: 'DE', region: 'BE', city: 'Berlin', timezone: 'Europe/Berlin' },
  'client-info': {
    'client-name': 'Firefox',
    'client-os': 'Linux',
    'client-type': 'browser',
    'device-type': 'desktop',
    'user-agent': 'Mozilla/5.0 (X11; Linux x86_64; rv:147.0) Gecko/20100101 Firefox/147.0',
    bot: '',
  },
  'delivered-at': '2026-03-02T09:00:03Z',
};

const failed = (
  severity: 'temporary' | 'permanent',
  reason: string,
  status: Record<string, unknown>,
): Record<string, unknown> => ({
  ...everyEvent,
  ...delivery,
  ...wholeMessage,
  event: 'failed',
  'log-level': severity === 'permanent' ? 'error' : 'warn',
  severity,
  reason,
  'delivery-status': {
    'attempt-no': 1,
    description: '',
    'session-seconds': 0.62,
    'mx-host': 'mx.example.com',
    tls: true,
    utf8: true,
    'certificate-verified': true,
    ...status,
  },
});

/** Mailgun's `event-data` of each kind, as its documentation shows them and its webhooks send them. */
export const mailgunEvents = {
  accepted: {
    ...everyEvent,
    ...delivery,
    ...wholeMessage,
    event: 'accepted',
    method: 'HTTP',
    'api-key-id': '12a3456b-1a23456b',
  },
  delivered: {
    ...everyEvent,
    ...delivery,
    ...wholeMessage,
    event: 'delivered',
    'delivery-status': {
      'attempt-no': 1,
      code: 250,
      message: 'OK',
      description: '',
      'enhanced-code': '2.0.0',
      'mx-host': 'mx.example.com',
      'session-seconds': 0.43,
      tls: true,
      utf8: true,
      'certificate-verified': true,
    },
  },
  temporaryFail: failed('temporary', 'generic', {
    code: 452,
    message: '4.2.2 The email account that you tried to reach is over quota',
    'enhanced-code': '4.2.2',
    'retry-seconds': 600,
  }),
  hardBounce: failed('permanent', 'bounce', {
    code: 550,
    message: '5.1.1 The email account that you tried to reach does not exist',
    'enhanced-code': '5.1.1',
    'bounce-type': 'hard',
  }),
  tooOld: failed('permanent', 'old', { code: 602, message: 'Too old', 'enhanced-code': null }),
  spamBlock: failed('permanent', 'espblock', {
    code: 554,
    message: '5.7.1 Message rejected as spam',
    'enhanced-code': '5.7.1',
  }),
  suppressedBounce: failed('permanent', 'suppress-bounce', {
    code: 605,
    message: '',
    description: 'Not delivering to previously bounced address',
  }),
  suppressedUnsubscribe: failed('permanent', 'suppress-unsubscribe', {
    code: 606,
    message: '',
    description: 'Not delivering to unsubscribed address',
  }),
  suppressedComplaint: failed('permanent', 'suppress-complaint', {
    code: 607,
    message: '',
    description: 'Not delivering to a user who marked your messages as spam',
  }),
  // The mailbox took it, and sent it back later: hardly anything of the mail is known any more.
  delayedBounce: {
    ...failed('permanent', 'generic', {
      code: 550,
      message: 'mailbox unavailable',
      description: null,
      'enhanced-code': null,
    }),
    envelope: {},
    tags: null,
    'user-variables': {},
    flags: { 'is-delayed-bounce': true, 'is-test-mode': false },
  },
  opened: { ...everyEvent, ...headersOnly, ...reader, event: 'opened' },
  clicked: {
    ...everyEvent,
    ...headersOnly,
    ...reader,
    event: 'clicked',
    url: 'https://example.com/offer?a=1&b=2',
  },
  complained: {
    ...everyEvent,
    ...wholeMessage,
    flags: { 'is-test-mode': false },
    event: 'complained',
  },
  unsubscribed: { ...everyEvent, ...headersOnly, ...reader, event: 'unsubscribed', tags: ['*'] },
} satisfies Record<string, Record<string, unknown>>;
