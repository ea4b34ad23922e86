import { S3Client } from '@aws-sdk/client-s3';
import { makeAttachmentStore } from '../outbox/attachments.ts';
import { makeMessageBus } from '../outbox/bus-events.ts';
import type { SendsTable } from '../outbox/store.ts';
import { busFromEnv } from '../platform/bus.ts';
import { makeDynamo } from '../platform/dynamo.ts';
import { configFromEnv, requireEnv } from '../platform/environment.ts';
import { makeLogger, makeMetrics } from '../platform/logging.ts';
import { makeRecipientStore } from '../preferences/store.ts';
import type { TrackDeps } from './track.ts';

/** What tracking works with, as the stack has set it. */
export const trackFromEnv = (): TrackDeps => {
  const dynamo = makeDynamo();
  const sends: SendsTable = {
    dynamo,
    table: requireEnv('SENDS_TABLE'),
    messagesDays: configFromEnv().retention.messages_days,
  };
  return {
    sends,
    metricsTable: requireEnv('METRICS_TABLE'),
    recipients: makeRecipientStore(dynamo, requireEnv('PREFERENCES_TABLE')),
    attachments: makeAttachmentStore(new S3Client({}), requireEnv('ATTACHMENTS_BUCKET')),
    bus: makeMessageBus(busFromEnv(requireEnv('BUS_NAME')), sends),
    logger: makeLogger(),
    metrics: makeMetrics(),
    now: () => Date.now(),
    random: Math.random,
  };
};
