import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { AlertRecord } from '../../functions/operations/alert-store.ts';
import type { Fact } from '../../functions/operations/fact-store.ts';
import { attentionOf } from '../../functions/operations/report/attention.ts';
import { usdPerMillion } from '../../functions/operations/report/cost.ts';
import { reportData } from '../../functions/operations/report/report-mail.ts';
import { weekOf, type WeekRead } from '../../functions/operations/report/week.ts';
import { DAY } from '../../functions/platform/clock.ts';
import { wordingFor } from '../../functions/platform/wording.ts';

const TO = Date.parse('2027-03-08T07:00:00Z');
const quiet: WeekRead = {
  from: TO - 7 * DAY,
  to: TO,
  totals: new Map(),
  before: new Map(),
  suppressed: { bounce: 0, complaint: 0, manual: 0 },
  deadLetters: { count: 0, isMore: false },
  facts: [],
  titles: new Map(),
  going: [],
};
const sent = (accepted: number, more: Record<string, number> = {}) =>
  new Map([['reminder', { accepted, delivered: accepted, ...more }]]);
const rules = (read: Partial<WeekRead>): string[] =>
  attentionOf(weekOf({ ...quiet, ...read })).map(({ rule }) => rule);
const group = (more: Partial<AlertRecord>): AlertRecord => ({
  id: 'g',
  rev: 1,
  generation: 1,
  title: 'The CRM does not answer',
  examples: [],
  owed: [],
  group: {
    state: 'told',
    told: { at: TO, count: 1, severity: 'warning' },
    dueAt: TO,
    firstAt: TO - DAY,
    lastAt: TO,
    count: 3,
    severity: 'warning',
    isLasting: true,
  },
  ...more,
});
const untaken = (leadId: string, at = TO - DAY): Fact => ({ type: 'untaken', leadId, run: 1, at });
const answer = (leadId: string, seconds: number, at = TO - DAY): Fact => ({
  type: 'answer',
  leadId,
  repId: 'grace',
  seconds,
  at,
});
const alerts = (groupId: string, count: number, ownKey?: string): Fact => ({
  type: 'alerts',
  groupId,
  ownKey,
  severity: 'warning',
  count,
  at: TO - DAY,
});

