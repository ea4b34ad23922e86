import * as z from 'zod';
import { alertThresholdOf, type BandBounds, bandsSection } from '../contract/lead-band.ts';
import { MINUTE } from '../platform/clock.ts';
import { checkSections, type Config } from '../platform/config.ts';
import {
  emailAddress,
  flag,
  isoDuration,
  listOf,
  oneOf,
  section,
  text,
  wholeNumber,
} from '../platform/config-fields.ts';
import { parseDuration } from '../platform/duration.ts';
import type { Hours } from '../reps/presence.ts';
import { type BattleCard, battleCardsSchema } from './battle-cards.ts';

const amounts = z
  .record(
    z.string().regex(/^[A-Z]{3}$/, { error: 'currencies of ISO 4217, such as EUR' }),
    z
      .number({ error: 'an amount above 0' })
      .positive({ error: 'an amount above 0' })
      .max(1e12, { error: 'an amount of at most 1e12' }),
    { error: 'amounts by currency, such as {EUR: 25000}' },
  )
  .refine((byCurrency) => Object.keys(byCurrency).length <= 50, { error: 'at most 50 currencies' });

const words = listOf(text(100), 'a list of words')
  .min(1, { error: 'a list of at least one word' })
  .max(100, { error: 'at most 100 words' });

const hotRuleSection = section({
  name: text(100),
  min_score: wholeNumber(0, 100).optional(),
  deal_value: amounts.optional(),
  timeframe: words.optional(),
  words: words.optional(),
  accounts: words.optional(),
  competitor: flag.optional(),
}).refine((rule) => Object.keys(rule).length > 1, { error: 'a rule with at least one condition' });
export type HotRule = z.infer<typeof hotRuleSection>;

/** What is hot when app.yaml does not say. */
const DEFAULT_HOT_RULES: HotRule[] = [
  { name: 'Competitor named', min_score: 60, competitor: true },
  { name: 'Wants it now', min_score: 60, words: ['today', 'asap', 'immediately', 'heute', 'sofort'] },
  { name: 'Large deal', min_score: 60, deal_value: { EUR: 25_000, USD: 25_000, GBP: 25_000 } },
];

const weightsSection = section({
  score: wholeNumber(0, 100).default(60),
  value: wholeNumber(0, 100).default(15),
  timeframe: wholeNumber(0, 100).default(15),
  signals: wholeNumber(0, 100).default(10),
})
  .refine(({ score, value, timeframe, signals }) => score + value + timeframe + signals === 100, {
    error: 'weights that add up to 100',
  })
  .prefault({});

const namesOnce = (rules: readonly HotRule[]): boolean =>
  new Set(rules.map(({ name }) => name)).size === rules.length;

/** `leads` of app.yaml. `battle_cards` names a file there; its content stands in its place for the functions. */
export const leadsSection = section({
  bands: bandsSection,
  weights: weightsSection,
  full_value: amounts.default({ EUR: 50_000, USD: 50_000, GBP: 50_000 }),
  hot_rules: listOf(hotRuleSection, 'a list of rules')
    .max(50, { error: 'at most 50 rules' })
    .refine(namesOnce, { error: 'rules with names that differ' })
    .default(DEFAULT_HOT_RULES),
  battle_cards: text(500).nullable().default(null),
  fallback_email: emailAddress.nullable().default(null),
  team: text(128).nullable().default(null),
  per_hour: wholeNumber(1, 1000).default(10),
  batch_minutes: wholeNumber(1, 1440).default(15),
  update_points: wholeNumber(1, 100).default(10),
  remind_before: isoDuration.default('PT30M'),
}).prefault({});

/** The roles that a step may tell. */
export const stepRoles = ['owner', 'deputy', 'on_call', 'manager', 'team'] as const;
export type StepRole = (typeof stepRoles)[number];

