import { isSameMailbox, type Mailbox } from '../../platform/address.ts';
import { derivedId } from '../../platform/ids.ts';
import type { Category, Lane } from '../../contract/category.ts';
import type { Reason, MessageStatus } from '../../contract/message-status.ts';
import { erasedAddress } from '../../contract/erased-address.ts';

/** What became of a generation that was retried by hand, kept for the timeline. */
export interface EndedGeneration {
  queuedAt?: number | undefined;
  attemptedAt?: number | undefined;
  /** The last of them. */
  failedTries?: FailedTry[] | undefined;
  failedAt: number;
  reason: Reason;
  retriedAt: number;
}

/** A try that did not send, kept for the timeline. */
export interface FailedTry {
  at: number;
  error: string;
  /** True where the provider may have taken the mail all the same. */
  unknown?: boolean | undefined;
}

/** A scheduled message was given another time at `at`, kept for the timeline. */
export interface Move {
  at: number;
  from: number;
  to: number;
}

/** Everything about a message that holds in every status. Times are epoch milliseconds. */
export interface MessageFacts {
  id: string;
  /** Raised with every write; each write names the one it read. */
  rev: number;
  /** The API client that asked for it. */
  client: string;
  /** Hash of the request, to tell a repeated Idempotency-Key from a reused one. */
  requestHash: string;
  /** Names its body; each attempt to store a request has one of its own. */
  bodyId: string;
  /** The status that the first answer gave. */
  acceptedAs: 'scheduled' | 'queued' | 'skipped';
  to: Mailbox;
  category: Category;
  lane: Lane;
  subject?: string | undefined;
  template?: string | undefined;
  templateVersion?: number | undefined;
  variant?: string | undefined;
  tags?: string[] | undefined;
  metadata?: Record<string, unknown> | undefined;
  /** True where subject, tags or metadata are kept in the body item, to keep this one small. */
  overflow?: boolean | undefined;
  attachmentCount?: number | undefined;
  /** A mail to see what a template looks like: it is counted nowhere, and opt-outs do not hold it back. */
  isTest?: boolean | undefined;
  sessionId?: string | undefined;
  conversationId?: string | undefined;
  appointmentId?: string | undefined;
  leadId?: string | undefined;
  /** When what it tells of happened, where its feature says so. */
  occasionAt?: number | undefined;
  createdAt: number;
  scheduledAt?: number | undefined;
  /** When it was moved, and from which time: the first, and the last of them. */
  moves?: Move[] | undefined;
  expiresAt?: number | undefined;
  queuedAt?: number | undefined;
  /** Raised by one with every retry by hand. */
  generation: number;
  /** Raised by one whenever it is put on SQS; copies with a lower number are dropped. */
  copy: number;
  /** Tries of this generation that count, the one under way included. */
  attempts: number;
  /** When the last try failed of which nobody knows yet whether it counts: see `countedTries`. */
  undecidedTryAt?: number | undefined;
  failedTries?: FailedTry[] | undefined;
  /** The last wait that spent no try: throttled, breaker, account. */
  lastWait?: { at: number; why: string; until: number } | undefined;
  /** Ends of earlier generations. */
  retries?: EndedGeneration[] | undefined;
  attemptedAt?: number | undefined;
  sentAt?: number | undefined;
  mailgunMessageId?: string | undefined;
  deliveredAt?: number | undefined;
  bouncedAt?: number | undefined;
  openedAt?: number | undefined;
  clickedAt?: number | undefined;
  complainedAt?: number | undefined;
  unsubscribedAt?: number | undefined;
  /** Opens and clicks by persons; machines are counted apart. */
  opens: number;
  clicks: number;
  botOpens?: number | undefined;
  botClicks?: number | undefined;
}

