import type { Outbox } from '../outbox/outbox.ts';
import type { Config } from '../platform/config.ts';
import type { PersonPointers } from '../platform/person-pointers.ts';
import type { Timers } from '../timers/timers.ts';
import type { AlertStore } from './alert-store.ts';
import type { OperationsConfig } from './config.ts';
import type { FactStore } from './fact-store.ts';

/** What telling operators of alerts works with. */
export interface AlertDeps {
  alerts: AlertStore;
  outbox: Pick<Outbox, 'send' | 'supersede' | 'erase'>;
  timers: Timers;
  /** From people to the alerts and mails that name them. */
  named: PersonPointers;
  config: Config;
  rules: OperationsConfig;
  now: () => number;
}

/** What hearing of the service's own happenings works with. */
export interface HearDeps extends AlertDeps {
  facts: FactStore;
}

/** The name under which this room asks the outbox. */
export const FEATURE = 'operations';
