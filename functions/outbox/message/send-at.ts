import { DAY, toIso } from '../../platform/clock.ts';
import type { Fault } from '../../platform/errors.ts';

/** Longest time ahead that a send may be asked for. */
const MAX_AHEAD_MS = 366 * DAY;

/** What is wrong with the time that a mail is to leave at. */
export const sendAtFaults = (sendAt: number, now: number): Fault[] => {
  if (sendAt < now) {
    const detail = `It is ${toIso(now)} now; sendAt must be later.`;
    return [{ pointer: '/sendAt', code: 'in_the_past', detail }];
  }
  if (sendAt <= now + MAX_AHEAD_MS) return [];
  return [{ pointer: '/sendAt', code: 'too_far_ahead', detail: 'At most a year ahead.' }];
};
