import { S3Client } from '@aws-sdk/client-s3';
import { busFromEnv } from '../platform/bus.ts';
import { systemClock } from '../platform/clock.ts';
import type { Dynamo } from '../platform/dynamo.ts';
import { configFromEnv, requireEnv } from '../platform/environment.ts';
import { makeMeter } from '../platform/logging.ts';
import { type Catalogue, makeCatalogue } from '../templates/catalogue.ts';
import { type AttachmentStore, makeAttachmentStore } from './attachments.ts';
import { makeMessageBus, type MessageBus } from './bus-events.ts';
import type { SendsTable } from './store.ts';

/** The table of messages, as the stack has set it. */
export const sendsFromEnv = (dynamo: Dynamo): SendsTable => ({
  dynamo,
  table: requireEnv('SENDS_TABLE'),
  messagesDays: configFromEnv().retention.messages_days,
  countersTable: requireEnv('METRICS_TABLE'),
  meter: makeMeter(),
});

export const catalogueFromEnv = (dynamo: Dynamo): Catalogue =>
  makeCatalogue({ dynamo, table: requireEnv('TEMPLATES_TABLE') }, systemClock.now);

export const messageBusFromEnv = (sends: SendsTable): MessageBus =>
  makeMessageBus(busFromEnv(requireEnv('BUS_NAME')), sends);

export const attachmentsFromEnv = (): AttachmentStore =>
  makeAttachmentStore(new S3Client({}), requireEnv('ATTACHMENTS_BUCKET'));
