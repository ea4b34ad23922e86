import * as z from 'zod';
import { checkAddress, recipientKey } from '../platform/address.ts';
import { contentHash, sha256Hex } from '../platform/ids.ts';
import { instantOf } from '../platform/iso-time.ts';
import { type Failure, failureOf } from './failure.ts';
import { readMessageIdHeader } from '../contract/message-id.ts';

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
  | 'unsubscribed'
  /** Mailgun took it and threw it away. */
  | 'rejected';

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
  /** Whom it names, normalised; absent of `rejected`. */
  recipient: string | undefined;
  /** The domains that it names: its own, and that of its Message-Id. */
  domains: string[];
  /** About a mail that a route of Mailgun made of ours, such as a forwarded answer. */
  isRouted: boolean;
  tags: string[];
  /** Mailgun's own verdict that software, not a person, opened or clicked. */
  bot: boolean;
  url?: string | undefined;
  client?: string | undefined;
  detail?: string | undefined;
  failure?: Failure | undefined;
}

export type ReadEvent = { known: true; event: TrackedEvent } | { known: false; why: string };

const optionalFlag = z
  .union([z.boolean(), z.stringbool(), z.number().transform((flag) => flag !== 0)])
  .nullish()
  .catch(undefined);
const optionalText = z.string().nullish().catch(undefined);
/** Where Mailgun has nothing to say it shows `[]`, `{}` or null. */
const record = z.record(z.string(), z.unknown()).catch({});

/** The year 5138: dates beyond what JavaScript knows must not come in. */
const LATEST_TIMESTAMP_S = 1e11;

const secondsOf = (value: unknown): unknown => {
  const instant = typeof value === 'string' ? instantOf(value) : undefined;
  return instant === undefined ? value : instant / 1000;
};

