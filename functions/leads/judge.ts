import { bandOf, type Band } from '../contract/lead-band.ts';
import { type BattleCard, cardsFor } from './battle-cards.ts';
import type { HotRule, LeadConfig } from './config.ts';
import type { Lead } from './lead.ts';
import { type SearchedText, searchable, wordsKey } from './words.ts';

export const priorityPartNames = ['score', 'value', 'timeframe', 'signals'] as const;
export type PriorityPartName = (typeof priorityPartNames)[number];

/** What a part of the priority comes from, and how many points it gives. */
export interface PriorityPart {
  part: PriorityPartName;
  text: string;
  points: number;
}

/** What we make of a lead, and why. */
export interface Judgement {
  band: Band;
  /** 0 to 100: the sum of its parts. */
  priority: number;
  priorityParts: PriorityPart[];
  /** Names of the hot rules that fired. */
  hotRules: string[];
  cards: BattleCard[];
}

type Rules = Pick<LeadConfig, 'bands' | 'weights' | 'fullValue' | 'hotRules' | 'cards'>;

/** Judges a lead: how urgent it is, in which order it comes, and what speaks for that. */
export const judge = (lead: Lead, rules: Rules): Judgement => {
  const said = searchable([
    lead.need ?? '',
    lead.timeframe ?? '',
    ...lead.highlights,
    ...lead.reasons.map(({ text }) => text),
  ]);
  const cards = cardsFor(rules.cards, lead.competitors, said);
  const facts = { said, hasCompetitor: lead.competitors.length > 0 || cards.length > 0 };
  const fired = rules.hotRules.filter((rule) => fires(rule, lead, facts)).map(({ name }) => name);
  return {
    band: fired.length > 0 ? 'hot' : bandOf(lead.score, rules.bands),
    ...priorityOf(lead, rules, fired.length),
    hotRules: fired,
    cards,
  };
};

/** Whether all conditions of a rule hold. */
const fires = (
  rule: HotRule,
  lead: Lead,
  { said, hasCompetitor }: { said: SearchedText; hasCompetitor: boolean },
): boolean => {
  const { min_score = 0, deal_value, timeframe, words, accounts, competitor } = rule;
  return (
    lead.score >= min_score &&
    (deal_value === undefined || isWorth(lead, deal_value)) &&
    (timeframe === undefined || timeframe.some(searchable([lead.timeframe ?? '']).has)) &&
    (words === undefined || words.some(said.has)) &&
    (accounts === undefined || accounts.some((account) => isAccount(lead, account))) &&
    (competitor === undefined || competitor === hasCompetitor)
  );
};

const isWorth = ({ dealValue }: Lead, least: Readonly<Record<string, number>>): boolean =>
  dealValue !== undefined &&
  Object.hasOwn(least, dealValue.currency) &&
  dealValue.amount >= (least[dealValue.currency] ?? Infinity);

/** An account is named by its company, or by the domain of its mail and all below. */
const isAccount = ({ contact }: Lead, account: string): boolean => {
  const domain = contact.email?.split('@').at(-1)?.toLowerCase();
  const looked = account.trim().toLowerCase().replace(/^@/, '');
  if (domain !== undefined && (domain === looked || domain.endsWith(`.${looked}`))) return true;
  return contact.company !== undefined && wordsKey(contact.company) === wordsKey(account);
};

/** What people write for when they want it; shares of the full weight. */
const timeframes: readonly { share: number; words: readonly string[] }[] = [
  {
    share: 1,
    words: ['now', 'today', 'tonight', 'asap', 'immediately', 'urgent', 'urgently', 'right away'].concat([
      'jetzt',
      'heute',
      'sofort',
      'dringend',
      'umgehend',
    ]),
  },
  {
    share: 2 / 3,
    words: ['week', 'tomorrow', 'days', 'woche', 'morgen', 'tage', 'tagen'],
  },
  {
    share: 1 / 3,
    words: ['month', 'weeks', 'monat', 'monats', 'wochen'],
  },
];

const timeframeShare = ({ timeframe }: Lead): number => {
  if (timeframe === undefined) return 0;
  const said = searchable([timeframe]);
  return timeframes.find(({ words }) => words.some(said.has))?.share ?? 0;
};

const valueShare = ({ dealValue }: Lead, fullValue: Readonly<Record<string, number>>): number => {
  if (dealValue === undefined || !Object.hasOwn(fullValue, dealValue.currency)) return 0;
  return Math.min(dealValue.amount / (fullValue[dealValue.currency] ?? Infinity), 1);
};

/** So many hot rules give the whole weight of signals. */
const FULL_SIGNALS = 2;

const priorityOf = (
  lead: Lead,
  { weights, fullValue }: Pick<Rules, 'weights' | 'fullValue'>,
  fired: number,
): Pick<Judgement, 'priority' | 'priorityParts'> => {
  const shares: Readonly<Record<PriorityPartName, number>> = {
    score: lead.score / 100,
    value: valueShare(lead, fullValue),
    timeframe: timeframeShare(lead),
    signals: Math.min(fired / FULL_SIGNALS, 1),
  };
  const points = roundedTogether(priorityPartNames.map((part) => weights[part] * shares[part]));
  const texts = textsOf(lead, fired);
  return {
    priority: points.reduce((sum, one) => sum + one, 0),
    priorityParts: priorityPartNames.map((part, i) => ({ part, text: texts[part], points: points[i] ?? 0 })),
  };
};

const textsOf = (
  { score, dealValue, timeframe }: Lead,
  fired: number,
): Readonly<Record<PriorityPartName, string>> => ({
  score: `Score ${score} of 100`,
  value: dealValue === undefined ? 'No deal value' : `Deal of ${dealValue.amount} ${dealValue.currency}`,
  timeframe: timeframe === undefined ? 'No time frame' : `Time frame: ${timeframe}`,
  signals: fired === 1 ? '1 hot rule' : `${fired} hot rules`,
});

/** Numbers rounded to whole ones that add up to their rounded sum: the largest remainders are rounded up. */
const roundedTogether = (exact: readonly number[]): number[] => {
  // What floats lose is given back: 0.1 + 0.2 is 0.3.
  const clean = exact.map((one) => Number(one.toFixed(9)));
  const sum = Math.round(Number(clean.reduce((total, one) => total + one, 0).toFixed(9)));
  const whole = clean.map(Math.floor);
  const missing = sum - whole.reduce((total, one) => total + one, 0);
  const byRemainder = clean
    .map((one, i) => ({ i, remainder: one - Math.floor(one) }))
    .sort((a, b) => b.remainder - a.remainder || a.i - b.i)
    .slice(0, missing);
  return whole.map((one, i) => one + (byRemainder.some((larger) => larger.i === i) ? 1 : 0));
};
