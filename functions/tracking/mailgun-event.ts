import * as z from 'zod';
import { recipientKey } from '../platform/address.ts';
import { readMessageIdHeader } from '../outbox/message.ts';

/** Our words for Mailgun's events. */
export type EventType =
  | 'accepted'
  | 'delivered'
  | 'deferred'
  | 'bounced'
  | 'failed'
  | 'opened'
  | 'clicked'
  | 'complained'
  | 'unsubscribed';

/** A Mailgun event about a message of ours. */
export interface TrackedEvent {
  /** Mailgun's id, unique within a day only. */
  id: string;
  type: EventType;
  occurredAt: number;
  messageId: string;
  generation: number;
  /** The Message-Id that Mailgun knows it by. */
  mailgunMessageId?: string | undefined;
  recipient: string;
  tags: string[];
  /** Mailgun's own verdict that software, not a person, opened or clicked. */
  bot: boolean;
  url?: string | undefined;
  client?: string | undefined;
  detail?: string | undefined;
  failure?: Failure | undefined;
}

/** Why Mailgun gave up for good. */
export type Failure =
  'hard_bounce' | 'soft_bounce' | 'suppressed_bounce' | 'suppressed_complaint' | 'suppressed_unsubscribe';

export type ReadEvent = { known: true; event: TrackedEvent } | { known: false; why: string };

const optionalText = z.string().nullish().catch(undefined);
/** Where Mailgun has nothing to say it shows `[]`, `{}` or null. */
const record = z.record(z.string(), z.unknown()).catch({});

/** The year 5138: dates beyond what JavaScript knows must not come in. */
const LATEST_TIMESTAMP_S = 1e11;

const eventDataSchema = z.object({
  event: z.string(),
  id: z.union([z.string().min(1), z.number().transform(String)]),
  // A float of seconds; some senders of test events write an integer or a text.
  timestamp: z.coerce.number().positive().max(LATEST_TIMESTAMP_S),
  recipient: z.string().min(3),
  severity: optionalText,
  reason: optionalText,
  url: optionalText,
  tags: z.array(z.string()).catch([]),
  flags: z.object({ 'is-delayed-bounce': z.boolean().nullish().catch(undefined) }).catch({}),
  message: z.object({ headers: z.object({ 'message-id': optionalText }).catch({}) }).catch({ headers: {} }),
  'user-variables': record,
  'client-info': z
    .object({ bot: optionalText, 'client-name': optionalText, 'client-os': optionalText })
    .catch({}),
  'delivery-status': z
    .object({
      code: z.coerce.number().nullish().catch(undefined),
      message: optionalText,
      description: optionalText,
      'enhanced-code': optionalText,
      'bounce-type': optionalText,
    })
    .catch({}),
});
type EventData = z.infer<typeof eventDataSchema>;

const plainTypes: readonly EventType[] = [
  'accepted',
  'delivered',
  'opened',
  'clicked',
  'complained',
  'unsubscribed',
];

const failures = new Map<string, Failure>(
  Object.entries({
    bounce: 'hard_bounce',
    old: 'soft_bounce',
    espblock: 'soft_bounce',
    'suppress-bounce': 'suppressed_bounce',
    'suppress-complaint': 'suppressed_complaint',
    'suppress-unsubscribe': 'suppressed_unsubscribe',
  } satisfies Record<string, Failure>),
);
const failureCodes: Readonly<Record<number, Failure>> = {
  602: 'soft_bounce',
  605: 'suppressed_bounce',
  606: 'suppressed_unsubscribe',
  607: 'suppressed_complaint',
};

/** Reads Mailgun's `event-data`. Shapes and events that we don't know are told apart, never guessed. */
export const readEvent = (raw: unknown): ReadEvent => {
  const parsed = eventDataSchema.safeParse(raw);
  if (!parsed.success) return { known: false, why: 'not the shape of a Mailgun event' };
  const data = parsed.data;
  const type = typeOf(data);
  if (type === undefined) return { known: false, why: `an event of type ${data.event.slice(0, 40)}` };
  const mailgunId = data.message.headers['message-id'] ?? '';
  const message = readMessageIdHeader(mailgunId) ?? fromVariables(data['user-variables']);
  if (message === undefined) return { known: false, why: 'about a message that is not ours' };
  return {
    known: true,
    event: {
      id: data.id,
      type,
      occurredAt: Math.round(data.timestamp * 1000),
      messageId: message.id,
      generation: message.generation,
      ...(mailgunId !== '' && { mailgunMessageId: `<${mailgunId.replace(/^<|>$/g, '')}>` }),
      recipient: recipientKey(data.recipient),
      tags: data.tags,
      // Gmail's proxy fetches images when a person opens the mail, not before.
      bot: !['', 'gmail'].includes(data['client-info'].bot ?? ''),
      url: data.url ?? undefined,
      client: clientOf(data),
      detail: detailOf(data),
      ...((type === 'bounced' || type === 'failed') && { failure: failureOf(data) }),
    },
  };
};

const typeOf = (data: EventData): EventType | undefined => {
  if (data.event !== 'failed') return plainTypes.find((type) => type === data.event);
  if (data.severity === 'temporary') return 'deferred';
  const failure = failureOf(data);
  return failure === 'hard_bounce' || failure === 'soft_bounce' ? 'bounced' : 'failed';
};

/** An enhanced status code 5.1.x says that the address is wrong (RFC 3463 §3.2); 550 alone mostly means the same. */
const failureOf = (data: EventData): Failure => {
  const status = data['delivery-status'];
  const named = failures.get(data.reason ?? '') ?? failureCodes[status.code ?? 0];
  if (named !== undefined) return named;
  if (data.flags['is-delayed-bounce'] === true || status['bounce-type'] === 'hard') return 'hard_bounce';
  const enhanced = status['enhanced-code'] ?? '';
  if (enhanced !== '') return enhanced.startsWith('5.1.') ? 'hard_bounce' : 'soft_bounce';
  return status.code === 550 ? 'hard_bounce' : 'soft_bounce';
};

const variablesSchema = z.object({
  messageId: z.string().regex(/^msg_[0-9a-z]{26}$/),
  generation: z.coerce.number().int().min(0).default(0),
});

const fromVariables = (
  variables: Record<string, unknown>,
): { id: string; generation: number } | undefined => {
  const parsed = variablesSchema.safeParse(variables);
  return parsed.success ? { id: parsed.data.messageId, generation: parsed.data.generation } : undefined;
};

const DETAIL_LENGTH = 300;

const detailOf = (data: EventData): string | undefined => {
  if (data.event !== 'failed') return undefined;
  const { code, message, description } = data['delivery-status'];
  const words = message || description || data.reason || 'no reason given';
  return `${code === undefined || code === null ? '' : `${code} `}${words}`
    .slice(0, DETAIL_LENGTH)
    .toWellFormed();
};

const clientOf = (data: EventData): string | undefined => {
  const { bot, 'client-name': name, 'client-os': os } = data['client-info'];
  const words = [bot, name, os].filter((word) => word !== undefined && word !== null && word !== '');
  return words.length > 0 ? words.join(', ').slice(0, 80).toWellFormed() : undefined;
};
