import * as z from 'zod';
import { optionalIso, toIso } from '../platform/clock.ts';
import { jsonValueSchema } from '../platform/fields.ts';
import { categorySchema } from '../preferences/categories.ts';
import type { BodyHead } from './body-store.ts';
import type { StoredEvent } from './events-store.ts';
import { type Message, messageIdHeader, messageStatuses, reasons } from './message.ts';

export const timelineTypes = [
  'accepted',
  'scheduled',
  'queued',
  'sending',
  'sent',
  'delivered',
  'deferred',
  'opened',
  'clicked',
  'bounced',
  'complained',
  'unsubscribed',
  'replied',
  'failed',
  'skipped',
  'cancelled',
  'retried',
] as const;

const instant = z.iso.datetime();

export const statusSchema = z
  .enum(messageStatuses)
  .meta({ id: 'EmailStatus', description: 'Where an e-mail is in its life.' });
export const reasonSchema = z
  .enum(reasons)
  .meta({ id: 'Reason', description: 'Why an e-mail was skipped, failed, or waits.' });

export const timelineEntrySchema = z
  .object({
    type: z.enum(timelineTypes).meta({ id: 'TimelineType', description: 'What happened to an e-mail.' }),
    at: instant,
    reason: z.string().optional().describe('Why it ended or waits.'),
    detail: z.string().optional().describe('The same for people, such as what the mailbox answered.'),
    attempt: z.int().optional().describe('Which try it was, from 1.'),
    machine: z.boolean().optional().describe('True for opens and clicks by software; they are not counted.'),
    url: z.string().optional().describe('The link that was clicked.'),
    client: z.string().optional().describe('The mail program or browser.'),
  })
  .meta({ id: 'TimelineEntry', description: 'One thing that happened to an e-mail.' });
export type TimelineEntry = z.infer<typeof timelineEntrySchema>;

const mailboxSchema = z
  .object({ email: z.string(), name: z.string().optional() })
  .meta({ id: 'Mailbox', description: 'An address, with a name where one is known.' });

/** A message as callers see it. Lists leave out the timeline. */
export const messageViewSchema = z
  .object({
    id: z.string(),
    status: statusSchema,
    reason: reasonSchema.optional(),
    detail: z.string().optional().describe('The reason for people.'),
    to: mailboxSchema,
    subject: z.string(),
    category: categorySchema,
    lane: z
      .enum(['transactional', 'bulk'])
      .meta({ id: 'Lane', description: 'Which queue it takes; bulk never delays the other.' }),
    template: z.string().optional(),
    templateVersion: z.int().optional().describe('The version that it was accepted with.'),
    isTest: z.boolean().optional().describe('Sent to see what a template looks like.'),
    variant: z.string().optional(),
    messageId: z.string().describe('The Message-Id header.'),
    generation: z.int().describe('Raised by each retry by hand.'),
    attempts: z
      .int()
      .describe(
        'Tries that count: one that failed while nothing went through for anybody is no fault of this e-mail, and counts once only.',
      ),
    createdAt: instant.describe('When it was accepted.'),
    scheduledAt: instant.optional().describe('When it was asked to leave.'),
    expiresAt: instant.optional().describe('After this it is not sent any more.'),
    sentAt: instant.optional().describe('When Mailgun took it.'),
    deliveredAt: instant.optional().describe('When the mailbox took it.'),
    openedAt: instant.optional().describe('First opened by a person.'),
    clickedAt: instant.optional().describe('First clicked by a person.'),
    bouncedAt: instant.optional(),
    complainedAt: instant.optional(),
    unsubscribedAt: instant.optional(),
    opens: z.int().describe('By persons.'),
    clicks: z.int().describe('By persons.'),
    machineOpens: z.int().describe('By software, such as scanners.'),
    machineClicks: z.int().describe('By software, such as scanners.'),
    tags: z.array(z.string()),
    metadata: z.record(z.string(), jsonValueSchema).describe('As it was given.'),
    sessionId: z.string().optional(),
    conversationId: z.string().optional(),
    appointmentId: z.string().optional(),
    leadId: z.string().optional(),
    timeline: z.array(timelineEntrySchema).optional().describe('In order; lists leave it out.'),
  })
  .meta({ id: 'Email', description: 'An e-mail and what became of it.' });
export type MessageView = z.infer<typeof messageViewSchema>;

/** What everybody may know of a message whose id they have. */
export const messageStateSchema = messageViewSchema
  .pick({ id: true, status: true, reason: true })
  .meta({ id: 'EmailState', description: 'What a key without the scope `read` is told of an e-mail.' });
export type MessageState = z.infer<typeof messageStateSchema>;

/** A message for those who may not read what others wrote. */
export const stateOf = ({ id, status, reason }: MessageView): MessageState => ({ id, status, reason });

