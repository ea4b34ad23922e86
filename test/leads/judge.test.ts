import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { judge } from '../../functions/leads/judge.ts';
import { aLead, aLeadConfig } from './fixture.ts';

const judged = (lead: Record<string, unknown>, sections: Record<string, unknown> = {}) =>
  judge(aLead(lead), aLeadConfig(sections));

describe('The band of a lead', () => {
  test.each([
    { score: 100, band: 'hot' },
    { score: 80, band: 'hot' },
    { score: 79, band: 'warm' },
    { score: 60, band: 'warm' },
    { score: 59, band: 'cold' },
    { score: 0, band: 'cold' },
  ])('of $score is $band', ({ score, band }) => {
    expect(judged({ score }).band).toBe(band);
  });

  test('is hot when a hot rule fires, whatever the bounds say', () => {
    expect(judged({ score: 61, competitors: ['Difference Inc'] })).toMatchObject({
      band: 'hot',
      hotRules: ['Competitor named'],
    });
  });

  test('follows the bounds of app.yaml', () => {
    expect(judged({ score: 50 }, { leads: { bands: { hot: 50, warm: 20 } } }).band).toBe('hot');
  });
});

const ruleOf = (conditions: Record<string, unknown>) => ({
  leads: { hot_rules: [{ name: 'Rule', ...conditions }] },
});
const fires = (lead: Record<string, unknown>, conditions: Record<string, unknown>): boolean =>
  judged(lead, ruleOf(conditions)).hotRules.length > 0;

describe('A hot rule', () => {
  test.each([
    { what: 'a word in the need', lead: { need: 'We want it TODAY!' }, rule: { words: ['today'] } },
    { what: 'a word with accents', lead: { highlights: ['Déjà vu'] }, rule: { words: ['deja'] } },
    {
      what: 'a word without accents',
      lead: { reasons: [{ text: 'fuer Muenchen' }] },
      rule: { words: ['MUENCHEN'] },
    },
    { what: 'several words in their order', lead: { need: 'right,  away' }, rule: { words: ['right away'] } },
    { what: 'a time frame', lead: { timeframe: 'noch heute' }, rule: { timeframe: ['heute'] } },
    { what: 'a company', lead: {}, rule: { accounts: ['analytical ltd'] } },
    { what: 'a domain', lead: {}, rule: { accounts: ['example.com'] } },
    {
      what: 'a domain below',
      lead: { contact: { email: 'a@mail.example.com' } },
      rule: { accounts: ['@example.com'] },
    },
    {
      what: 'a value',
      lead: { dealValue: { amount: 25_000, currency: 'EUR' } },
      rule: { deal_value: { EUR: 25_000 } },
    },
    { what: 'no competitor', lead: {}, rule: { competitor: false } },
    {
      what: 'several conditions',
      lead: { score: 70, need: 'asap' },
      rule: { min_score: 70, words: ['asap'] },
    },
  ])('fires for $what', ({ lead, rule }) => {
    expect(fires(lead, rule)).toBe(true);
  });

  test.each([
    { what: 'a part of a word', lead: { need: 'yesterday and todays' }, rule: { words: ['today', 'yes'] } },
    { what: 'a word elsewhere', lead: { source: 'today' }, rule: { words: ['today'] } },
    { what: 'a time frame that is a need', lead: { need: 'heute' }, rule: { timeframe: ['heute'] } },
    {
      what: 'a domain that ends alike',
      lead: { contact: { email: 'a@badexample.com' } },
      rule: { accounts: ['example.com'] },
    },
    {
      what: 'a value below',
      lead: { dealValue: { amount: 24_999, currency: 'EUR' } },
      rule: { deal_value: { EUR: 25_000 } },
    },
    {
      what: 'another currency',
      lead: { dealValue: { amount: 1e6, currency: 'JPY' } },
      rule: { deal_value: { EUR: 25_000 } },
    },
    {
      what: 'one condition of two',
      lead: { score: 69, need: 'asap' },
      rule: { min_score: 70, words: ['asap'] },
    },
    { what: 'no competitor', lead: {}, rule: { competitor: true } },
  ])('does not fire for $what', ({ lead, rule }) => {
    expect(fires(lead, rule)).toBe(false);
  });
});

