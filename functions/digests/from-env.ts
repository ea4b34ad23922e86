import { busFromEnv } from '../bus/from-env.ts';
import { outboxFromEnv } from '../outbox/from-env.ts';
import { makeDynamo } from '../platform/dynamo.ts';
import { configFromEnv, requireEnv } from '../platform/environment.ts';
import { makeLogger, makeMeter } from '../platform/logging.ts';
import { makePersonPointers, type PersonPointers } from '../platform/person-pointers.ts';
import { makeSqs } from '../platform/queue.ts';
import { makeRecipientStore } from '../preferences/store.ts';
import { makeRepStore } from '../reps/store.ts';
import { timersFromEnv } from '../timers/from-env.ts';
import { makeClockStore } from './clocks.ts';
import { digestConfigOf } from './config.ts';
import type { DigestDeps, PlanDeps } from './deps.ts';
import type { EngagementDeps } from './engagement.ts';
import { makeEngagementStore } from './engagement-store.ts';
import type { PersonalDataDeps } from './personal-data.ts';
import { makeDigestRecords } from './records.ts';

const now = (): number => Date.now();

/** From people to the digests that name them. */
const namedFromEnv = (): PersonPointers =>
  makePersonPointers(makeDynamo(), requireEnv('ACTIVITY_TABLE'), 'DIGEST');

const engagementFromEnv = (): EngagementDeps['engagement'] =>
  makeEngagementStore(makeDynamo(), requireEnv('ACTIVITY_TABLE'), configFromEnv().retention.messages_days);

/** What writing and sending digests works with, as the stack has set it. */
export const digestsFromEnv = (): DigestDeps => {
  const dynamo = makeDynamo();
  const config = configFromEnv();
  const table = requireEnv('ACTIVITY_TABLE');
  return {
    dynamo,
    table,
    reps: makeRepStore(dynamo, table),
    records: makeDigestRecords(dynamo, table),
    recipients: makeRecipientStore(dynamo, requireEnv('PREFERENCES_TABLE')),
    config,
    rules: digestConfigOf(config),
    outbox: outboxFromEnv(),
    named: namedFromEnv(),
    bus: busFromEnv(),
    logger: makeLogger(),
    metrics: makeMeter(),
    now,
  };
};

/** What planning digests works with. */
export const planFromEnv = (): PlanDeps => {
  const dynamo = makeDynamo();
  const table = requireEnv('ACTIVITY_TABLE');
  return {
    clocks: makeClockStore(dynamo, table),
    reps: makeRepStore(dynamo, table),
    timers: timersFromEnv('digests'),
    sqs: makeSqs(),
    queueUrl: requireEnv('DIGESTS_QUEUE_URL'),
    rules: digestConfigOf(configFromEnv()),
    bus: busFromEnv(),
    logger: makeLogger(),
    metrics: makeMeter(),
    now,
  };
};

/** What noting who read mails works with. */
export const engagementDepsFromEnv = (): EngagementDeps => ({
  engagement: engagementFromEnv(),
  reps: makeRepStore(makeDynamo(), requireEnv('ACTIVITY_TABLE')),
  now,
});

/** What forgetting and exporting persons works with. */
export const personalDataFromEnv = (): PersonalDataDeps => ({
  engagement: engagementFromEnv(),
  named: namedFromEnv(),
  outbox: outboxFromEnv(),
});
