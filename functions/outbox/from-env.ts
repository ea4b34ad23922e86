import { type Breaker, readBreaker } from './flow/breaker.ts';
import { makeDynamo, type Dynamo } from '../platform/dynamo.ts';
import { configFromEnv, requireEnv, sendingModeFromEnv } from '../platform/environment.ts';
import { makeLogger, makeMeter } from '../platform/logging.ts';
import { makeSqs } from '../platform/queue.ts';
import { makeRecipientStore } from '../preferences/store.ts';
import { timersFromEnv } from '../timers/from-env.ts';
import type { AcceptDeps } from './accept/accept.ts';
import type { Lanes } from './message/lanes.ts';
import { S3Client } from '@aws-sdk/client-s3';
import { busFromEnv } from '../bus/from-env.ts';
import { systemClock } from '../platform/clock.ts';
import { type Catalogue, makeCatalogue } from '../rendering/catalogue.ts';
import { type AttachmentStore, makeAttachmentStore } from './message/attachments.ts';
import { makeMessageBus, type MessageBus } from './message/bus-events.ts';
import { type EmailReader, makeEmailReader, makeOutbox, type Outbox } from './outbox.ts';
import type { SendsTable } from './message/store.ts';

export const lanesFromEnv = (): Lanes => ({
  sqs: makeSqs(),
  urls: { transactional: requireEnv('TRANSACTIONAL_QUEUE_URL'), bulk: requireEnv('BULK_QUEUE_URL') },
});
/** The door to e-mails, for the rooms above. */
export const outboxFromEnv = (): Outbox => makeOutbox(acceptFromEnv());

/** Whether sending to Mailgun rests, for functions that may know no more. */
export const breakerFromEnv = (): (() => Promise<Breaker>) => {
  const state = { dynamo: makeDynamo(), table: requireEnv('STATE_TABLE') };
  return () => readBreaker(state);
};

/** Reading e-mails, for functions that may do no more. */
export const emailReaderFromEnv = (): EmailReader => makeEmailReader(sendsFromEnv(makeDynamo()));

/** What `accept` works with, as the stack has set it. */
export const acceptFromEnv = (): AcceptDeps => {
  const dynamo = makeDynamo();
  const config = configFromEnv();
  const sends = sendsFromEnv(dynamo);
  return {
    sends,
    recipients: makeRecipientStore(dynamo, requireEnv('PREFERENCES_TABLE')),
    templates: catalogueFromEnv(dynamo),
    attachments: attachmentsFromEnv(),
    lanes: lanesFromEnv(),
    timers: timersFromEnv('outbox'),
    bus: messageBusFromEnv(sends),
    logger: makeLogger(),
    config,
    mode: sendingModeFromEnv(),
    now: () => Date.now(),
  };
};

/** The table of messages, as the stack has set it. */
export const sendsFromEnv = (dynamo: Dynamo): SendsTable => ({
  dynamo,
  table: requireEnv('SENDS_TABLE'),
  messagesDays: configFromEnv().retention.messages_days,
  countersTable: requireEnv('STATE_TABLE'),
  meter: makeMeter(),
});

export const catalogueFromEnv = (dynamo: Dynamo): Catalogue =>
  makeCatalogue({ dynamo, table: requireEnv('TEMPLATES_TABLE') }, systemClock.now);

export const messageBusFromEnv = (sends: SendsTable): MessageBus => makeMessageBus(busFromEnv(), sends);

export const attachmentsFromEnv = (): AttachmentStore =>
  makeAttachmentStore(new S3Client({}), requireEnv('ATTACHMENTS_BUCKET'));
