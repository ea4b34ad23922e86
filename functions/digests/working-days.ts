import { localTime } from '../platform/local-time.ts';
import { type Scheduled, worksOn } from './slot.ts';

/** Nobody asks for more. */
const MOST = 60;

/** How many working days of a rep a moment is back, of their calendar: those after its day until today. */
export const workingDaysSince = (
  rep: Pick<Scheduled, 'timezone' | 'workingHours'>,
  since: number,
  now: number,
): number => {
  const first = localTime(since, rep.timezone).toPlainDate();
  let day = localTime(now, rep.timezone).toPlainDate();
  let count = 0;
  while (count < MOST && day.toString() > first.toString()) {
    if (worksOn(rep, day)) count += 1;
    day = day.subtract({ days: 1 });
  }
  return count;
};