export interface Scheduled {
  status: 'scheduled';
  nextCheckAt: number;
}
export interface Queued {
  status: 'queued';
  nextCheckAt: number;
  /** True while no copy is on SQS: the sweeper puts it there at `nextCheckAt`. */
  parked?: boolean | undefined;
  /** True while people hold its category or template back. */
  paused?: boolean | undefined;
}
export interface Sending {
  status: 'sending';
  nextCheckAt: number;
  claim: string;
  leaseUntil: number;
  /** Set when the outcome is unknown: from then on Mailgun's events decide. */
  settleAt?: number | undefined;
  /** Something newer took its place meanwhile: should this try not have sent it, no other is made. */
  isSuperseded?: boolean | undefined;
}
export interface Sent {
  status: 'sent';
  /** When Mailgun is asked what became of it, should no word have come; absent once asking is of no use. */
  nextCheckAt?: number | undefined;
  /** How often Mailgun was asked. */
  checks?: number | undefined;
}
export interface Delivered {
  status: 'delivered';
}
export interface Bounced {
  status: 'bounced';
  detail?: string | undefined;
}
export interface Failed extends Announced {
  status: 'failed';
  reason: Reason;
  failedAt: number;
  detail: string;
  /** Something newer took its place: nobody may send it again. */
  isSuperseded?: boolean | undefined;
}
export interface Skipped extends Announced {
  status: 'skipped';
  reason: Reason;
  skippedAt: number;
}
export interface Cancelled extends Announced {
  status: 'cancelled';
  cancelledAt: number;
}
/** An end of our own making. */
interface Announced {
  /** When the sweeper tells the bus of it; absent once it has been told. */
  announceAt?: number | undefined;
}

export type Life = Scheduled | Queued | Sending | Sent | Delivered | Bounced | Failed | Skipped | Cancelled;

/** One e-mail to one recipient: what holds always, and where it is in its life. */
export interface Message extends MessageFacts {
  life: Life;
}

const finalStatuses: ReadonlySet<MessageStatus> = new Set([
  'delivered',
  'bounced',
  'failed',
  'skipped',
  'cancelled',
]);

/** Final: nothing but a delayed bounce or a retry by hand leaves it. */
export const isFinal = (status: MessageStatus): boolean => finalStatuses.has(status);

/** Why it ended; of a message that waits, that people hold it back. */
export const reasonOf = (life: Life): Reason | undefined => {
  if ('reason' in life) return life.reason;
  return life.status === 'queued' && life.paused ? 'paused' : undefined;
};

/** A message that failed for no fault of its own or its recipient's, and waits for a person to decide. */
export const isDeadLetter = ({ life }: Message): boolean =>
  life.status === 'failed' &&
  life.isSuperseded !== true &&
  (life.reason === 'dead_lettered' || life.reason === 'outcome_unknown');

/** A message that failed, and that somebody should look at: Mailgun's own lists need nobody. */
export const waitsForPerson = (message: Message): boolean =>
  isDeadLetter(message) ||
  (message.life.status === 'failed' &&
    message.life.isSuperseded !== true &&
    (message.life.reason === 'rejected' || message.life.reason === 'no_content'));

/** A message that may still be sent needs what it carries; a failed one may be tried again by hand. */
export const needsAttachments = ({ status }: Life): boolean => status === 'failed' || !isFinal(status);

/** Unfinished messages stand in the sweeper's index. */
export const isUnfinished = (life: Life): life is Scheduled | Queued | Sending =>
  life.status === 'scheduled' || life.status === 'queued' || life.status === 'sending';

/** Whether a copy on SQS still speaks for its message: one that is parked has none, and one with a lower number is stale. */
export const hasCopy = ({ copy, life }: Message, number: number): boolean =>
  copy === number && life.status === 'queued' && life.parked !== true;

/** An end that the bus has not been told of yet. */
export const isUnannounced = (life: Life): life is (Failed | Skipped | Cancelled) & { announceAt: number } =>
  (life.status === 'failed' || life.status === 'skipped' || life.status === 'cancelled') &&
  life.announceAt !== undefined;
/** The name under which a feature of ours asks the outbox; no API key can have one with a colon. */
export const featureClient = (feature: string): string => `feature:${feature}`;

/** The id of what a client asks for under a key: the same key is the same message. */
export const keyedId = (client: string, key: string): string => derivedId('msg', client, key);

/** Whether a feature of ours asked for a message, and no API client. */
export const isOfFeature = ({ client }: Pick<Message, 'client'>): boolean => client.startsWith('feature:');
/** What stands for a message's recipient once a person is erased; undefined where it only speaks of them. */
export const erasedFor = ({ to }: Pick<Message, 'to'>, email: string | undefined): string | undefined =>
  email !== undefined && isSameMailbox(to.email, email) ? erasedAddress(email) : undefined;
