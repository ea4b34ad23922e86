import { versions } from 'node:process';
import { busFromEnv } from '../bus/from-env.ts';
import { makeNoticeStore } from '../notify/notice-store.ts';
import { outboxFromEnv } from '../outbox/from-env.ts';
import { makeDynamo } from '../platform/dynamo.ts';
import { configFromEnv, requireEnv } from '../platform/environment.ts';
import { newId } from '../platform/ids.ts';
import { makeLogger, makeMeter } from '../platform/logging.ts';
import { linkKeysSchema, secretFromEnv } from '../platform/secrets.ts';
import { makeRecipientStore } from '../preferences/store.ts';
import { makeRepStore } from '../reps/store.ts';
import { timersFromEnv } from '../timers/from-env.ts';
import { appointmentConfigOf } from './config.ts';
import { makeLedgerStore } from './ledger-store.ts';
import { dueAppointments } from './keys.ts';
import type { ListDeps } from './list.ts';
import { makeReminderFactStore } from './reminder-facts.ts';
import { makeAppointmentStore } from './store.ts';
import type { SweepDeps } from './sweep.ts';

/** What this room works with, as the stack has set it. */
export const appointmentsFromEnv = (): SweepDeps & ListDeps => {
  const dynamo = makeDynamo();
  const config = configFromEnv();
  const table = requireEnv('ACTIVITY_TABLE');
  const days = config.retention.messages_days;
  return {
    dynamo,
    table,
    due: dueAppointments(dynamo, table),
    appointments: makeAppointmentStore(dynamo, table, days),
    ledgers: makeLedgerStore(dynamo, table, days),
    facts: makeReminderFactStore(dynamo, table, days),
    notices: makeNoticeStore(dynamo, table, days),
    outbox: outboxFromEnv(),
    recipients: makeRecipientStore(dynamo, requireEnv('PREFERENCES_TABLE')),
    reps: makeRepStore(dynamo, table),
    timers: timersFromEnv('appointments'),
    bus: busFromEnv(),
    linkKeys: secretFromEnv(requireEnv('LINK_KEYS_SECRET_ID'), linkKeysSchema).get,
    baseUrl: requireEnv('BASE_URL'),
    config,
    rules: appointmentConfigOf(config),
    tz: versions.tz ?? 'unknown',
    newToken: () => newId('lease'),
    logger: makeLogger(),
    metrics: makeMeter(),
    now: () => Date.now(),
  };
};
