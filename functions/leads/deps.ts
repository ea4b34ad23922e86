import type { Bus } from '../bus/bus.ts';
import type { Outbox } from '../outbox/outbox.ts';
import type { Config } from '../platform/config.ts';
import type { Logger, Meter } from '../platform/logging.ts';
import type { LinkKeys } from '../platform/secrets.ts';
import type { RecipientStore } from '../preferences/store.ts';
import type { RepStore } from '../reps/store.ts';
import type { Sms } from '../sms/sms.ts';
import type { Timers } from '../timers/timers.ts';
import type { AlertsStore } from './alerts-store.ts';
import type { LeadConfig } from './config.ts';
import type { LinkStore } from './link-store.ts';
import type { LeadStore } from './store.ts';

/** What the verbs of leads work with. */
export interface LeadDeps {
  leads: LeadStore;
  alerts: AlertsStore;
  links: LinkStore;
  outbox: Outbox;
  recipients: Pick<RecipientStore, 'find' | 'change'>;
  reps: Pick<RepStore, 'findRep' | 'findTeam' | 'membersOf' | 'stopTexts'>;
  sms: Sms;
  /** The most text messages to a rep within 24 hours. */
  textsPerDay: number;
  timers: Timers;
  bus: Bus;
  linkKeys: () => Promise<LinkKeys>;
  /** Where public links lead. */
  baseUrl: string;
  config: Config;
  rules: LeadConfig;
  logger: Logger;
  metrics: Meter;
  now: () => number;
}

/** The name under which this room asks the outbox. */
export const FEATURE = 'leads';
