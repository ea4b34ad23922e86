import { setTimeout as delay } from 'node:timers/promises';
import { makeDynamo } from '../platform/dynamo.ts';
import { configFromEnv, requireEnv } from '../platform/environment.ts';
import { makeLogger, makeMetrics, type Metrics } from '../platform/logging.ts';
import { makeRecipientStore } from '../preferences/store.ts';
import { oursOf } from './authority.ts';
import type { TrackDeps } from './track.ts';
import { attachmentsFromEnv, messageBusFromEnv, sendsFromEnv } from '../outbox/from-env.ts';

/** What tracking works with, as the stack has set it. */
export const trackFromEnv = (): TrackDeps & { metrics: Metrics } => {
  const dynamo = makeDynamo();
  const sends = sendsFromEnv(dynamo);
  const config = configFromEnv();
  return {
    sends,
    stateTable: requireEnv('STATE_TABLE'),
    recipients: makeRecipientStore(dynamo, requireEnv('PREFERENCES_TABLE')),
    ours: oursOf(config),
    softBounces: config.suppression,
    attachments: attachmentsFromEnv(),
    bus: messageBusFromEnv(sends),
    logger: makeLogger(),
    metrics: makeMetrics(),
    now: () => Date.now(),
    random: Math.random,
    pause: (ms) => delay(ms),
  };
};
