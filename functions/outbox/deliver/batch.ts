import type { MessageBus, MessageEvent } from '../message/bus-events.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Config, SendingMode } from '../../platform/config.ts';
import type { Logger, Meter } from '../../platform/logging.ts';
import type { Sqs, VisibilityChange } from '../../platform/queue.ts';
import type { LinkKeys } from '../../platform/secrets.ts';
import type { Lane } from '../../contract/category.ts';
import type { CapStore } from '../../preferences/caps-store.ts';
import type { RecipientStore } from '../../preferences/store.ts';
import type { Catalogue } from '../../rendering/catalogue.ts';
import type { AttachmentStore } from '../message/attachments.ts';
import type { SharedBreaker } from '../flow/breaker.ts';
import type { ReadDomainHealth } from '../flow/domain-health.ts';
import type { Limiter } from '../flow/limiter.ts';
import type { MailgunClient } from '../../mailgun/mailgun.ts';
import type { Message } from '../message/message.ts';
import type { Paused } from '../flow/pauses.ts';
import type { SendsTable } from '../message/store.ts';

export interface DeliverDeps {
  sends: SendsTable;
  recipients: Pick<RecipientStore, 'find' | keyof CapStore>;
  templates: Catalogue;
  attachments: AttachmentStore;
  limiter: Limiter;
  pauses: () => Promise<Paused>;
  domainHealth: ReadDomainHealth;
  breaker: SharedBreaker;
  mailgun: Pick<MailgunClient, 'send'>;
  linkKeys: () => Promise<LinkKeys>;
  sqs: Sqs;
  bus: MessageBus;
  logger: Logger;
  metrics: Meter;
  clock: Clock;
  config: Config;
  mode: SendingMode;
  baseUrl: string;
  random: () => number;
}

/** A copy of a message as SQS hands it over. */
export interface Copy {
  /** SQS's id of this delivery, for the partial batch answer. */
  recordId: string;
  receiptHandle: string;
  /** How often SQS has handed it over, this time included. */
  receiveCount: number;
  id: string;
  copy: number;
}

export interface LaneRun {
  lane: Lane;
  queueUrl: string;
  /** Epoch milliseconds by which the batch must be done. */
  endsAt: number;
}

/** A message that this batch may send, and the copy that asked for it. */
export interface Job {
  copy: Copy;
  message: Message;
}

/** What a batch has come to so far. */
export interface Batch {
  /** Jobs that wait for a slot. */
  pending: Job[];
  /** Copies that SQS keeps, hidden for so long. */
  hidden: VisibilityChange[];
  /** Records that SQS keeps. */
  kept: string[];
  /** Published before SQS is answered, so that none is lost. */
  events: MessageEvent[];
  /** Messages that ended here without being sent. */
  ended: Message[];
}
