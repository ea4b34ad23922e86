import type { NotifyDeps } from '../notify/notify.ts';
import type { Config } from '../platform/config.ts';
import type { Logger, Meter } from '../platform/logging.ts';
import type { LinkKeys } from '../platform/secrets.ts';
import type { RecipientStore } from '../preferences/store.ts';
import type { RepStore } from '../reps/store.ts';
import type { Timers } from '../timers/timers.ts';
import type { AppointmentConfig } from './config.ts';
import type { LedgerStore } from './ledger-store.ts';
import type { ReminderFactStore } from './reminder-facts.ts';
import type { AppointmentStore } from './store.ts';

/** What the verbs of appointments work with. */
export interface AppointmentDeps extends NotifyDeps {
  appointments: AppointmentStore;
  ledgers: LedgerStore;
  facts: ReminderFactStore;
  recipients: Pick<RecipientStore, 'find' | 'change'>;
  reps: Pick<RepStore, 'findRep'>;
  timers: Timers;
  linkKeys: () => Promise<LinkKeys>;
  /** Where public links lead. */
  baseUrl: string;
  config: Config;
  rules: AppointmentConfig;
  /** Version of the time zone database that this machine knows. */
  tz: string;
  newToken: () => string;
  logger: Logger;
  metrics: Meter;
}

/** The name under which this room asks the outbox. */
export const FEATURE = 'appointments';
