import type { Message } from '../../functions/outbox/message/message.ts';
import type { MessageBody } from '../../functions/outbox/message/body.ts';
import { checkConfig } from '../../functions/app-config.ts';
import type { Config } from '../../functions/platform/config.ts';
import type { MessageStatus } from '../../functions/contract/message-status.ts';

export const SECOND = 1000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** The moment at which most tests play. */
export const NOW = Date.parse('2026-03-02T09:00:00.000Z');
export const MESSAGE_ID = 'msg_0123456789abcdefghjkmnpqrs';

/** A transactional message about an appointment, queued a moment ago. */
export const aMessage = (different: Partial<Message> = {}): Message => ({
  id: MESSAGE_ID,
  rev: 3,
  client: 'crm',
  requestHash: '5d41402abc4b2a76b9719d911017c592',
  bodyId: 'body_1',
  acceptedAs: 'queued',
  to: { email: 'ada@example.com', name: 'Ada Lovelace' },
  category: 'appointment',
  lane: 'transactional',
  subject: 'Your appointment on Monday',
  createdAt: NOW,
  queuedAt: NOW,
  generation: 0,
  copy: 1,
  attempts: 0,
  opens: 0,
  clicks: 0,
  life: { status: 'queued', nextCheckAt: NOW + 10 * MINUTE },
  ...different,
});

const ofTry = { attempts: 1, attemptedAt: NOW + SECOND };
const ofSent = {
  ...ofTry,
  sentAt: NOW + 2 * SECOND,
  mailgunMessageId: `<${MESSAGE_ID}.0@mg.example.com>`,
};
const claim = { claim: 'claim_1', leaseUntil: NOW + MINUTE + SECOND };

/** A message in each status; `unknown` is one that is sending, and nobody knows whether Mailgun has it. */
const examples: Readonly<Record<MessageStatus | 'unknown', Partial<Message>>> = {
  scheduled: {
    acceptedAs: 'scheduled',
    copy: 0,
    queuedAt: undefined,
    scheduledAt: NOW + HOUR,
    life: { status: 'scheduled', nextCheckAt: NOW + HOUR + 30 * SECOND },
  },
  queued: { life: { status: 'queued', nextCheckAt: NOW + 10 * MINUTE } },
  sending: { ...ofTry, life: { status: 'sending', nextCheckAt: NOW + 10 * MINUTE, ...claim } },
  unknown: {
    ...ofTry,
    failedTries: [{ at: NOW + 6 * SECOND, error: 'ECONNABORTED', unknown: true }],
    life: { status: 'sending', nextCheckAt: NOW + 5 * MINUTE, settleAt: NOW + 5 * MINUTE, ...claim },
  },
  sent: {
    ...ofSent,
    life: { status: 'sent', checks: 0, nextCheckAt: NOW + 15 * MINUTE + 2 * SECOND },
  },
  delivered: { ...ofSent, deliveredAt: NOW + 3 * SECOND, life: { status: 'delivered' } },
  bounced: {
    ...ofSent,
    bouncedAt: NOW + 3 * SECOND,
    life: { status: 'bounced', detail: '550 No such mailbox' },
  },
  failed: {
    ...ofTry,
    life: { status: 'failed', reason: 'rejected', failedAt: NOW + 2 * SECOND, detail: '400 no' },
  },
  skipped: {
    acceptedAs: 'skipped',
    copy: 0,
    queuedAt: undefined,
    life: { status: 'skipped', reason: 'opted_out', skippedAt: NOW },
  },
  cancelled: { life: { status: 'cancelled', cancelledAt: NOW + SECOND } },
};

export const aMessageThatIs = (
  status: MessageStatus | 'unknown',
  different: Partial<Message> = {},
): Message => aMessage({ ...examples[status], ...different });

/** What an inline e-mail says. */
export const aBody = (different: Partial<MessageBody> = {}): MessageBody => ({
  content: { kind: 'inline', subject: 'Your appointment', html: '<p>See you.</p>', text: 'See you.' },
  ...different,
});

/** A request for an inline e-mail, as a caller would post it. */
export const aRequest = (different: Record<string, unknown> = {}): Record<string, unknown> => ({
  to: { email: 'ada@example.com' },
  subject: 'Your export is ready',
  text: 'Fetch it within seven days.',
  category: 'system',
  ...different,
});

/** A request that names a template. */
export const aTemplateRequest = (different: Record<string, unknown> = {}): Record<string, unknown> => ({
  to: { email: 'ada@example.com' },
  template: 'system_notification',
  data: { title: 'Your export is ready', body: 'Fetch it within seven days.' },
  ...different,
});

type Sections = Record<
  'mailgun' | 'sending' | 'tracking' | 'delivery' | 'templates',
  Record<string, unknown>
>;

/** The defaults of app.yaml with domains of our own; `email` holds what differs. */
export const aConfig = (email: Partial<Sections> = {}): Config =>
  checkConfig(
    {
      email: {
        ...email,
        mailgun: { domain: 'mg.example.com', ...email.mailgun },
        sending: {
          from_name: 'Example Sales',
          from_email: 'sales@example.com',
          reply_to: 'answers@example.com',
          ...email.sending,
        },
      },
    },
    'app.yaml',
  );
