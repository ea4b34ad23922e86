import { outboxFromEnv } from '../outbox/from-env.ts';
import { makeDynamo } from '../platform/dynamo.ts';
import { configFromEnv, requireEnv } from '../platform/environment.ts';
import { type Logger, makeLogger } from '../platform/logging.ts';
import { makePersonPointers, type PersonPointers } from '../platform/person-pointers.ts';
import { makeRecipientStore } from '../preferences/store.ts';
import { timersFromEnv } from '../timers/from-env.ts';
import { makeAlertStore } from './alert-store.ts';
import { operationsConfigOf } from './config.ts';
import type { AlertDeps, HearDeps } from './deps.ts';
import { makeFactStore } from './fact-store.ts';
import type { PersonalDataDeps } from './personal-data.ts';
import type { ReportDeps } from './report/send-report.ts';

const now = (): number => Date.now();
const table = (): string => requireEnv('ACTIVITY_TABLE');

/** From people to the alerts and mails that name them. */
const namedFromEnv = (): PersonPointers => makePersonPointers(makeDynamo(), table(), 'ALERT');

export const loggerFromEnv = (): Logger => makeLogger();

/** What telling operators of alerts works with, as the stack has set it. */
export const alertDepsFromEnv = (): AlertDeps => {
  const config = configFromEnv();
  return {
    alerts: makeAlertStore(makeDynamo(), table()),
    outbox: outboxFromEnv(),
    timers: timersFromEnv('operations'),
    named: namedFromEnv(),
    config,
    rules: operationsConfigOf(config),
    now,
  };
};

/** What hearing of the service's own happenings works with. */
export const hearDepsFromEnv = (): HearDeps => ({
  ...alertDepsFromEnv(),
  facts: makeFactStore(makeDynamo(), table()),
});

/** What sending the report of a week works with. */
export const reportDepsFromEnv = (): ReportDeps => {
  const config = configFromEnv();
  const dynamo = makeDynamo();
  return {
    alerts: makeAlertStore(dynamo, table()),
    facts: makeFactStore(dynamo, table()),
    outbox: outboxFromEnv(),
    recipients: makeRecipientStore(dynamo, requireEnv('PREFERENCES_TABLE')),
    dynamo,
    stateTable: requireEnv('STATE_TABLE'),
    named: namedFromEnv(),
    config,
    rules: operationsConfigOf(config),
    now,
  };
};

/** What forgetting and exporting persons works with. */
export const personalDataFromEnv = (): PersonalDataDeps => ({
  alerts: makeAlertStore(makeDynamo(), table()),
  named: namedFromEnv(),
  outbox: outboxFromEnv(),
  now,
});
