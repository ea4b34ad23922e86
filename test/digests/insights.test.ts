import { describe, expect, test } from 'vitest';
import { insightsOf, type ToldInsight } from '../../functions/digests/insights/insights.ts';
import { ruleNames } from '../../functions/digests/insights/finding.ts';
import { wordsOf } from '../../functions/digests/insight-words.ts';
import type { Timeline } from '../../functions/digests/timeline.ts';
import { wordingFor } from '../../functions/platform/wording.ts';
import { DAY, HOUR, MINUTE } from '../../functions/platform/clock.ts';
import type { LeadEntry } from '../../functions/reps/timeline-entries.ts';
import {
  aLeadEntry,
  aMailEntry,
  anActivityEntry,
  anAppointmentEntry,
  looking,
  SLOT,
  times,
} from './fixture.ts';

const found = (timeline: Partial<Timeline>, told: readonly ToldInsight[] = []) =>
  insightsOf(looking(timeline), told);
const rulesOf = (timeline: Partial<Timeline>): string[] => found(timeline).map(({ rule }) => rule);

const hotLead = (id: string, different: Partial<LeadEntry> = {}): LeadEntry =>
  aLeadEntry(id, {
    states: [{ at: SLOT - HOUR, state: 'open' }],
    runs: [{ number: 1, at: SLOT - HOUR, policy: 'hot', repId: 'grace' }],
    ...different,
  });
const missed = (id: string, days: number): LeadEntry =>
  aLeadEntry(id, {
    promises: [{ repId: 'grace', at: SLOT - 20 * DAY, by: SLOT - days * DAY }],
  });
/** A lead of another rep by now, that grace answered after so many seconds. */
const answered = (id: string, daysAgo: number, seconds: number): LeadEntry => {
  const at = SLOT - daysAgo * DAY;
  const answer = { at: at + seconds * 1000, repId: 'grace', seconds, inTarget: true };
  return aLeadEntry(id, {
    firstSeenAt: SLOT - 60 * DAY,
    runs: [{ number: 1, at, policy: 'hot', repId: 'grace', answer }],
  });
};
const slowWeek = (slower: number, recent: number, before: number): LeadEntry[] => [
  ...times(recent, (i) => answered(`r${i}`, 1 + i / 10, i < slower ? 900 : 60)),
  ...times(before, (i) => answered(`b${i}`, 8 + i / 2, 300)),
];
const takenLead = (score: number, daysAgo: number, different: Partial<LeadEntry> = {}): LeadEntry =>
  aLeadEntry('cold', {
    firstSeenAt: SLOT - 30 * DAY,
    judged: [{ at: SLOT - 30 * DAY, score, band: 'hot' }],
    states: [{ at: SLOT - daysAgo * DAY, state: 'taken', repId: 'grace' }],
    ...different,
  });
const deal = (id: string, stages: readonly [string, number][], amount?: number) =>
  stages.map(([stage, daysAgo], i) =>
    anActivityEntry(`${id}-${i}`, {
      type: 'deal',
      deal: id,
      stage,
      at: SLOT - daysAgo * DAY,
      ...(amount !== undefined && { value: { amount, currency: 'EUR' } }),
    }),
  );
const wonDeals = (count: number, days: number) =>
  times(count, (i) =>
    deal(`won${i}`, [
      ['proposal', 60],
      ['won', 60 - days],
    ]),
  ).flat();
const ended = (count: number, noShows: number, daysAgo: number, name: string) =>
  times(count, (i) =>
    anAppointmentEntry(`${name}${i}`, {
      startAt: SLOT - daysAgo * DAY,
      states: [{ at: SLOT - daysAgo * DAY, state: i < noShows ? 'no_show' : 'attended' }],
    }),
  );
const calls = (hour: number, count: number, reached: number) =>
  times(count, (i) =>
    anActivityEntry(`${hour}-${i}`, {
      at: Date.parse('2027-02-20T00:00:00Z') + hour * HOUR + i * MINUTE,
      outcome: i < reached ? 'reached' : 'no answer',
    }),
  );
const lost = (reasons: readonly string[]): LeadEntry[] =>
  reasons.map((reason, i) =>
    aLeadEntry(`lost${i}`, {
      firstSeenAt: SLOT - 40 * DAY,
      outcomes: [{ at: SLOT - (i + 2) * DAY, outcome: 'lost', repId: 'grace', reason }],
    }),
  );
