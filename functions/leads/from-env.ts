import { busFromEnv } from '../bus/from-env.ts';
import { outboxFromEnv } from '../outbox/from-env.ts';
import { makeDynamo } from '../platform/dynamo.ts';
import { configFromEnv, requireEnv } from '../platform/environment.ts';
import { makeLogger, makeMeter } from '../platform/logging.ts';
import { linkKeysSchema, secretFromEnv } from '../platform/secrets.ts';
import { makeRecipientStore } from '../preferences/store.ts';
import { makeRepStore } from '../reps/store.ts';
import { smsConfigOf } from '../sms/config.ts';
import { smsFromEnv } from '../sms/from-env.ts';
import type { DueList } from '../platform/due-list.ts';
import { timersFromEnv } from '../timers/from-env.ts';
import { makeAlertsStore } from './alerts-store.ts';
import { leadConfigOf } from './config.ts';
import type { LeadDeps } from './deps.ts';
import { dueLeads } from './keys.ts';
import { makeLinkStore } from './link-store.ts';
import type { ListDeps } from './list.ts';
import { eachRunFact } from './report-store.ts';
import type { ReportDeps } from './report.ts';
import { makeLeadStore } from './store.ts';

/** What this room works with, as the stack has set it. */
export const leadsFromEnv = (): LeadDeps & ListDeps & ReportDeps & { due: DueList } => {
  const dynamo = makeDynamo();
  const config = configFromEnv();
  const table = requireEnv('ACTIVITY_TABLE');
  return {
    dynamo,
    table,
    due: dueLeads(dynamo, table),
    leads: makeLeadStore(dynamo, table, config.retention.messages_days),
    alerts: makeAlertsStore(dynamo, table),
    links: makeLinkStore(dynamo, table),
    eachFact: (span) => eachRunFact(dynamo, table, span),
    outbox: outboxFromEnv(),
    recipients: makeRecipientStore(dynamo, requireEnv('PREFERENCES_TABLE')),
    reps: makeRepStore(dynamo, table),
    sms: smsFromEnv(),
    textsPerDay: smsConfigOf(config).perRepPerDay,
    timers: timersFromEnv('leads'),
    bus: busFromEnv(),
    linkKeys: secretFromEnv(requireEnv('LINK_KEYS_SECRET_ID'), linkKeysSchema).get,
    baseUrl: requireEnv('BASE_URL'),
    config,
    rules: leadConfigOf(config),
    logger: makeLogger(),
    metrics: makeMeter(),
    now: () => Date.now(),
  };
};
