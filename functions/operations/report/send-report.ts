import { wordingFor } from '../../platform/wording.ts';
import { addressesIn } from '../addresses.ts';
import type { AlertDeps } from '../deps.ts';
import { sendNamed } from '../send-named.ts';
import { readWeek, type ReadWeekDeps } from './read-week.ts';
import type { ReportSlot } from './report-due.ts';
import { reportData } from './report-mail.ts';
import { weekOf } from './week.ts';

export type ReportDeps = ReadWeekDeps &
  Pick<AlertDeps, 'named' | 'config' | 'rules' | 'now'> & { outbox: AlertDeps['outbox'] };

/** From which base on a share is told as a percentage; below it an interval is wider than anything it could say. */
const MIN_BASE = 30;

/** Sends the report of a week, once. */
export const sendReport = async (deps: ReportDeps, { at, from, before, week }: ReportSlot): Promise<void> => {
  const read = await readWeek(deps, { before, from, to: at });
  const data = reportData(weekOf(read), wordingFor(deps.config.localization, MIN_BASE));
  const { attention = [], alerts = [] } = data;
  const people = addressesIn(...attention.map(({ text }) => text), ...alerts.map(({ label }) => label));
  const request = { to: { email: deps.rules.noticeEmail }, template: 'status_report', data };
  await sendNamed(deps, { key: `report/${week}`, request, people });
};