const mails = (template: string, sent: number, clicked: number) => [
  ...times(sent, (i) => aMailEntry(`${template}${i}`, { template })),
  ...times(clicked, (i) => aMailEntry(`${template}${i}`, { template, fact: 'clicked' })),
];
const scored = (name: string, scores: readonly number[], at: number): LeadEntry[] =>
  scores.map((score, i) =>
    aLeadEntry(`${name}${i}`, { firstSeenAt: at, judged: [{ at, score, band: 'cold' }], source: 'Fair' }),
  );
const around = (mean: number, count: number): number[] => times(count, (i) => mean + ((i % 5) - 2));

describe('A rule speaks on its evidence, and is silent one below it', () => {
  test.each<[(typeof ruleNames)[number], Partial<Timeline>, Partial<Timeline>]>([
    [
      'hot_unanswered',
      { leads: [hotLead('a')] },
      { leads: [hotLead('a', { states: [{ at: SLOT - HOUR, state: 'taken', repId: 'dee' }] })] },
    ],
    [
      'follow_up_missed',
      { leads: [missed('a', 1), missed('b', 6.9)] },
      { leads: [missed('a', 1), missed('b', 7.1)] },
    ],
    ['response_slipping', { leads: slowWeek(8, 8, 20) }, { leads: slowWeek(8, 8, 19) }],
    ['response_slipping', { leads: slowWeek(18, 20, 20) }, { leads: slowWeek(14, 20, 20) }],
    ['response_slipping', { leads: slowWeek(8, 8, 20) }, { leads: slowWeek(7, 7, 20) }],
    // Five working days before a Tuesday is the Tuesday of the week before.
    ['gone_cold', { leads: [takenLead(70, 7)] }, { leads: [takenLead(70, 6)] }],
    ['gone_cold', { leads: [takenLead(70, 7)] }, { leads: [takenLead(69, 7)] }],
    [
      'gone_cold',
      { leads: [takenLead(70, 20)] },
      { leads: [takenLead(70, 20)], events: [anActivityEntry('c', { leadId: 'cold' })] },
    ],
    ['deal_stuck', { deals: deal('d', [['proposal', 21]]) }, { deals: deal('d', [['proposal', 20.9]]) }],
    [
      'deal_stuck',
      { deals: [...deal('d', [['proposal', 8]]), ...wonDeals(5, 4)] },
      { deals: [...deal('d', [['proposal', 8]]), ...wonDeals(4, 4)] },
    ],
    [
      'deal_stuck',
      { deals: deal('d', [['proposal', 40]]) },
      {
        deals: deal('d', [
          ['proposal', 40],
          ['lost', 30],
        ]),
      },
    ],
    [
      'no_show_rising',
      { appointments: [...ended(10, 8, 5, 'n'), ...ended(20, 2, 40, 'o')] },
      { appointments: [...ended(10, 8, 5, 'n'), ...ended(7, 0, 40, 'o')] },
    ],
    [
      'no_show_rising',
      { appointments: [...ended(8, 8, 5, 'n'), ...ended(20, 2, 40, 'o')] },
      { appointments: [...ended(7, 7, 5, 'n'), ...ended(20, 2, 40, 'o')] },
    ],
    [
      'best_hour',
      { events: [...calls(10, 8, 8), ...calls(15, 22, 6)] },
      { events: [...calls(10, 8, 8), ...calls(15, 21, 6)] },
    ],
    [
      'best_hour',
      { events: [...calls(10, 8, 8), ...calls(15, 30, 6)] },
      { events: [...calls(10, 7, 7), ...calls(15, 30, 6)] },
    ],
    [
      'lost_for',
      { leads: lost(['Price', ' price', 'PRICE', 'late']) },
      { leads: lost(['Price', 'price', 'prices', 'late']) },
    ],
    [
      'lost_for',
      { leads: lost([...times(7, (i) => `other ${i}`), 'price', 'price', 'price']) },
      { leads: lost([...times(8, (i) => `other ${i}`), 'price', 'price', 'price']) },
    ],
    [
      'template_works',
      { events: [...mails('a', 30, 20), ...mails('b', 60, 6)] },
      { events: [...mails('a', 29, 20), ...mails('b', 60, 6)] },
    ],
    [
      'quality_moved',
      {
        leads: [...scored('n', around(60, 15), SLOT - HOUR), ...scored('o', around(50, 15), SLOT - 9 * DAY)],
      },
      {
        leads: [...scored('n', around(60, 14), SLOT - HOUR), ...scored('o', around(50, 15), SLOT - 9 * DAY)],
      },
    ],
    [
      'quality_moved',
      {
        leads: [...scored('n', around(58, 15), SLOT - HOUR), ...scored('o', around(50, 15), SLOT - 9 * DAY)],
      },
      {
        leads: [
          ...scored('n', around(57.9, 15), SLOT - HOUR),
          ...scored('o', around(50, 15), SLOT - 9 * DAY),
        ],
      },
    ],
  ])('%s', (rule, enough, less) => {
    expect(rulesOf(enough)).toContain(rule);
    expect(rulesOf(less)).not.toContain(rule);
  });
});