describe('A report', () => {
  test('of a quiet week says that nothing needs attention', () => {
    const data = reportData(weekOf(quiet), wordingFor({ locale: 'en', timezone: 'UTC' }, 30));
    expect(data).toMatchObject({ attention: [], sent: 0, volume: [], alerts: [] });
    expect(data.figures?.map(({ value }) => value)).toEqual([
      'none',
      'none',
      'none',
      'none',
      'none',
      '$0.00',
    ]);
  });

  test('counts leads, texts, suppressions and alerts of the week', () => {
    const week = weekOf({
      ...quiet,
      totals: new Map([
        ['reminder', { accepted: 1_000_000 }],
        ['marketing', { accepted: 2_000_000 }],
      ]),
      before: new Map([['digest', { accepted: 5 }]]),
      suppressed: { bounce: 3, complaint: 1, manual: 0 },
      facts: [
        untaken('a'),
        untaken('a'),
        untaken('b'),
        untaken('c'),
        answer('b', 900, TO - DAY + 1),
        answer('d', 60, TO - 2 * DAY),
        { type: 'text', leadId: 'a', run: 1, step: 1, repId: 'r', parts: 2, outcome: 'sent', at: TO - 1 },
        { type: 'text', leadId: 'a', run: 1, step: 2, repId: 'r', parts: 1, outcome: 'unknown', at: TO - 1 },
        { type: 'text', leadId: 'a', run: 1, step: 3, repId: 'r', parts: 2, outcome: 'refused', at: TO - 1 },
        alerts('g', 2),
        alerts('g', 3),
        alerts('gone', 9),
      ],
      titles: new Map([['g', 'The CRM does not answer']]),
    });
    expect(week).toMatchObject({
      untaken: 2,
      answers: { count: 2, medianSeconds: 480 },
      texts: { parts: 3, refused: 1 },
      usd: 28 + 2 * 23,
      volume: [
        { category: 'reminder', sent: 1_000_000, before: 0 },
        { category: 'marketing', sent: 2_000_000, before: 0 },
        { category: 'digest', sent: 0, before: 5 },
      ],
    });
    expect(week.alerts.map(({ count }) => count)).toEqual([9, 5]);
    const data = reportData(week, wordingFor({ locale: 'en', timezone: 'UTC' }, 30));
    expect(data.figures?.[0]).toMatchObject({
      value: '4',
      detail: '3 bounced, 1 complained, 0 by hand',
    });
    expect(data.alerts?.map(({ label }) => label)).toEqual(['…', 'The CRM does not answer']);
  });

  test('tells shares with their base and interval, and of a small base two numbers', () => {
    const rates = (delivered: number, bounced: number) =>
      reportData(
        weekOf({ ...quiet, totals: sent(delivered + bounced, { delivered, bounced }) }),
        wordingFor({ locale: 'en', timezone: 'UTC' }, 30),
      ).rates?.[1];
    expect(rates(90, 10)).toMatchObject({ value: '10%', detail: 'of 100, between 5.52% and 17.44%' });
    expect(rates(12, 2)).toMatchObject({ value: '2 of 14' });
  });

  test('has words for each rule in each language', () => {
    const week = weekOf({
      ...quiet,
      totals: sent(1000, { delivered: 700, bounced: 300, complained: 30, skipped_sandbox: 2 }),
      before: sent(1000),
      deadLetters: { count: 1000, isMore: true },
      facts: [untaken('a'), alerts('own', 4, 'refused_event/lead.qualified')],
      going: [group({})],
    });
    for (const locale of ['en', 'de']) {
      const { attention = [] } = reportData(week, wordingFor({ locale, timezone: 'Europe/Berlin' }, 30));
      expect(attention).toHaveLength(8);
      for (const { text, action } of attention) {
        expect(text).toMatch(/\p{L}.*\.$/u);
        expect(action).toMatch(/\p{L}.*\.$/u);
      }
    }
  });
});

describe('What needs attention', () => {
  test.each<[string, Partial<WeekRead>, Partial<WeekRead>]>([
    ['complaints', { totals: sent(1000, { complained: 5 }) }, { totals: sent(1000, { complained: 2 }) }],
    [
      'bounces',
      { totals: sent(1000, { delivered: 930, bounced: 70 }) },
      { totals: sent(1000, { delivered: 940, bounced: 60 }) },
    ],
    [
      'delivery_fell',
      { before: sent(1000), totals: sent(1000, { delivered: 990, bounced: 10 }) },
      { before: sent(1000), totals: sent(1000, { delivered: 997, bounced: 3 }) },
    ],
    ['dead_letters', { deadLetters: { count: 1, isMore: false } }, {}],
    ['untaken', { facts: [untaken('a')] }, { facts: [untaken('a'), answer('a', 9, TO - 1)] }],
    ['nothing_sent', { before: sent(1) }, { before: sent(1), totals: sent(1) }],
    ['sandbox', { totals: sent(1, { skipped_sandbox: 1 }) }, { totals: sent(1) }],
    ['alerts', { facts: [alerts('g', 1, 'sms_spend_limit')] }, { facts: [alerts('g', 1)] }],
    ['going_on', { going: [group({})] }, {}],
  ])('%s speaks on its evidence, and is silent without', (rule, evidence, less) => {
    expect(rules(evidence)).toEqual([rule]);
    expect(rules(less)).toEqual([]);
  });
});

test('what a mail is said to cost is what docs/scale.md has from counted units', () => {
  const rowOf = (name: string): string =>
    readFileSync('docs/scale.md', 'utf8')
      .split('\n')
      .find((line) => line.startsWith(`| ${name},`)) ?? '';
  const last = (row: string): number => Number(row.split('|').at(-2));
  expect(usdPerMillion).toEqual({ bulk: last(rowOf('bulk')), transactional: last(rowOf('transactional')) });
});
