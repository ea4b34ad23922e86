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
  // Of the titles as they are: what a sentence quotes is cut.
  const people = addressesIn(...read.titles.values(), ...read.going.map(({ title }) => title));
  const request = { to: { email: deps.rules.noticeEmail }, template: 'status_report', data };
  await sendNamed(deps, { key: `report/${week}`, request, people });
};
