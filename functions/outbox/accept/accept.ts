import pMap from 'p-map';
import type { Reason } from '../../contract/message-status.ts';
import type { Config, SendingMode } from '../../platform/config.ts';
import type { Fault } from '../../platform/errors.ts';
import { newId } from '../../platform/ids.ts';
import { keyedId } from '../message/message.ts';
import { loggable, type Logger } from '../../platform/logging.ts';
import type { Recipient } from '../../preferences/recipient.ts';
import { capOf } from '../../preferences/caps.ts';
import { settingsOf } from '../../preferences/settings.ts';
import type { RecipientStore } from '../../preferences/store.ts';
import type { Catalogue } from '../../rendering/catalogue.ts';
import type { Timers } from '../../timers/timers.ts';
import type { AttachmentStore } from '../message/attachments.ts';
import type { MessageBus } from '../message/bus-events.ts';
import { finish } from '../message/finish.ts';
import { type Lanes, queueCopies } from '../message/lanes.ts';
import { type Message, needsAttachments } from '../message/message.ts';
import { checkRequest, fieldsOf, type NamedTemplate, type RequestCheck } from './check-request.ts';
import type { CheckedRequest, ReadRequest } from './message-request.ts';
import { type PlanContext, planMessage } from './plan-message.ts';
import { bodyKeptUntil, putBody, removeBody } from '../message/body-store.ts';
import { createMessage, findMessage, type SendsTable } from '../message/store.ts';

export interface AcceptDeps {
  sends: SendsTable;
  recipients: Pick<RecipientStore, 'find' | 'countCapped'>;
  templates: Catalogue;
  attachments: AttachmentStore;
  lanes: Lanes;
  timers: Timers;
  bus: MessageBus;
  logger: Logger;
  config: Config;
  mode: SendingMode;
  now: () => number;
}

/** One e-mail that somebody asks for. */
export interface AcceptRequest {
  client: string;
  read: ReadRequest;
  idempotencyKey?: string | undefined;
  /** A mail to see what a template looks like. */
  isTest?: boolean;
  /** When what it tells of happened, epoch milliseconds. */
  occasionAt?: number | undefined;
}

export type Acceptance =
  | {
      outcome: 'accepted' | 'repeated';
      id: string;
      status: Message['acceptedAs'];
      /** Why it is never sent, of one that was skipped at once. */
      reason?: Reason | undefined;
    }
  /** The key was used before with another request; `id` is of the e-mail that this one made. */
  | { outcome: 'reused'; id: string }
  | { outcome: 'faulty'; faults: Fault[] }
  /** It could not be stored; it may be asked for again. */
  | { outcome: 'failed'; error: unknown };

/** How many requests of one call are stored at the same time. */
const PARALLEL = 20;

/**
 * The only way into the outbox. What it answers as accepted is in DynamoDB; SQS and timers make it prompt, and what
 * they lose the sweeper finds. A request that could not be stored stops no other.
 */
export const accept = async (deps: AcceptDeps, requests: readonly AcceptRequest[]): Promise<Acceptance[]> => {
  const stored = await pMap(requests, (request) => tryToStore(deps, request), { concurrency: PARALLEL });
  const fresh = stored.flatMap((one) => (one.message ? [one.message] : []));
  await Promise.all([
    mendedBySweeper(deps, 'queue', () => queueCopies(deps.lanes, fresh)),
    ...fresh.map((message) => planTimer(deps, message)),
    mendedBySweeper(deps, 'bus', () => finish(deps, fresh)),
  ]);
  return stored.map(({ answer }) => answer);
};

interface Stored {
  answer: Acceptance;
  /** The message, when this call created it. */
  message?: Message;
}

const tryToStore = async (deps: AcceptDeps, request: AcceptRequest): Promise<Stored> => {
  try {
    return await store(deps, request);
  } catch (error) {
    deps.logger.error('A request could not be stored', { error: loggable(error) });
    return { answer: { outcome: 'failed', error } };
  }
};