const stepSection = section({
  wait: isoDuration.optional(),
  tell: listOf(oneOf(stepRoles), `a list of ${stepRoles.join(', ')}`)
    .min(1, { error: `a list of at least one of ${stepRoles.join(', ')}` })
    .max(stepRoles.length, { error: 'each role once' }),
  by: listOf(oneOf(['email', 'sms']), 'a list of email, sms')
    .default(['email'])
    .refine((ways) => ways.includes('email'), { error: 'email, and sms beside it' }),
});

const policySection = (respondWithin: string, steps: z.input<typeof stepSection>[]) =>
  section({
    respond_within: isoDuration
      .refine((duration) => (parseDuration(duration) ?? 0) > 0, { error: 'a duration of more than nothing' })
      .default(respondWithin),
    steps: listOf(stepSection, 'a list of steps')
      .min(1, { error: 'at least one step' })
      .max(20, { error: 'at most 20 steps' })
      .prefault(steps),
  }).prefault({});

/** `escalation` of app.yaml: who is told when nobody answers. */
export const escalationSection = section({
  hours: oneOf(['working', 'always']).default('working'),
  policies: section({
    hot: policySection('PT5M', [
      { tell: ['owner'], by: ['email', 'sms'] },
      { wait: 'PT5M', tell: ['deputy', 'on_call'], by: ['email', 'sms'] },
      { wait: 'PT10M', tell: ['manager'], by: ['email', 'sms'] },
      { wait: 'PT10M', tell: ['team'], by: ['email'] },
    ]),
    warm: policySection('PT4H', [{ tell: ['owner'], by: ['email'] }]),
  }).prefault({}),
}).prefault({});

/** A step of a policy: how long after the one before it comes, whom it tells, and how. */
export interface PolicyStep {
  waitMs: number;
  tell: readonly StepRole[];
  byText: boolean;
}
export interface Policy {
  respondWithinMs: number;
  steps: readonly PolicyStep[];
}
export type PolicyName = 'hot' | 'warm';

/** What this room reads of the configuration. */
export interface LeadConfig {
  bands: BandBounds;
  weights: z.infer<typeof weightsSection>;
  fullValue: Readonly<Record<string, number>>;
  hotRules: readonly HotRule[];
  cards: readonly BattleCard[];
  fallbackEmail: string;
  teamId: string | undefined;
  threshold: number;
  perHour: number;
  batchMs: number;
  updatePoints: number;
  remindBeforeMs: number;
  hours: Hours;
  policies: Readonly<Record<PolicyName, Policy>>;
}

const readSection = leadsSection
  .unwrap()
  .extend({ battle_cards: battleCardsSchema.nullable() })
  .prefault({ battle_cards: null });

export const leadConfigOf = ({ sections, email }: Pick<Config, 'sections' | 'email'>): LeadConfig => {
  const own = checkSections(readSection, sections['leads'], 'leads');
  const { hours, policies } = checkSections(escalationSection, sections['escalation'], 'escalation');
  return {
    bands: own.bands,
    weights: own.weights,
    fullValue: own.full_value,
    hotRules: own.hot_rules,
    cards: own.battle_cards ?? [],
    fallbackEmail: own.fallback_email ?? email.sending.reply_to,
    teamId: own.team ?? undefined,
    threshold: alertThresholdOf({ email }),
    perHour: own.per_hour,
    batchMs: own.batch_minutes * MINUTE,
    updatePoints: own.update_points,
    remindBeforeMs: parseDuration(own.remind_before) ?? 0,
    hours,
    policies: { hot: policyOf(policies.hot), warm: policyOf(policies.warm) },
  };
};

type PolicySection = z.infer<typeof escalationSection>['policies']['hot'];

const policyOf = ({ respond_within, steps }: PolicySection): Policy => {
  const respondWithinMs = parseDuration(respond_within) ?? 0;
  return {
    respondWithinMs,
    steps: steps.map(({ wait, tell, by }) => ({
      waitMs: wait === undefined ? respondWithinMs : (parseDuration(wait) ?? 0),
      tell,
      byText: by.includes('sms'),
    })),
  };
};
