import { toIso } from '../platform/clock.ts';

/** Where appointments stand in lists, by their start; of two at a time the lower id is first. */
export const startKeyOf = (startAt: number, id: string): string => `${toIso(startAt)}#${id}`;

/** The part of a list without a rep, a month of UTC each. */
export const startMonthOf = (startAt: number): string => `APPOINTMENTS#${toIso(startAt).slice(0, 7)}`;

/** The months that a time touches, the first first. */
export const monthsOf = ({ from, to }: { from: number; to: number }): string[] => {
  const first = new Date(from);
  const months: string[] = [];
  for (let i = 0; ; i += 1) {
    const at = Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + i, 1);
    if (at > to) return months;
    months.push(startMonthOf(at));
  }
};