/** What callers are shown of a message; `body` is needed where subject, tags or metadata overflowed into it. */
export const viewMessage = (
  message: Message,
  parts: { body?: BodyHead | undefined; events?: readonly StoredEvent[] | undefined; domain: string },
): MessageView => {
  const { life } = message;
  const overflow = parts.body?.overflow;
  return {
    id: message.id,
    status: life.status,
    reason: 'reason' in life ? life.reason : life.status === 'queued' && life.paused ? 'paused' : undefined,
    detail: 'detail' in life ? life.detail : undefined,
    to: message.to,
    subject: message.subject ?? overflow?.subject ?? '',
    category: message.category,
    lane: message.lane,
    template: message.template,
    templateVersion: message.templateVersion,
    ...(message.isTest === true && { isTest: true }),
    variant: message.variant,
    messageId: message.mailgunMessageId ?? messageIdHeader(message, parts.domain),
    generation: message.generation,
    attempts: message.attempts + (message.undecidedTryAt === undefined ? 0 : 1),
    createdAt: toIso(message.createdAt),
    scheduledAt: optionalIso(message.scheduledAt),
    expiresAt: optionalIso(message.expiresAt),
    sentAt: optionalIso(message.sentAt),
    deliveredAt: optionalIso(message.deliveredAt),
    openedAt: optionalIso(message.openedAt),
    clickedAt: optionalIso(message.clickedAt),
    bouncedAt: optionalIso(message.bouncedAt),
    complainedAt: optionalIso(message.complainedAt),
    unsubscribedAt: optionalIso(message.unsubscribedAt),
    opens: message.opens,
    clicks: message.clicks,
    machineOpens: message.botOpens ?? 0,
    machineClicks: message.botClicks ?? 0,
    tags: message.tags ?? overflow?.tags ?? [],
    metadata: message.metadata ?? overflow?.metadata ?? {},
    sessionId: message.sessionId,
    conversationId: message.conversationId,
    appointmentId: message.appointmentId,
    leadId: message.leadId,
    timeline: parts.events && timeline(message, parts.events),
  };
};

interface Moment extends Omit<TimelineEntry, 'at'> {
  at: number;
}

/** A message's story in order: what we did with it, and what Mailgun told of it. */
const timeline = (message: Message, events: readonly StoredEvent[]): TimelineEntry[] =>
  [...ownMoments(message, events), ...events.flatMap(eventMoment)]
    .toSorted((a, b) => a.at - b.at || rank(a.type) - rank(b.type))
    .map((moment) => ({ ...moment, at: toIso(moment.at) }));

/** Of what happened in the same millisecond, causes come first. */
const rank = (type: TimelineEntry['type']): number =>
  type === 'retried' ? timelineTypes.indexOf('queued') - 0.5 : timelineTypes.indexOf(type);

const ownMoments = (message: Message, events: readonly StoredEvent[]): Moment[] => {
  const { life } = message;
  const moments: Moment[] = [{ type: 'accepted', at: message.createdAt }];
  const add = (type: Moment['type'], at: number | undefined, more: Partial<Moment> = {}) => {
    if (at !== undefined) moments.push({ type, at, ...more });
  };
  if (message.scheduledAt !== undefined)
    add('scheduled', message.createdAt, { detail: `for ${toIso(message.scheduledAt)}` });
  const addTries = ({ queuedAt, misses = [] }: Pick<Message, 'queuedAt' | 'misses'>): void => {
    add('queued', queuedAt);
    misses.forEach((miss, i) => {
      add('sending', miss.at, {
        attempt: i + 1,
        detail: `${miss.error}${miss.unknown ? ': the outcome is not known yet' : ''}`,
      });
    });
  };
  for (const ended of message.retries ?? []) {
    addTries(ended);
    if ((ended.attemptedAt ?? 0) > (ended.misses?.at(-1)?.at ?? 0)) add('sending', ended.attemptedAt);
    add('failed', ended.failedAt, { reason: ended.reason });
    add('retried', ended.retriedAt);
  }
  addTries(message);
  if (message.held)
    add('queued', message.held.at, {
      detail: `held until ${toIso(message.held.until)}: ${message.held.why}`,
    });
  const lastHeard = Math.max(message.misses?.at(-1)?.at ?? 0, message.held?.at ?? 0);
  // Mailgun's answer may reach us after its first events, and it had the mail by then.
  const firstTold = Math.min(...told(message, events));
  if ((message.attemptedAt ?? 0) > lastHeard)
    add('sending', message.attemptedAt && Math.min(message.attemptedAt, firstTold), {
      attempt: (message.misses?.length ?? 0) + 1,
    });
  add('sent', message.sentAt && Math.min(message.sentAt, firstTold));
  if (life.status === 'failed') add('failed', life.failedAt, { reason: life.reason, detail: life.detail });
  if (life.status === 'skipped') add('skipped', life.skippedAt, { reason: life.reason });
  if (life.status === 'cancelled') add('cancelled', life.cancelledAt);
  return moments;
};

/** When Mailgun told of the present generation. */
const told = (message: Message, events: readonly StoredEvent[]): number[] =>
  events.filter(({ generation }) => generation === message.generation).map(({ at }) => at);

/** Events that only confirm what the message itself says are told once. */
const eventMoment = (event: StoredEvent): Moment[] => {
  const type = timelineTypes.find((known) => known === event.type);
  if (type === undefined || type === 'accepted' || type === 'failed') return [];
  return [
    {
      type,
      at: event.at,
      ...(event.machine && { machine: true }),
      ...(event.detail !== undefined && { detail: event.detail }),
      ...(event.url !== undefined && { url: event.url }),
      ...(event.client !== undefined && { client: event.client }),
    },
  ];
};
