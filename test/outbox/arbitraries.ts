import fc from 'fast-check';
import type { Action, ProviderAction } from '../../functions/outbox/message/actions.ts';
import { type Life, type Message } from '../../functions/outbox/message/message.ts';
import { categories } from '../../functions/contract/category.ts';
import { DAY, MESSAGE_ID, NOW } from './messages.ts';
import { reasons } from '../../functions/contract/message-status.ts';

/** Times of one day, few enough that some coincide. */
export const aTime = fc.integer({ min: 0, max: 200 }).map((step) => NOW + step * (DAY / 200));

const reason = fc.constantFrom(...reasons);
const text = fc.string({ maxLength: 40, unit: 'binary' });
const count = fc.nat({ max: 20 });
const failedTry = fc.record(
  { at: aTime, error: text, unknown: fc.boolean() },
  { requiredKeys: ['at', 'error'] },
);

export const aProviderAction: fc.Arbitrary<ProviderAction> = fc.oneof(
  fc.record({ type: fc.constantFrom('accepted', 'deferred', 'delivered'), occurredAt: aTime }),
  fc.record({ type: fc.constant('bounced'), occurredAt: aTime, detail: text }),
  fc.record({ type: fc.constant('failedAfterSend'), occurredAt: aTime, reason, detail: text }),
  fc.record({ type: fc.constantFrom('opened', 'clicked'), occurredAt: aTime, machine: fc.boolean() }),
  fc.record({ type: fc.constantFrom('complained', 'unsubscribed'), occurredAt: aTime }),
);

/** Every action there is, told as often as ours are likely. */
export const anAction: fc.Arbitrary<Action> = fc.oneof(
  { arbitrary: fc.constant<Action>({ type: 'queue' }), weight: 2 },
  { arbitrary: fc.record({ type: fc.constant('park'), until: aTime }), weight: 1 },
  {
    arbitrary: fc.record({
      type: fc.constant('claim'),
      token: text,
      leaseUntil: aTime,
      recoveredAt: aTime,
    }),
    weight: 4,
  },
  { arbitrary: fc.constantFrom<Action>({ type: 'release' }, { type: 'settledAbsent' }), weight: 2 },
  { arbitrary: fc.record({ type: fc.constant('sent'), mailgunMessageId: text }), weight: 1 },
  {
    arbitrary: fc.record(
      { type: fc.constant('notSent'), failedTry, lastWait: fc.record({ why: text, until: aTime }) },
      { requiredKeys: ['type', 'failedTry'] },
    ),
    weight: 3,
  },
  {
    arbitrary: fc.record({
      type: fc.constant('unknown'),
      failedTry,
      settleAt: aTime,
      isProbe: fc.boolean(),
    }),
    weight: 3,
  },
  {
    arbitrary: fc.record({ type: fc.constantFrom('leaseLapsed', 'settleLater'), settleAt: aTime }),
    weight: 2,
  },
  { arbitrary: fc.record({ type: fc.constant('fail'), reason, detail: text }), weight: 2 },
  { arbitrary: fc.record({ type: fc.constant('skip'), reason }), weight: 1 },
  {
    arbitrary: fc.constantFrom<Action>(
      { type: 'cancel' },
      { type: 'retry' },
      { type: 'noEvents' },
      { type: 'announced' },
    ),
    weight: 2,
  },
  { arbitrary: fc.record({ type: fc.constant('reschedule'), scheduledAt: aTime }), weight: 1 },
  { arbitrary: aProviderAction, weight: 3 },
);

const aLife: fc.Arbitrary<Life> = fc.oneof(
  fc.record({ status: fc.constant('scheduled'), nextCheckAt: aTime }),
  fc.record(
    { status: fc.constant('queued'), nextCheckAt: aTime, parked: fc.boolean() },
    { requiredKeys: ['status', 'nextCheckAt'] },
  ),
  fc.record(
    {
      status: fc.constant('sending'),
      nextCheckAt: aTime,
      claim: text,
      leaseUntil: aTime,
      settleAt: aTime,
    },
    { requiredKeys: ['status', 'nextCheckAt', 'claim', 'leaseUntil'] },
  ),
  fc.record({ status: fc.constant('sent'), nextCheckAt: aTime, checks: count }, { requiredKeys: ['status'] }),
  fc.record({ status: fc.constant('delivered') }),
  fc.record({ status: fc.constant('bounced'), detail: text }, { requiredKeys: ['status'] }),
  fc.record(
    { status: fc.constant('failed'), reason, failedAt: aTime, detail: text, announceAt: aTime },
    { requiredKeys: ['status', 'reason', 'failedAt', 'detail'] },
  ),
  fc.record(
    { status: fc.constant('skipped'), reason, skippedAt: aTime, announceAt: aTime },
    { requiredKeys: ['status', 'reason', 'skippedAt'] },
  ),
  fc.record(
    { status: fc.constant('cancelled'), cancelledAt: aTime, announceAt: aTime },
    { requiredKeys: ['status', 'cancelledAt'] },
  ),
);

// Names that JavaScript gives a meaning of their own.
const reserved = new Set(['__proto__', 'constructor']);
const metadata = fc.dictionary(
  fc.string({ minLength: 1, maxLength: 20 }).filter((name) => !reserved.has(name)),
  fc.oneof(text, fc.integer(), fc.boolean(), fc.constant(null), fc.array(text, { maxLength: 3 })),
);

/** Any message that could stand in the table. */
export const anyMessage: fc.Arbitrary<Message> = fc.record(
  {
    id: fc.constant(MESSAGE_ID),
    rev: count,
    client: text,
    requestHash: text,
    bodyId: text,
    acceptedAs: fc.constantFrom('scheduled', 'queued', 'skipped'),
    to: fc.record({ email: fc.emailAddress(), name: text }, { requiredKeys: ['email'] }),
    category: fc.constantFrom(...categories),
    lane: fc.constantFrom('transactional', 'bulk'),
    subject: text,
    template: text,
    templateVersion: count,
    variant: text,
    tags: fc.array(text, { maxLength: 10 }),
    metadata,
    overflow: fc.boolean(),
    attachmentCount: count,
    sessionId: text,
    conversationId: text,
    appointmentId: text,
    leadId: text,
    createdAt: aTime,
    scheduledAt: aTime,
    expiresAt: aTime,
    queuedAt: aTime,
    generation: count,
    copy: count,
    attempts: count,
    failedTries: fc.array(failedTry, { maxLength: 10 }),
    lastWait: fc.record({ at: aTime, why: text, until: aTime }),
    retries: fc.array(fc.record({ failedAt: aTime, reason, retriedAt: aTime }), { maxLength: 5 }),
    attemptedAt: aTime,
    sentAt: aTime,
    mailgunMessageId: text,
    deliveredAt: aTime,
    bouncedAt: aTime,
    openedAt: aTime,
    clickedAt: aTime,
    complainedAt: aTime,
    unsubscribedAt: aTime,
    opens: count,
    clicks: count,
    botOpens: count,
    botClicks: count,
    life: aLife,
  },
  {
    requiredKeys: [
      'id',
      'rev',
      'client',
      'requestHash',
      'bodyId',
      'acceptedAs',
      'to',
      'category',
      'lane',
      'createdAt',
      'generation',
      'copy',
      'attempts',
      'opens',
      'clicks',
      'life',
    ],
  },
);