const eventDataSchema = z.object({
  event: z.string(),
  id: z.union([z.string(), z.number().transform(String)]).catch(''),
  // A float of seconds; some senders of test events write an integer, a text, or ISO 8601.
  timestamp: z.preprocess(secondsOf, z.coerce.number().positive().max(LATEST_TIMESTAMP_S)),
  recipient: optionalText,
  domain: z.object({ name: optionalText }).catch({}),
  reject: z.object({ reason: optionalText, description: optionalText }).catch({}),
  severity: optionalText,
  reason: optionalText,
  url: optionalText,
  tags: z
    .array(z.unknown())
    .transform((tags) => tags.filter((tag) => typeof tag === 'string'))
    .catch([]),
  flags: z.object({ 'is-delayed-bounce': optionalFlag, 'is-routed': optionalFlag }).catch({}),
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
  'rejected',
];

const namingSchema = eventDataSchema.pick({ message: true, 'user-variables': true });

/** The message of ours that an event speaks of, whatever else it says; undefined where it names none. */
export const namedMessage = (raw: unknown): ReturnType<typeof readMessageIdHeader> => {
  const parsed = namingSchema.safeParse(raw);
  return parsed.success ? messageIn(parsed.data) : undefined;
};

const messageIn = ({ message, 'user-variables': variables }: z.infer<typeof namingSchema>) =>
  readMessageIdHeader(message.headers['message-id'] ?? '') ?? fromVariables(variables);

/** Reads Mailgun's `event-data`. Shapes and events that we don't know are told apart, never guessed. */
export const readEvent = (raw: unknown): ReadEvent => {
  const parsed = eventDataSchema.safeParse(raw);
  if (!parsed.success) return { known: false, why: 'not the shape of a Mailgun event' };
  const data = parsed.data;
  const type = typeOf(data);
  if (type === undefined) return { known: false, why: `an event of type ${data.event.slice(0, 40)}` };
  const mailgunId = data.message.headers['message-id'] ?? '';
  const message = messageIn(data);
  if (message === undefined) return { known: false, why: 'about a message that is not ours' };
  const recipient = recipientOf(data);
  if (recipient === undefined && type !== 'rejected') return { known: false, why: 'without a recipient' };
  return {
    known: true,
    event: {
      id: shortId(data.id === '' ? contentHash(raw) : data.id),
      type,
      occurredAt: Math.round(data.timestamp * 1000),
      messageId: message.id,
      generation: message.generation,
      ...(mailgunId !== '' && { mailgunMessageId: `<${mailgunId.replace(/^<|>$/g, '')}>` }),
      recipient,
      domains: domainsOf(data, mailgunId),
      isRouted: data.flags['is-routed'] === true,
      tags: data.tags,
      // Gmail's proxy fetches images when a person opens the mail, not before.
      bot: !['', 'gmail'].includes(data['client-info'].bot ?? ''),
      url: data.url?.slice(0, LONGEST_URL) ?? undefined,
      client: clientOf(data),
      detail: detailOf(data),
      ...((type === 'bounced' || type === 'failed') && { failure: meaningOf(data) }),
    },
  };
};

/** The longest id that a key holds beside what else it names; Mailgun's own have some twenty characters. */
const LONGEST_ID = 100;
const shortId = (id: string): string => (id.length <= LONGEST_ID ? id : sha256Hex(id));

/** In the one form that all addresses have here; Mailgun may spell an international domain in Unicode. */
const recipientOf = ({ recipient }: EventData): string | undefined => {
  if (recipient === undefined || recipient === null || recipient === '') return undefined;
  // Some name the mailbox, display name and all (RFC 5322 §3.4).
  const address = (/<([^<>]+)>\s*$/.exec(recipient)?.[1] ?? recipient).trim();
  const checked = checkAddress(address);
  return recipientKey(checked.ok ? checked.email : address);
};

const domainsOf = (data: EventData, mailgunId: string): string[] => {
  const ofId = mailgunId.replace(/>$/, '').split('@')[1];
  return [data.domain.name, ofId].flatMap((name) => (name ? [name.toLowerCase()] : []));
};

const typeOf = (data: EventData): EventType | undefined => {
  if (data.event !== 'failed') return plainTypes.find((type) => type === data.event);
  const { code } = data['delivery-status'];
  const isPassing = code !== undefined && code !== null && code >= 400 && code < 500;
  if (data.severity === 'temporary' || (data.severity !== 'permanent' && isPassing)) return 'deferred';
  const failure = meaningOf(data);
  return failure === 'hard_bounce' || failure === 'soft_bounce' ? 'bounced' : 'failed';
};

const meaningOf = (data: EventData): Failure => {
  const status = data['delivery-status'];
  return failureOf({
    reason: data.reason ?? undefined,
    code: status.code ?? undefined,
    enhancedCode: status['enhanced-code'] ?? undefined,
    bounceType: status['bounce-type'] ?? undefined,
    text: `${status.message ?? ''} ${status.description ?? ''}`,
    isDelayedBounce: data.flags['is-delayed-bounce'] === true,
  });
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
/** Ten of them fit a transaction. */
const LONGEST_URL = 4000;

const detailOf = (data: EventData): string | undefined => {
  if (data.event === 'rejected')
    return cut(data.reject.reason || data.reject.description || 'no reason given');
  if (data.event !== 'failed') return undefined;
  const { code, message, description } = data['delivery-status'];
  const words = message || description || data.reason || 'no reason given';
  return cut(`${code === undefined || code === null ? '' : `${code} `}${words}`);
};

const cut = (words: string): string => words.slice(0, DETAIL_LENGTH).toWellFormed();

const clientOf = (data: EventData): string | undefined => {
  const { bot, 'client-name': name, 'client-os': os } = data['client-info'];
  const words = [bot, name, os].filter((word) => word !== undefined && word !== null && word !== '');
  return words.length > 0 ? words.join(', ').slice(0, 80).toWellFormed() : undefined;
};
