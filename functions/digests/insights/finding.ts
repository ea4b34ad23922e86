import type { Rep } from '../../reps/rep.ts';
import type { AppointmentEntry, LeadEntry } from '../../reps/timeline-entries.ts';
import type { Share } from '../../platform/statistics.ts';
import type { TeamLeads } from '../numbers.ts';
import type { Span, Timeline } from '../timeline.ts';

/** The rules, in the order in which they are told. */
export const ruleNames = [
  'hot_unanswered',
  'follow_up_missed',
  'response_slipping',
  'gone_cold',
  'deal_stuck',
  'no_show_rising',
  'best_hour',
  'lost_for',
  'template_works',
  'quality_moved',
] as const;
export type RuleName = (typeof ruleNames)[number];

/** What each rule has found, as its words need it. */
export interface Facts {
  hot_unanswered: { lead: LeadEntry; askedAt: number; count: number };
  follow_up_missed: { count: number; lead: LeadEntry };
  response_slipping: { slower: Share; medianSeconds: number };
  gone_cold: { lead: LeadEntry; days: number; score: number };
  deal_stuck: {
    title: string | undefined;
    lead: LeadEntry | undefined;
    stage: string;
    days: number;
    usual: number;
  };
  no_show_rising: { kind: AppointmentEntry['kind']; now: Share; before: Share };
  best_hour: { hour: number; reached: Share; rest: Share };
  lost_for: { reason: string; named: Share; leads: LeadEntry[] };
  template_works: { template: string; clicked: Share; rest: Share };
  quality_moved: { mean: number; before: number; base: number; source: string | undefined };
}

/** What a rule has found. */
export interface FindingOf<R extends RuleName> {
  rule: R;
  /** What of several it is about, such as the id of a lead. */
  about: string;
  /** Comes again within days only where this has risen. */
  strength: number;
  /** The numbers that it rests on, with their base. */
  evidence: Record<string, number>;
  facts: Facts[R];
}
export type Finding = { [R in RuleName]: FindingOf<R> }[RuleName];

/** What rules look at. */
export interface Looking {
  timeline: Timeline;
  team: TeamLeads;
  rep: Pick<Rep, 'id' | 'timezone' | 'workingHours'>;
  span: Span;
  threshold: number;
}

/** A rule: what it finds, the weightiest first. */
export type Rule<R extends RuleName> = (looking: Looking) => FindingOf<R>[];
