import { describe, expect, test } from 'vitest';
import {
  bestHour,
  noShowRising,
  qualityMoved,
  responseSlipping,
  templateWorks,
} from '../../functions/digests/insights/rates.ts';
import type { Looking } from '../../functions/digests/insights/finding.ts';
import { DAY, HOUR } from '../../functions/platform/clock.ts';
import {
  aLeadEntry,
  aMailEntry,
  anActivityEntry,
  anAppointmentEntry,
  looking,
  SLOT,
  times,
} from './fixture.ts';

/** A generator of random numbers that gives the same each time (mulberry32). */
const chanceFrom = (seed: number): (() => number) => {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
};

/** Scores of visitors lie around a middle: a sum of twelve is nearly normal, here with a deviation of 15 points. */
const aScore = (chance: () => number): number =>
  50 + 15 * (times(12, chance).reduce((sum, one) => sum + one, 0) - 6);

const MONTHS = 1000;
type Month = (chance: () => number) => Looking;

/** What differs is by chance alone. */
const months: [string, (looking: Looking) => unknown[], Month][] = [
  [
    'response_slipping',
    responseSlipping,
    (chance) =>
      looking({
        leads: times(50, (i) => {
          const at = SLOT - chance() * 34 * DAY;
          const seconds = Math.round(60 + 900 * chance());
          const answer = { at, repId: 'grace', seconds, inTarget: true };
          return aLeadEntry(`l${i}`, { runs: [{ number: 1, at, policy: 'hot', repId: 'grace', answer }] });
        }),
      }),
  ],
  [
    'no_show_rising',
    noShowRising,
    (chance) =>
      looking({
        appointments: times(150, (i) => {
          const startAt = SLOT - chance() * 84 * DAY;
          const kind = (['video', 'phone', 'on_site'] as const)[Math.floor(chance() * 3)] ?? 'video';
          const state = chance() < 0.2 ? ('no_show' as const) : ('attended' as const);
          return anAppointmentEntry(`a${i}`, { startAt, kind, states: [{ at: startAt, state }] });
        }),
      }),
  ],
  [
    'best_hour',
    bestHour,
    (chance) =>
      looking({
        events: times(160, (i) =>
          anActivityEntry(`c${i}`, {
            at: SLOT - Math.floor(chance() * 55) * DAY + Math.floor(chance() * 8) * HOUR - 8 * HOUR,
            outcome: chance() < 0.4 ? 'reached' : 'no answer',
          }),
        ),
      }),
  ],
  [
    'template_works',
    templateWorks,
    (chance) =>
      looking({
        events: times(300, (i) => {
          const template = `t${Math.floor(chance() * 5)}`;
          const sent = aMailEntry(`m${i}`, { template });
          return chance() < 0.15 ? [sent, { ...sent, fact: 'clicked' as const }] : [sent];
        }).flat(),
      }),
  ],
  [
    'quality_moved',
    qualityMoved,
    (chance) =>
      looking({
        leads: times(80, (i) => {
          const firstSeenAt = i < 20 ? SLOT - HOUR : SLOT - DAY - chance() * 27 * DAY - 1;
          const judged = [{ at: firstSeenAt, score: aScore(chance), band: 'warm' as const }];
          return aLeadEntry(`l${i}`, { firstSeenAt, judged });
        }),
      }),
  ],
];

describe('Where nothing but chance is at work', () => {
  test.each(months)('%s speaks in at most one of twenty months', (_, rule, month) => {
    const spoken = times(MONTHS, (i) => rule(month(chanceFrom(i + 1)))).filter((found) => found.length > 0);
    expect(spoken.length / MONTHS).toBeLessThanOrEqual(0.05);
  });
});
