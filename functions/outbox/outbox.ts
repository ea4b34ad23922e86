import type { EmailView } from '../contract/email.ts';
import type { MessageStatus, Reason } from '../contract/message-status.ts';
import type { Mailbox } from '../platform/address.ts';
import type { Fault } from '../platform/errors.ts';
import { accept, type AcceptDeps, requestFaults } from './accept/accept.ts';
import { type Accepted, acceptedOf } from './accept/accepted.ts';
import { amend, type AmendOptions, type Data } from './accept/amend.ts';
import { removeBodies } from './accept/erase-store.ts';
import { eraseMessage } from './accept/erase.ts';
import type { MessageRequest } from './accept/message-request.ts';
import { previewRequest } from './accept/preview-request.ts';
import { ownRequest } from './accept/read-request.ts';
import { supersede } from './accept/supersede.ts';
import { readEmail } from './api/read.ts';
import { countDeadLetters, eachMessagePage } from './api/list.ts';
import { type CancellationFilter, countMatching } from './flow/cancellations.ts';
import { erasedFor, featureClient, keyedId, type Message } from './message/message.ts';
import type { Rendered } from '../rendering/render.ts';
import type { Related } from '../contract/email-event.ts';
import { relatedTo } from './message/bus-events.ts';
import { findMessages, type SendsTable } from './message/store.ts';

export type { Breaker } from './flow/breaker.ts';
export { breakerFields, viewBreaker } from './api/breaker-view.ts';

/** One e-mail that a feature asks for. */
export interface FeatureRequest {
  request: MessageRequest;
  /** Names the occasion: the same of one feature is the same e-mail, whatever is asked the second time. */
  key: string;
  /** When what it tells of happened, epoch milliseconds. */
  occasionAt?: number | undefined;
}

/** The id that an e-mail of a feature has, or would have, under a key. */
export const idOf = (feature: string, key: string): string => keyedId(featureClient(feature), key);

/** Where an e-mail is in its life, and what it belongs to. Times are epoch milliseconds. */
export interface EmailState {
  id: string;
  /** Raised with every change. */
  rev: number;
  status: MessageStatus;
  reason: Reason | undefined;
  to: Mailbox;
  template: string | undefined;
  scheduledAt: number | undefined;
  sentAt: number | undefined;
  deliveredAt: number | undefined;
  /** First opened, and first clicked, by a person. */
  openedAt: number | undefined;
  clickedAt: number | undefined;
  /** Ids and metadata that its bus events carry. */
  related: Related;
}

export type Amendment =
  /** It says what was asked for, now or before. */
  | { outcome: 'amended'; email: EmailState }
  /** It no longer waits for its time, so nothing of it can change. */
  | { outcome: 'settled'; email: EmailState; data: Data | undefined }
  /** `change` had no use for it. */
  | { outcome: 'declined'; email: EmailState; data: Data }
  /** There is none of this id. */
  | { outcome: 'unknown' };

/** What reads e-mails and changes none. */
export interface EmailReader {
  /** Those that are known of some ids. */
  find: (ids: readonly string[]) => Promise<ReadonlyMap<string, EmailState>>;
}

