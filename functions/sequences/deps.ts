import type { Bus } from '../bus/bus.ts';
import type { Outbox } from '../outbox/outbox.ts';
import type { Config } from '../platform/config.ts';
import type { Logger, Meter } from '../platform/logging.ts';
import type { RecipientStore } from '../preferences/store.ts';
import type { Catalogue } from '../rendering/catalogue.ts';
import type { Timers } from '../timers/timers.ts';
import type { SequenceConfig } from './config.ts';
import type { Definitions } from './definition.ts';
import type { EnrollmentStore } from './enrollment-store.ts';
import type { FactsStore } from './facts-store.ts';
import type { TurnStore } from './turn.ts';
import type { VersionStore } from './version-store.ts';

/** What the verbs of sequences work with. */
export interface SequenceDeps {
  /** Those that enrol: the files of this deployment. */
  definitions: Definitions;
  enrollments: EnrollmentStore;
  versions: VersionStore;
  facts: FactsStore;
  turns: TurnStore;
  outbox: Outbox;
  recipients: Pick<RecipientStore, 'find' | 'change'>;
  templates: Pick<Catalogue, 'active'>;
  timers: Timers;
  bus: Bus;
  config: Config;
  rules: SequenceConfig;
  logger: Logger;
  metrics: Meter;
  newId: () => string;
  now: () => number;
}

/** The name under which this room asks the outbox. */
export const FEATURE = 'sequences';
