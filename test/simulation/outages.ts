import { DAY, HOUR, MINUTE } from '../../functions/platform/clock.ts';
import { seededChance } from '../../local/mailgun/chance.ts';
import { type Weather, weathers } from './mailgun.ts';

export interface Outages {
  /** The weather at a time; asked with times that never go back. */
  at: (epochMs: number) => Weather;
}

const lengthsMs = [5 * MINUTE, 21 * MINUTE, 3 * HOUR, 10 * HOUR, 2 * DAY];

/** Times at which nothing goes through at all, minutes to days long, with a few hours between them. */
export const makeOutages = (seed: number, startsAt: number): Outages => {
  const chance = seededChance(seed, 'outages');
  const pick = <T>(from: readonly T[], otherwise: T): T =>
    from[Math.floor(chance() * from.length)] ?? otherwise;
  const drawAfter = (end: number) => {
    const from = end + (0.5 + chance() * 8) * HOUR;
    const weather = pick(
      weathers.filter((one) => one !== 'fair'),
      'failing',
    );
    return { from, to: from + pick(lengthsMs, HOUR) * (0.5 + chance()), weather };
  };
  let present = drawAfter(startsAt);
  return {
    at: (epochMs) => {
      while (present.to <= epochMs) present = drawAfter(present.to);
      return present.from <= epochMs ? present.weather : 'fair';
    },
  };
};