/** The one door to e-mails for the rooms above. */
export interface Outbox extends EmailReader {
  /** Takes an e-mail of a feature in; `isNew` is false where its key was used before. @throws ServiceError `invalid`. */
  send: (feature: string, request: FeatureRequest) => Promise<{ id: string; isNew: boolean }>;
  /** For what an e-mail of a feature would be refused, were it asked for now. */
  faultsOf: (request: MessageRequest) => Promise<readonly Fault[]>;
  /** What an e-mail of a feature would say, were it sent now; nothing is kept. @throws ServiceError `invalid`. */
  preview: (request: MessageRequest) => Promise<Rendered>;
  /** Takes tests of a template in, which are counted nowhere, for a client of the API. @throws ServiceError `invalid`. */
  sendTests: (client: string, requests: readonly MessageRequest[]) => Promise<Accepted[]>;
  /**
   * Changes the data of an e-mail that waits for its time; `change` answers undefined to decline.
   * @throws ServiceError `invalid` when the new data do not fit its template, `busy`.
   */
  amend: (
    id: string,
    change: (data: Data) => Record<string, unknown> | undefined,
    options?: AmendOptions,
  ) => Promise<Amendment>;
  /** Skips those that still wait, and were not changed since `rev` where it is given; answers whether there were any. */
  supersede: (ids: readonly string[], rev?: number) => Promise<boolean>;
  /** One e-mail with its timeline. @throws ServiceError `not_found`. */
  read: (id: string) => Promise<EmailView>;
  /** How many that match have not left yet. */
  countWaiting: (filter: CancellationFilter) => Promise<number>;
  /** Dead letters that nobody has tried again, up to a thousand. */
  deadLetters: () => Promise<{ count: number; isMore: boolean }>;
  /** All e-mails about a conversation or an appointment, a page at a time. */
  about: (related: { conversationId: string } | { appointmentId: string }) => AsyncGenerator<EmailState[]>;
  /**
   * Takes from e-mails what they say, and their recipient where it is the person of this address; unknown ids are left
   * out.
   */
  erase: (ids: readonly string[], email: string | undefined) => Promise<void>;
  /** Takes away what was stored of those that never came to be, as whoever asked for them ended before. */
  eraseUnfinished: (ids: readonly string[]) => Promise<void>;
}

const MOST_DEAD_LETTERS = 1000;

export const makeEmailReader = (sends: SendsTable): EmailReader => ({
  find: async (ids) =>
    new Map([...(await findMessages(sends, ids))].map(([id, message]) => [id, stateOf(message)])),
});

export const makeOutbox = (deps: AcceptDeps): Outbox => ({
  ...makeEmailReader(deps.sends),
  send: async (feature, { request, key, occasionAt }) => {
    const asked = {
      client: featureClient(feature),
      idempotencyKey: key,
      read: ownRequest(request),
      occasionAt,
    };
    const [acceptance] = await accept(deps, [asked]);
    // The first request of an occasion counts: what has changed since does not make it another one.
    if (acceptance?.outcome === 'reused') return { id: acceptance.id, isNew: false };
    return { id: acceptedOf(acceptance).id, isNew: acceptance?.outcome === 'accepted' };
  },
  faultsOf: (request) => requestFaults(deps, ownRequest(request)),
  preview: (request) => previewRequest(deps, request),
  sendTests: async (client, requests) => {
    const asked = requests.map((request) => ({ client, read: ownRequest(request), isTest: true }));
    return (await accept(deps, asked)).map(acceptedOf);
  },
  amend: async (id, change, options) => {
    const amended = await amend(deps, id, change, options);
    if (amended.outcome === 'unknown') return amended;
    const { message, ...rest } = amended;
    return { ...rest, email: stateOf(message) };
  },
  supersede: (ids, rev) => supersede(deps, ids, rev === undefined ? undefined : (fresh) => fresh.rev === rev),
  read: (id) => readEmail(deps, id),
  countWaiting: (filter) => countMatching(deps.sends, filter),
  deadLetters: () => countDeadLetters(deps.sends, deps.now(), MOST_DEAD_LETTERS),
  about: async function* (related) {
    for await (const messages of eachMessagePage(deps.sends, related, deps.now())) {
      yield messages.map(stateOf);
    }
  },
  erase: async (ids, email) => {
    for (const message of (await findMessages(deps.sends, ids)).values()) {
      await eraseMessage(deps, message, erasedFor(message, email));
    }
  },
  eraseUnfinished: async (ids) => {
    const known = await findMessages(deps.sends, ids);
    for (const id of ids.filter((one) => !known.has(one))) await removeBodies(deps.sends, id);
  },
});

const stateOf = (message: Message): EmailState => {
  const { id, rev, life, to, template, scheduledAt, sentAt, deliveredAt, openedAt, clickedAt } = message;
  return {
    id,
    rev,
    status: life.status,
    reason: 'reason' in life ? life.reason : undefined,
    to,
    template,
    scheduledAt,
    sentAt,
    deliveredAt,
    openedAt,
    clickedAt,
    related: relatedTo(message),
  };
};
