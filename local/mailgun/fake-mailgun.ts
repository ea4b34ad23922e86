import type { DatabaseSync } from 'node:sqlite';

/** A fault that strikes the next sends; the words are those of `POST /_local/mailgun/faults`. */
export type FaultKind =
  | 'none'
  | '400'
  | '401'
  | '404'
  | '413'
  | '420'
  | '429'
  | '500'
  | '503'
  | 'reset_before'
  | 'reset_after'
  | 'timeout_before'
  | 'timeout_after';

export interface Fault {
  fault: FaultKind;
  /** Share of sends that are struck, 0 to 1. */
  share: number;
  /** How many sends are struck before the fault ends by itself; endless when left out. */
  count?: number;
  /** Seconds that 420 and 429 name, in the text and in `Retry-After`. */
  retryAfter?: number;
}

export interface InboxSummary {
  id: string;
  to: string;
  from: string;
  subject: string;
  messageId: string;
  receivedAt: string;
  tags: string[];
  variables: Record<string, string>;
}

export interface InboxFilter {
  to?: string;
  /** Words, each of which is part of the address, the subject or a tag, or begins an id. */
  search?: string;
  limit: number;
}

export interface InboxAttachment {
  filename: string;
  contentType: string;
  size: number;
  /** base64 */
  content: string;
}

export interface InboxMail extends InboxSummary {
  headers: [name: string, value: string][];
  html: string;
  text: string;
  attachments: InboxAttachment[];
  raw?: string;
}

export interface FakeMailgunOptions {
  /** Everything is written here before it is answered, so that a killed process loses nothing. */
  database: DatabaseSync;
  /** The service's clock, epoch milliseconds; it may jump forward. */
  now: () => number;
  /** Where signed webhooks are posted; none are sent while it is undefined. */
  webhookUrl: () => string | undefined;
  /** Where its settings say that they are posted, if that is another name of the same place. */
  registeredUrl?: () => string | undefined;
  apiKey: string;
  /** A key that may send and nothing else, as Mailgun's domain sending keys. */
  sendingKey?: string;
  signingKey: string;
  /** 0 picks a free port. */
  port: number;
  /** Called whenever something new may be due. */
  onChange: () => void;
  /** Seeds the shares of faults and drops; a random seed when left out. */
  seed?: number;
}

export interface FakeMailgun {
  readonly url: string;
  /** When the next webhook (or late event) is due, epoch milliseconds; undefined when nothing waits. */
  nextDueAt: () => number | undefined;
  /** Posts every webhook that is due now and plays every recipient whose time has come. */
  runDue: () => Promise<void>;
  /** True while a request is being answered or a webhook is on its way. */
  isBusy: () => boolean;
  setFault: (fault: Fault) => void;
  /** Share of webhooks that are never sent; the events API still knows them. */
  setWebhookDrop: (share: number) => void;
  /**
   * Puts an event of another application into a domain's events API, as it is given; no webhook tells of it.
   * The domain is the event's own or the first that was used; answers undefined when there is neither.
   */
  addEvent: (event: Record<string, unknown>) => Record<string, unknown> | undefined;
  /** How often its lists of bounces, complaints and the like have changed. */
  listChanges: () => number;
  inbox: (filter: InboxFilter) => InboxSummary[];
  /** How many mails arrived. */
  inboxSize: () => number;
  mail: (id: string) => InboxMail | undefined;
  reset: () => void;
  stop: () => Promise<void>;
}
