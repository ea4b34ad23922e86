import type { Context, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import * as z from 'zod';
import { SECOND, systemClock } from '../platform/clock.ts';
import { makeDynamo } from '../platform/dynamo.ts';
import { configFromEnv, requireEnv, sendingModeFromEnv } from '../platform/environment.ts';
import { makeLogger, makeMetrics, publishMetrics } from '../platform/logging.ts';
import { makeSqs } from '../platform/queue.ts';
import { linkKeysSchema, secretFromEnv } from '../platform/secrets.ts';
import { makeRecipientStore } from '../preferences/store.ts';
import { makeSharedBreaker } from './breaker.ts';
import { readCopy } from './copy-record.ts';
import { deliverBatch } from './deliver.ts';
import type { DeliverDeps } from './deliver-deps.ts';
import { makeLimiter } from './limiter.ts';
import { makeDomainHealthReader } from './domain-health.ts';
import { makePauseReader } from './pauses.ts';
import { mailgunFromEnv } from './mailgun-from-env.ts';
import { attachmentsFromEnv, catalogueFromEnv, messageBusFromEnv, sendsFromEnv } from './stores-from-env.ts';

/** What is left of a function's time when its batch must be done. */
const MARGIN_MS = 5 * SECOND;

const lane = z.enum(['transactional', 'bulk']).parse(requireEnv('LANE'));
const queueUrl = requireEnv('QUEUE_URL');
const config = configFromEnv();
const logger = makeLogger();
const metrics = makeMetrics();
const dynamo = makeDynamo();
const metricsTable = { dynamo, table: requireEnv('METRICS_TABLE') };
const linkKeys = secretFromEnv(requireEnv('LINK_KEYS_SECRET_ID'), linkKeysSchema);

const sends = sendsFromEnv(dynamo);
const deps: DeliverDeps = {
  sends,
  recipients: makeRecipientStore(dynamo, requireEnv('PREFERENCES_TABLE')),
  templates: catalogueFromEnv(dynamo),
  attachments: attachmentsFromEnv(),
  limiter: makeLimiter(metricsTable, config.email.delivery.rate_limit_per_minute, {
    now: systemClock.now,
    random: Math.random,
  }),
  pauses: makePauseReader(metricsTable, systemClock.now),
  domainHealth: makeDomainHealthReader(metricsTable, systemClock.now),
  breaker: makeSharedBreaker(metricsTable, systemClock.now, (why) => {
    logger.error('The breaker opened: sending to Mailgun rests', { why });
    metrics.addMetric('BreakerOpened', 'Count', 1);
  }),
  mailgun: mailgunFromEnv(),
  linkKeys: linkKeys.get,
  sqs: makeSqs(),
  bus: messageBusFromEnv(sends),
  logger,
  metrics,
  clock: systemClock,
  config,
  mode: sendingModeFromEnv(),
  baseUrl: requireEnv('PUBLIC_BASE_URL'),
  random: Math.random,
};

/** Sends a batch of one lane; SQS keeps what could not be done with. */
export const handler = async (event: SQSEvent, context: Context): Promise<SQSBatchResponse> => {
  const endsAt = systemClock.now() + context.getRemainingTimeInMillis() - MARGIN_MS;
  const copies = event.Records.flatMap((record) => readCopy(record) ?? []);
  const unreadable = event.Records.filter((record) => readCopy(record) === undefined);
  for (const record of unreadable) logger.error('Not a copy of a message', { recordId: record.messageId });
  const kept = await deliverBatch(deps, copies, { lane, queueUrl, endsAt });
  publishMetrics(metrics);
  return {
    batchItemFailures: [...kept, ...unreadable.map(({ messageId }) => messageId)].map((itemIdentifier) => ({
      itemIdentifier,
    })),
  };
};