describe('The priority', () => {
  test('comes from score, value, time frame and signals, each with its points', () => {
    const { priority, priorityParts } = judged({
      score: 92,
      timeframe: 'this week',
      dealValue: { amount: 40_000, currency: 'EUR' },
      competitors: ['Difference Inc'],
    });
    expect(priorityParts).toEqual([
      { part: 'score', text: 'Score 92 of 100', points: 55 },
      { part: 'value', text: 'Deal of 40000 EUR', points: 12 },
      { part: 'timeframe', text: 'Time frame: this week', points: 10 },
      { part: 'signals', text: '2 hot rules', points: 10 },
    ]);
    expect(priority).toBe(87);
  });

  test.each([
    { timeframe: 'right now', points: 15 },
    { timeframe: 'in 2 days', points: 10 },
    { timeframe: 'nächsten Monat', points: 5 },
    { timeframe: 'in zwei Wochen', points: 5 },
    { timeframe: 'some day', points: 0 },
    { timeframe: undefined, points: 0 },
  ])('of a time frame "$timeframe" has $points points', ({ timeframe, points }) => {
    expect(judged({ timeframe, score: 0 }).priorityParts[2]?.points).toBe(points);
  });

  test('is the sum of its parts, between 0 and 100, and never less for more', () => {
    const lead = fc.record({
      score: fc.double({ min: 0, max: 100, noNaN: true }),
      amount: fc.double({ min: 0, max: 1e6, noNaN: true }),
      timeframe: fc.constantFrom('now', 'this week', 'this month', 'later'),
      competitors: fc.constantFrom([], ['x']),
    });
    fc.assert(
      fc.property(lead, fc.nat({ max: 100 }), ({ score, amount, timeframe, competitors }, more) => {
        const of = (points: number) =>
          judged({ score: points, dealValue: { amount, currency: 'EUR' }, timeframe, competitors });
        const { priority, priorityParts } = of(score);
        expect(priorityParts.reduce((sum, { points }) => sum + points, 0)).toBe(priority);
        expect(priorityParts.every(({ points }) => Number.isInteger(points) && points >= 0)).toBe(true);
        expect(priority).toBeLessThanOrEqual(100);
        expect(of(Math.min(score + more, 100)).priority).toBeGreaterThanOrEqual(priority);
      }),
      { numRuns: 200 },
    );
  });
});

describe('Battle cards', () => {
  const cards = [
    { competitor: 'Difference Inc', aliases: ['Babbage & Co'], card: 'Slower.' },
    { competitor: 'Tabulators', aliases: [], card: 'Older.' },
  ];
  const found = (lead: Record<string, unknown>) =>
    judge(aLead(lead), { ...aLeadConfig(), cards }).cards.map(({ competitor }) => competitor);

  test.each([
    { lead: { competitors: ['difference inc'] }, competitors: ['Difference Inc'] },
    { lead: { competitors: ['Babbage & Co.'] }, competitors: ['Difference Inc'] },
    { lead: { highlights: ['We use tabulators today'] }, competitors: ['Tabulators'] },
    { lead: { need: 'A difference' }, competitors: [] },
  ])('of $lead are $competitors', ({ lead, competitors }) => {
    expect(found(lead)).toEqual(competitors);
  });

  test('make a rule about competitors fire, named in words alone', () => {
    const config = { ...aLeadConfig(), cards };
    expect(judge(aLead({ score: 60, need: 'Like Tabulators' }), config).hotRules).toEqual([
      'Competitor named',
    ]);
  });
});
