import { DAY } from './clock.ts';
import { invalid } from './faults.ts';

/** How far back figures look when nobody says, and at the most. */
const SPAN_MS = 7 * DAY;
const MOST_DAYS = 92;

/** The time that figures are asked of, epoch milliseconds. @throws ServiceError `invalid` when it ends before it begins, or is too long. */
export const recentSpan = (
  asked: { from?: number | undefined; to?: number | undefined },
  now: number,
): { from: number; to: number } => {
  const to = asked.to ?? now;
  const from = asked.from ?? to - SPAN_MS;
  if (from <= to && to - from <= MOST_DAYS * DAY) return { from, to };
  const detail = `Must be before \`to\` by at most ${MOST_DAYS} days.`;
  throw invalid([{ pointer: '/query/from', code: 'invalid_span', detail }]);
};
