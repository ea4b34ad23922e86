import * as z from 'zod';
import { makeBatchHandler } from '../platform/batch.ts';
import { SECOND, systemClock } from '../platform/clock.ts';
import { makeDynamo } from '../platform/dynamo.ts';
import { configFromEnv, requireEnv, sendingModeFromEnv } from '../platform/environment.ts';
import { makeLogger, makeMetrics } from '../platform/logging.ts';
import { makeSqs } from '../platform/queue.ts';
import { linkKeysSchema, secretFromEnv } from '../platform/secrets.ts';
import { makeRecipientStore } from '../preferences/store.ts';
import { makeSharedBreaker } from './flow/breaker.ts';
import { readCopy } from './deliver/copy-record.ts';
import { deliverBatch } from './deliver/deliver.ts';
import type { Copy, DeliverDeps } from './deliver/batch.ts';
import { makeLimiter } from './flow/limiter.ts';
import { makeDomainHealthReader } from './flow/domain-health.ts';
import { makePauseReader } from './flow/pauses.ts';
import { mailgunFromEnv } from '../mailgun/from-env.ts';
import { attachmentsFromEnv, catalogueFromEnv, messageBusFromEnv, sendsFromEnv } from './from-env.ts';

/** What is left of a function's time when its batch must be done. */
const MARGIN_MS = 5 * SECOND;

const lane = z.enum(['transactional', 'bulk']).parse(requireEnv('LANE'));
const queueUrl = requireEnv('QUEUE_URL');
const config = configFromEnv();
const logger = makeLogger();
const metrics = makeMetrics();
const dynamo = makeDynamo();
const stateTable = { dynamo, table: requireEnv('STATE_TABLE') };
const linkKeys = secretFromEnv(requireEnv('LINK_KEYS_SECRET_ID'), linkKeysSchema);

const sends = sendsFromEnv(dynamo);
const deps = {
  sends,
  recipients: makeRecipientStore(dynamo, requireEnv('PREFERENCES_TABLE')),
  templates: catalogueFromEnv(dynamo),
  attachments: attachmentsFromEnv(),
  limiter: makeLimiter(stateTable, config.email.delivery.rate_limit_per_minute, {
    now: systemClock.now,
    random: Math.random,
  }),
  pauses: makePauseReader(stateTable, systemClock.now),
  domainHealth: makeDomainHealthReader(stateTable, systemClock.now),
  breaker: makeSharedBreaker(stateTable, systemClock.now, (why) => {
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
  baseUrl: requireEnv('BASE_URL'),
  random: Math.random,
} satisfies DeliverDeps;

/** Sends a batch of one lane; SQS keeps what could not be done with. */
export const handler = makeBatchHandler(deps, async (records, context) => {
  const endsAt = systemClock.now() + context.getRemainingTimeInMillis() - MARGIN_MS;
  const copies: Copy[] = [];
  const unreadable: string[] = [];
  for (const record of records) {
    const copy = readCopy(record);
    if (copy !== undefined) copies.push(copy);
    else {
      logger.error('Not a copy of a message', { recordId: record.messageId });
      unreadable.push(record.messageId);
    }
  }
  const kept = await deliverBatch(deps, copies, { lane, queueUrl, endsAt });
  return [...kept, ...unreadable];
});
