import type { Context } from 'aws-lambda';
import { makeDynamo } from '../platform/dynamo.ts';
import { configFromEnv, requireEnv } from '../platform/environment.ts';
import { type Swept, sweepDue } from '../timers/sweep-due.ts';
import { makeSweepHandler } from '../timers/sweep-handler.ts';
import { dueAlerts } from './alert-store.ts';
import { operationsConfigOf } from './config.ts';
import { makeReportClock } from './report/clock-store.ts';
import { reportWhenDue } from './report/report-due.ts';

const dynamo = makeDynamo();
const table = requireEnv('ACTIVITY_TABLE');
const due = dueAlerts(dynamo, table);
const { report: rule } = operationsConfigOf(configFromEnv());
const clock = makeReportClock(dynamo, table);

const sweepAlerts = makeSweepHandler(due, async () => {
  const [{ alertDepsFromEnv, loggerFromEnv }, { workGroup }] = await Promise.all([
    import('./from-env.ts'),
    import('./work-group.ts'),
  ]);
  const deps = alertDepsFromEnv();
  return (endsAt) =>
    sweepDue({ ...deps, due, logger: loggerFromEnv() }, endsAt, ({ id }) => workGroup(deps, id));
});

const sendWhenDue = (): Promise<number | undefined> =>
  reportWhenDue({ clock, rule, now: () => Date.now() }, async (slot) => {
    const [{ reportDepsFromEnv }, { sendReport }] = await Promise.all([
      import('./from-env.ts'),
      import('./report/send-report.ts'),
    ]);
    await sendReport(reportDepsFromEnv(), slot);
  });

/** Tells what no timer has brought, and sends the report of the week. */
export const handler = async (event: unknown, context: Context): Promise<Swept> => {
  // A report that takes long, or can't be sent, holds up no alert.
  const swept = await sweepAlerts(event, context);
  const next = [await sendWhenDue(), swept.nextCheckAt].filter((at) => at !== undefined);
  return { ...swept, nextCheckAt: next.length === 0 ? undefined : Math.min(...next) };
};