describe('Insights', () => {
  const busy: Partial<Timeline> = {
    leads: [hotLead('a'), missed('b', 1), missed('c', 2), ...slowWeek(8, 8, 20), takenLead(90, 20)],
    deals: deal('d', [['proposal', 40]]),
  };

  test('are three at the most, in the order of their rules', () => {
    expect(rulesOf(busy)).toEqual(['hot_unanswered', 'follow_up_missed', 'response_slipping']);
  });

  const days = (count: number): number => SLOT - count * DAY;
  test.each([
    // Told on the Wednesday before: four working days ago.
    ['within five working days', { rule: 'hot_unanswered', about: 'a', strength: 1, at: days(6) }, false],
    ['after five working days', { rule: 'hot_unanswered', about: 'a', strength: 1, at: days(7) }, true],
    ['that got worse', { rule: 'hot_unanswered', about: 'a', strength: 0.9, at: days(1) }, true],
    ['of another lead', { rule: 'hot_unanswered', about: 'z', strength: 1, at: days(1) }, true],
    ['of another rule', { rule: 'gone_cold', about: 'a', strength: 1, at: days(1) }, true],
  ])('%s', (_, told, isTold) => {
    const rules = found({ leads: [hotLead('a')] }, [told]).map(({ rule }) => rule);
    expect(rules).toEqual(isTold ? ['hot_unanswered'] : []);
  });

  test('of several leads that went cold tell the next one when the first was told', () => {
    const leads = [takenLead(90, 20), { ...takenLead(80, 20), id: 'second' }];
    const told = [{ rule: 'gone_cold', about: 'cold', strength: 90, at: days(1) }];
    expect(found({ leads }).map(({ about }) => about)).toEqual(['cold']);
    expect(found({ leads }, told).map(({ about }) => about)).toEqual(['second']);
  });

  test('of deals tell the largest first', () => {
    const deals = [...deal('small', [['proposal', 50]], 10), ...deal('large', [['proposal', 30]], 90_000)];
    expect(found({ deals }).map(({ about }) => about)).toEqual(['large']);
  });

  test('have numbers, a sentence and one thing to do, in both languages', () => {
    const all = [
      ...found(busy),
      ...found({ leads: [takenLead(90, 20)], deals: deal('d', [['proposal', 40]]) }),
      ...found({ appointments: [...ended(10, 8, 5, 'n'), ...ended(20, 2, 40, 'o')] }),
      ...found({ events: [...calls(10, 8, 8), ...calls(15, 22, 6)] }),
      ...found({ leads: lost(['Price', 'price', 'price']) }),
      ...found({ events: [...mails('a', 30, 20), ...mails('b', 60, 6)] }),
      ...found({
        leads: [...scored('n', around(60, 15), SLOT - HOUR), ...scored('o', around(50, 15), SLOT - 9 * DAY)],
      }),
    ];
    expect([...new Set(all.map(({ rule }) => rule))].sort()).toEqual([...ruleNames].sort());
    for (const finding of all) {
      expect(Object.values(finding.evidence).every((value) => Number.isFinite(value))).toBe(true);
      const words = (['en', 'de'] as const).map((locale) =>
        wordsOf(finding, wordingFor({ locale, timezone: 'UTC' }, 30)),
      );
      for (const { text, action } of words) {
        expect(text).toMatch(/^\S.{15,}[.!]$/);
        expect(text).not.toMatch(/undefined|NaN|\[object/);
        expect(action).toMatch(/^\S.{3,}[.”“]$/);
      }
      expect(words[0]?.text).not.toBe(words[1]?.text);
    }
  });

  test('name shares by a percentage on a base that carries it, and else by their parts', () => {
    const shareIn = (minBase: number): string => {
      const [finding] = found({ events: [...calls(10, 8, 8), ...calls(15, 22, 6)] });
      return finding === undefined
        ? ''
        : wordsOf(finding, wordingFor({ locale: 'en', timezone: 'UTC' }, minBase)).text;
    };
    expect(shareIn(30)).toContain('8 of 8, at other hours 6 of 22');
    expect(shareIn(8)).toContain('100%, at other hours 27%');
  });
});
