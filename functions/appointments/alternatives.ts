import { toIso } from '../platform/clock.ts';
import type { Details } from './appointment.ts';
import { readStart, startAtOf } from './start.ts';

/** Other times that would do and still lie ahead, epoch milliseconds, the first first; each once. */
export const alternativesAhead = (
  { alternatives, timezone }: Pick<Details, 'alternatives' | 'timezone'>,
  now: number,
): number[] => {
  const starts = alternatives.flatMap(({ start }) => {
    const read = readStart(start);
    return read === undefined ? [] : [startAtOf(read, timezone)];
  });
  return [...new Set(starts)].filter((at) => at > now).sort((a, b) => a - b);
};

/** The same with the customer's own link to ask for each; none where they have no page. */
export const futureAlternatives = (
  details: Pick<Details, 'alternatives' | 'timezone'>,
  manageUrl: string | undefined,
  now: number,
): { startAt: number; url: string }[] =>
  manageUrl === undefined
    ? []
    : alternativesAhead(details, now).map((startAt) => ({
        startAt,
        url: `${manageUrl}?start=${encodeURIComponent(toIso(startAt))}`,
      }));
