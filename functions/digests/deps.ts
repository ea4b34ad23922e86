import type { Bus } from '../bus/bus.ts';
import type { Outbox } from '../outbox/outbox.ts';
import type { Config } from '../platform/config.ts';
import type { Dynamo } from '../platform/dynamo.ts';
import type { Logger, Meter } from '../platform/logging.ts';
import type { PersonPointers } from '../platform/person-pointers.ts';
import type { Sqs } from '../platform/queue.ts';
import type { RecipientStore } from '../preferences/store.ts';
import type { RepStore } from '../reps/store.ts';
import type { Timers } from '../timers/timers.ts';
import type { ClockStore } from './clocks.ts';
import type { DigestConfig } from './config.ts';
import type { DigestRecords } from './records.ts';

/** What reading a day works with. */
export interface ReadDeps {
  /** Of the timelines. */
  dynamo: Dynamo;
  table: string;
  reps: Pick<RepStore, 'findRep' | 'membersOf' | 'listTeams'>;
  records: DigestRecords;
  recipients: Pick<RecipientStore, 'find'>;
  config: Config;
  rules: DigestConfig;
  now: () => number;
}

/** What sending digests works with. */
export interface DigestDeps extends ReadDeps {
  outbox: Pick<Outbox, 'send' | 'preview' | 'find'>;
  /** From people to the digests that name them. */
  named: Pick<PersonPointers, 'add'>;
  /** Where operators are told of what is left out. */
  bus: Bus;
  logger: Logger;
  metrics: Meter;
}

/** What planning digests works with. */
export interface PlanDeps {
  clocks: ClockStore;
  reps: Pick<RepStore, 'listReps' | 'listTeams'>;
  timers: Timers;
  sqs: Sqs;
  queueUrl: string;
  rules: Pick<DigestConfig, 'maxLateMs'>;
  /** Where operators are told of what is left out. */
  bus: Bus;
  logger: Logger;
  metrics: Meter;
  now: () => number;
}

/** The name under which this room asks the outbox. */
export const FEATURE = 'digests';