const store = async (deps: AcceptDeps, asked: AcceptRequest): Promise<Stored> => {
  const now = deps.now();
  const { client, read, idempotencyKey } = asked;
  const id = idempotencyKey === undefined ? newId('msg') : keyedId(client, idempotencyKey);
  const requestHash = read.hash;
  const bodyId = newId('body');

  const { check, recipient } = await checkNow(deps, read, now);
  if (idempotencyKey !== undefined && (!check.ok || check.checked.request.attachments !== undefined)) {
    // A repetition is answered as the first time, even when its sendAt has passed meanwhile;
    // and its attachments may be gone already, so they must not be stored again.
    const known = await findMessage(deps.sends, id);
    if (known) return { answer: answerKnown(known, requestHash) };
  }
  if (!check.ok) return { answer: { outcome: 'faulty', faults: check.faults } };
  const { request } = check.checked;

  const [capped, attachments] = await Promise.all([
    countCapped(deps, check.checked, recipient, now),
    deps.attachments.put(`${id}/${requestHash}`, request.attachments ?? []),
  ]);
  const { message, body } = planMessage(check.checked, {
    id,
    client,
    requestHash,
    bodyId,
    recipient,
    capped,
    attachments,
    config: deps.config,
    mode: deps.mode,
    now,
    isTest: asked.isTest,
    occasionAt: asked.occasionAt,
  });
  const bodyKeys = await putBody(deps.sends, message, body, bodyKeptUntil(message, deps.config, now));
  const known = await createMessage(deps.sends, message, now);
  // A write whose answer was lost is made again, and then meets itself.
  if (known !== undefined && known.bodyId !== bodyId) {
    // Another call with the same key came first, and its message may need the attachments no more.
    if (!needsAttachments(known.life) || known.requestHash !== requestHash)
      await deps.attachments.remove(attachments);
    await removeBody(deps.sends, bodyKeys);
    return { answer: answerKnown(known, requestHash) };
  }
  return { answer: acceptedAs('accepted', message), message };
};

const checkNow = async (
  deps: Pick<AcceptDeps, 'templates' | 'recipients' | 'config'>,
  read: ReadRequest,
  now: number,
): Promise<{ check: RequestCheck; recipient: Recipient | undefined }> => {
  const fields = fieldsOf(read);
  const [template, recipient] = await Promise.all([
    lookUpTemplate(deps.templates, fields.template),
    fields.to && deps.recipients.find(fields.to.email),
  ]);
  return { check: checkRequest(read, { config: deps.config, now, template, recipient }), recipient };
};

/** For what a request would be refused, were it made now. */
export const requestFaults = async (deps: AcceptDeps, read: ReadRequest): Promise<readonly Fault[]> => {
  const { check } = await checkNow(deps, read, deps.now());
  return check.ok ? [] : check.faults;
};

/** The active version of the template that a request names. */
const lookUpTemplate = async (
  templates: Catalogue,
  name: string | undefined,
): Promise<NamedTemplate | undefined> => {
  if (name === undefined) return undefined;
  const found = await templates.active(name);
  return found.kind === 'active' ? found : { ...found, names: await templates.names() };
};

/** How many like it the recipient got, of a capped mail that leaves now; those of later are counted when they leave. */
const countCapped = async (
  deps: AcceptDeps,
  { request, template }: CheckedRequest,
  recipient: Recipient | undefined,
  now: number,
): Promise<PlanContext['capped']> => {
  const mail = { category: template?.category ?? request.category ?? 'system', template: template?.name };
  const cap = capOf(mail, settingsOf(recipient, deps.config), deps.config);
  if (cap === undefined || (request.sendAt ?? now) > now) return undefined;
  return { most: cap.most, got: await deps.recipients.countCapped(request.to.email, cap.kind, now) };
};

const answerKnown = (known: Message, requestHash: string): Acceptance =>
  known.requestHash === requestHash ? acceptedAs('repeated', known) : { outcome: 'reused', id: known.id };

const acceptedAs = (
  outcome: 'accepted' | 'repeated',
  { id, acceptedAs: status, life }: Message,
): Acceptance => ({
  outcome,
  id,
  status,
  reason: life.status === 'skipped' && status === 'skipped' ? life.reason : undefined,
});

const planTimer = async (deps: AcceptDeps, message: Message): Promise<void> => {
  if (message.life.status !== 'scheduled' || message.scheduledAt === undefined) return;
  const dueAt = message.scheduledAt;
  await mendedBySweeper(deps, 'timer', () => deps.timers.plan({ kind: 'send', id: message.id, dueAt }));
};

/** The message is stored, so the caller is told 202 whatever happens here: the sweeper does what is left. */
const mendedBySweeper = async (deps: AcceptDeps, what: string, run: () => Promise<void>): Promise<void> => {
  try {
    await run();
  } catch (error) {
    deps.logger.warn(`The ${what} refused what follows from accepted messages; the sweeper will do it`, {
      error: loggable(error),
    });
  }
};
