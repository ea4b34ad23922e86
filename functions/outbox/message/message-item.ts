import * as z from 'zod';
import { recipientKey } from '../../platform/address.ts';
import { DAY, toIso } from '../../platform/clock.ts';
import { shardOf } from '../../platform/ids.ts';
import { categories } from '../../contract/category.ts';
import { isUnfinished, isUnannounced, type Message } from './message.ts';
import { type MessageStatus, reasons } from '../../contract/message-status.ts';

/** The unfinished index is split, so that no partition takes all of its writes. */
export const CHECK_SHARDS = 8;

const reason = z.enum(reasons);
const time = z.number();
const failedTries = z.array(z.object({ at: time, error: z.string(), unknown: z.boolean().optional() }));

const lifeSchema = z.discriminatedUnion('status', [
  z.object({ status: z.literal('scheduled'), nextCheckAt: time }),
  z.object({
    status: z.literal('queued'),
    nextCheckAt: time,
    parked: z.boolean().optional(),
    paused: z.boolean().optional(),
  }),
  z.object({
    status: z.literal('sending'),
    nextCheckAt: time,
    claim: z.string(),
    leaseUntil: time,
    settleAt: time.optional(),
    isSuperseded: z.boolean().optional(),
  }),
  z.object({ status: z.literal('sent'), nextCheckAt: time.optional(), checks: z.number().optional() }),
  z.object({ status: z.literal('delivered') }),
  z.object({ status: z.literal('bounced'), detail: z.string().optional() }),
  z.object({
    status: z.literal('failed'),
    reason,
    failedAt: time,
    detail: z.string(),
    announceAt: time.optional(),
    isSuperseded: z.boolean().optional(),
  }),
  z.object({ status: z.literal('skipped'), reason, skippedAt: time, announceAt: time.optional() }),
  z.object({ status: z.literal('cancelled'), cancelledAt: time, announceAt: time.optional() }),
]);

const messageSchema: z.ZodType<Message> = z.object({
  id: z.string(),
  rev: z.number(),
  client: z.string(),
  requestHash: z.string(),
  bodyId: z.string(),
  acceptedAs: z.enum(['scheduled', 'queued', 'skipped']),
  to: z.object({ email: z.string(), name: z.string().optional() }),
  category: z.enum(categories),
  lane: z.enum(['transactional', 'bulk']),
  subject: z.string().optional(),
  template: z.string().optional(),
  templateVersion: z.number().optional(),
  variant: z.string().optional(),
  tags: z.array(z.string()).optional(),
  metadata: z.record(z.string(), z.unknown()).optional(),
  overflow: z.boolean().optional(),
  attachmentCount: z.number().optional(),
  isTest: z.boolean().optional(),
  sessionId: z.string().optional(),
  conversationId: z.string().optional(),
  appointmentId: z.string().optional(),
  leadId: z.string().optional(),
  occasionAt: time.optional(),
  createdAt: time,
  scheduledAt: time.optional(),
  moves: z.array(z.object({ at: time, from: time, to: time })).optional(),
  expiresAt: time.optional(),
  queuedAt: time.optional(),
  generation: z.number(),
  copy: z.number(),
  attempts: z.number(),
  undecidedTryAt: time.optional(),
  failedTries: failedTries.optional(),
  lastWait: z.object({ at: time, why: z.string(), until: time }).optional(),
  retries: z
    .array(
      z.object({
        queuedAt: time.optional(),
        attemptedAt: time.optional(),
        failedTries: failedTries.optional(),
        failedAt: time,
        reason,
        retriedAt: time,
      }),
    )
    .optional(),
  attemptedAt: time.optional(),
  sentAt: time.optional(),
  mailgunMessageId: z.string().optional(),
  deliveredAt: time.optional(),
  bouncedAt: time.optional(),
  openedAt: time.optional(),
  clickedAt: time.optional(),
  complainedAt: time.optional(),
  unsubscribedAt: time.optional(),
  opens: z.number(),
  clicks: z.number(),
  botOpens: z.number().optional(),
  botClicks: z.number().optional(),
  life: lifeSchema,
});

/** A position in the lists: newest last, unique. */
export const sortKey = (message: Message): string => `${toIso(message.createdAt)}#${message.id}`;
export const listMonth = (epochMs: number): string => toIso(epochMs).slice(0, 7);

/**
 * Where a message of a status stands in the index by status. `queued` and `sending` share a place: a mail passes through
 * them within seconds, and each move would cost two writes.
 */
export const statusMonth = (status: MessageStatus, createdAt: number): string =>
  `${status === 'queued' || status === 'sending' ? 'leaving' : status}#${listMonth(createdAt)}`;

/** A position in the list of failed messages: newest end last, unique. */
export const failureKey = (message: Message, failedAt: number): string => `${toIso(failedAt)}#${message.id}`;

/** Failed messages stand in an index of their own, so that people find them however many others there are. */
const failureKeys = (message: Message) =>
  message.life.status === 'failed'
    ? {
        failedMonth: listMonth(message.life.failedAt),
        failureKey: failureKey(message, message.life.failedAt),
      }
    : undefined;

/** What the index of messages to be looked at is split by: who looks. */
export type CheckKind = 'sweep' | 'reconcile';

export const checkShard = (kind: CheckKind, shard: number): string => `${kind}#${shard}`;

/** Where a message stands in that index; undefined when nobody needs to look at it any more. */
const checkKeys = (message: Message): { checkShard: string; nextCheckAt: number } | undefined => {
  const { life, id } = message;
  const shard = checkShard('sweep', shardOf(id, CHECK_SHARDS));
  if (isUnfinished(life)) return { checkShard: shard, nextCheckAt: life.nextCheckAt };
  if (isUnannounced(life)) return { checkShard: shard, nextCheckAt: life.announceAt };
  if (life.status !== 'sent' || life.nextCheckAt === undefined) return undefined;
  return { checkShard: checkShard('reconcile', shardOf(id, CHECK_SHARDS)), nextCheckAt: life.nextCheckAt };
};

/** The DynamoDB item of a message: its fields and the keys of the indexes it stands in now. */
export const toItem = (message: Message, messagesDays: number, now: number): Record<string, unknown> => ({
  pk: message.id,
  sk: 'MESSAGE',
  ...message,
  recipientKey: recipientKey(message.to.email),
  sortKey: sortKey(message),
  listMonth: listMonth(message.createdAt),
  statusMonth: statusMonth(message.life.status, message.createdAt),
  ...failureKeys(message),
  ...(checkKeys(message) ?? { ttl: Math.ceil((now + messagesDays * DAY) / 1000) }),
});

export const fromItem = (item: Record<string, unknown>): Message => messageSchema.parse(item);
