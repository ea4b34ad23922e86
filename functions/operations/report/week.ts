import { categories, type Category, categoryRules, type Lane } from '../../contract/category.ts';
import type { Totals } from '../../contract/counter-totals.ts';
import { type Overview, overviewOf } from '../../contract/overview.ts';
import { sumOf } from '../../contract/counter-totals.ts';
import { medianOf } from '../../platform/median.ts';
import type { SuppressionReason } from '../../preferences/recipient.ts';
import type { AlertRecord } from '../alert-store.ts';
import type { Fact } from '../fact-store.ts';
import { awsCost } from './cost.ts';

/** Alerts of a key in a week. */
export interface WeekAlerts {
  groupId: string;
  /** Of alerts of ours. */
  ownKey: string | undefined;
  /** Of others; undefined where it was not read, or is gone. */
  title: string | undefined;
  count: number;
}

/** What was read of a week and of the one before. */
export interface WeekRead {
  from: number;
  to: number;
  totals: ReadonlyMap<string, Totals>;
  before: ReadonlyMap<string, Totals>;
  suppressed: Readonly<Record<SuppressionReason, number>>;
  deadLetters: { count: number; isMore: boolean };
  facts: readonly Fact[];
  /** Titles of alerts by their groups, as far as they are to be named. */
  titles: ReadonlyMap<string, string>;
  /** Alerts that go on. */
  going: readonly AlertRecord[];
}

/** The numbers of a week. */
export interface Week extends Pick<WeekRead, 'from' | 'to' | 'suppressed' | 'deadLetters' | 'going'> {
  volume: { category: Category; sent: number; before: number }[];
  now: Overview;
  before: Overview;
  /** Leads that nobody took in all steps and nobody has taken since. */
  untaken: number;
  answers: { count: number; medianSeconds: number | undefined };
  texts: { parts: number; refused: number };
  alerts: WeekAlerts[];
  usd: number;
}

/** Works out the numbers of a week from what was read of it. */
export const weekOf = (read: WeekRead): Week => {
  const { from, to, totals, before, suppressed, deadLetters, facts, titles, going } = read;
  const sentOf = (of: ReadonlyMap<string, Totals>, category: string): number =>
    overviewOf(of.get(category) ?? {}).sent;
  const volume = categories.map((category) => ({
    category,
    sent: sentOf(totals, category),
    before: sentOf(before, category),
  }));
  const lanes: Record<Lane, number> = { transactional: 0, bulk: 0 };
  for (const { category, sent } of volume) lanes[categoryRules[category].lane] += sent;
  const answers = facts.filter((fact) => fact.type === 'answer');
  const texts = facts.filter((fact) => fact.type === 'text');
  return {
    from,
    to,
    suppressed,
    deadLetters,
    going,
    volume: volume.filter((one) => one.sent + one.before > 0),
    now: overviewOf(sumOf(totals)),
    before: overviewOf(sumOf(before)),
    untaken: untakenIn(facts),
    answers: { count: answers.length, medianSeconds: medianOf(answers.map(({ seconds }) => seconds)) },
    texts: {
      parts: sum(texts.filter(({ outcome }) => outcome !== 'refused').map(({ parts }) => parts)),
      refused: texts.filter(({ outcome }) => outcome === 'refused').length,
    },
    alerts: alertsByGroup(facts).map((one) => ({ ...one, title: titles.get(one.groupId) })),
    usd: awsCost(lanes),
  };
};

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

const untakenIn = (facts: readonly Fact[]): number => {
  const lastAnswers = new Map<string, number>();
  for (const fact of facts)
    if (fact.type === 'answer')
      lastAnswers.set(fact.leadId, Math.max(lastAnswers.get(fact.leadId) ?? 0, fact.at));
  const untaken = facts.filter((fact) => fact.type === 'untaken');
  const left = untaken.filter(({ leadId, at }) => (lastAnswers.get(leadId) ?? 0) <= at);
  return new Set(left.map(({ leadId }) => leadId)).size;
};

/** Alerts by their group, the most frequent first. */
export const alertsByGroup = (facts: readonly Fact[]): Omit<WeekAlerts, 'title'>[] => {
  const byGroup = Map.groupBy(
    facts.filter((fact) => fact.type === 'alerts'),
    ({ groupId }) => groupId,
  );
  return [...byGroup]
    .map(([groupId, counted]) => ({
      groupId,
      ownKey: counted.find(({ ownKey }) => ownKey !== undefined)?.ownKey,
      count: sum(counted.map(({ count }) => count)),
    }))
    .sort((a, b) => b.count - a.count);
};
