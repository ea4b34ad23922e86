import { readFileSync } from 'node:fs';
import { busFromEnv } from '../bus/from-env.ts';
import { catalogueFromEnv, outboxFromEnv } from '../outbox/from-env.ts';
import { makeDynamo } from '../platform/dynamo.ts';
import { configFromEnv, requireEnv } from '../platform/environment.ts';
import { newId } from '../platform/ids.ts';
import { makeLogger, makeMeter } from '../platform/logging.ts';
import { makeRecipientStore } from '../preferences/store.ts';
import type { DueList } from '../platform/due-list.ts';
import { timersFromEnv } from '../timers/from-env.ts';
import { sequenceConfigOf } from './config.ts';
import { type Definitions, definitionsSchema } from './definition.ts';
import type { SequenceDeps } from './deps.ts';
import { makeEnrollmentStore } from './enrollment-store.ts';
import { makeFactsStore } from './facts-store.ts';
import { dueEnrollments } from './keys.ts';
import type { ListDeps } from './list.ts';
import { makeTurnStore } from './turn-store.ts';
import { makeVersionStore } from './version-store.ts';

/** Where the stack puts the sequences of a deployment, beside the code. */
const definitionsFromEnv = (): Definitions => {
  const file = new URL('sequences.json', import.meta.url);
  return definitionsSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
};

/** What this room works with, as the stack has set it. */
export const sequencesFromEnv = (): SequenceDeps & ListDeps & { due: DueList } => {
  const dynamo = makeDynamo();
  const config = configFromEnv();
  const table = requireEnv('ACTIVITY_TABLE');
  let definitions: Definitions | undefined;
  return {
    dynamo,
    table,
    due: dueEnrollments(dynamo, table),
    // Who erases somebody has no use for them, and no file.
    get definitions() {
      return (definitions ??= definitionsFromEnv());
    },
    enrollments: makeEnrollmentStore(dynamo, table, config.retention.messages_days),
    versions: makeVersionStore(dynamo, table),
    facts: makeFactsStore(dynamo, table),
    turns: makeTurnStore(dynamo, table),
    outbox: outboxFromEnv(),
    recipients: makeRecipientStore(dynamo, requireEnv('PREFERENCES_TABLE')),
    templates: catalogueFromEnv(dynamo),
    timers: timersFromEnv('sequences'),
    bus: busFromEnv(),
    config,
    rules: sequenceConfigOf(config),
    logger: makeLogger(),
    metrics: makeMeter(),
    newId: () => newId('enr'),
    now: () => Date.now(),
  };
};
