import { isAway, type Rep, type Team } from '../reps/rep.ts';
import { type LeadEntry, stateAt } from '../reps/timeline-entries.ts';
import { alertsIn, alertsOfAll, conversionUntil, doneIn, isIdle, newLeadsIn, outcomesIn } from './numbers.ts';

import { holderAt, isMissed, promisesDueIn, type Span, type Timeline } from './timeline.ts';

type MemberTimeline = Pick<Timeline, 'events' | 'leads'>;

/** A member of a team, and what is read of their day. */
export interface Member {
  rep: Rep;
  timeline: MemberTimeline;
}

/** Who is on call in a team; a team that names nobody lives without. */
export interface OnCall {
  team: Team;
  reps: readonly Rep[];
}

/** What a manager should see to. */
export type Risk =
  | { rule: 'nobody_took_it' | 'hot_open'; leads: LeadEntry[] }
  | { rule: 'promises_missed' | 'away_without_deputy'; rep: Rep; count: number }
  | { rule: 'nobody_on_call'; team: Team };

/** What somebody did, and what came of it: the same for a member and for all of them. */
const figuresOf = (rep: Rep, timeline: MemberTimeline, span: Span) => {
  const read = { ...timeline, deals: [], appointments: [] };
  const asked = { rep, span };
  return {
    ...doneIn({ timeline: read, span }),
    newLeads: newLeadsIn(timeline, asked),
    alerts: alertsIn(timeline, asked),
    outcomes: outcomesIn(timeline, asked),
    conversion: conversionUntil(timeline, asked),
  };
};
export type TeamFigures = ReturnType<typeof figuresOf>;

export interface TeamDigest {
  span: Span;
  numbers: {
    team: TeamFigures;
    members: ({ repId: string; name: string } & TeamFigures)[];
  };
  risks: Risk[];
  isQuiet: boolean;
}

/** The day of the teams that somebody leads. */
export const teamDigestOf = (
  { members, onCall }: { members: readonly Member[]; onCall: readonly OnCall[] },
  span: Span,
): TeamDigest => {
  const figures = members.map(({ rep, timeline }) => ({
    repId: rep.id,
    name: rep.name,
    ...figuresOf(rep, timeline, span),
  }));
  const risks = risksOf(members, onCall, span);
  const team = summed(figures, members, span);
  const isQuiet = figures.every(isIdle) && risks.length === 0;
  return { span, numbers: { team, members: figures }, risks, isQuiet };
};

const summed = (figures: readonly TeamFigures[], members: readonly Member[], span: Span): TeamFigures => {
  const sum = (of: (one: TeamFigures) => number): number =>
    figures.reduce((total, one) => total + of(one), 0);
  return {
    conversations: sum((one) => one.conversations),
    calls: sum((one) => one.calls),
    emails: sum((one) => one.emails),
    meetings: sum((one) => one.meetings),
    tasks: sum((one) => one.tasks),
    newLeads: {
      hot: sum((one) => one.newLeads.hot),
      warm: sum((one) => one.newLeads.warm),
      cold: sum((one) => one.newLeads.cold),
    },
    alerts: alertsOfAll(members, span),
    outcomes: {
      contacted: sum((one) => one.outcomes.contacted),
      meeting_booked: sum((one) => one.outcomes.meeting_booked),
      won: sum((one) => one.outcomes.won),
      lost: sum((one) => one.outcomes.lost),
      unreachable: sum((one) => one.outcomes.unreachable),
      not_a_fit: sum((one) => one.outcomes.not_a_fit),
    },
    conversion: {
      converted: sum((one) => one.conversion.converted),
      base: sum((one) => one.conversion.base),
    },
  };
};

/** In the order in which a manager should see to them. */
const risksOf = (members: readonly Member[], onCall: readonly OnCall[], span: Span): Risk[] => {
  const leads = [...new Map(members.flatMap(({ timeline }) => timeline.leads).map((one) => [one.id, one]))];
  const open = leads
    .map(([, lead]) => ({ lead, run: stateAt(lead.runs, span.to) }))
    .filter(({ lead, run }) => run !== undefined && stateAt(lead.states, span.to)?.state === 'open');
  const ids = new Set(members.map(({ rep }) => rep.id));
  const ofTeam = open.filter(({ run }) => run?.repId !== undefined && ids.has(run.repId));
  const isExhausted = (at: number | undefined): boolean => at !== undefined && at <= span.to;
  const untaken = ofTeam.filter(({ run }) => isExhausted(run?.exhaustedAt)).map(({ lead }) => lead);
  const hot = ofTeam
    .filter(({ run }) => run?.policy === 'hot' && !isExhausted(run.exhaustedAt))
    .map(({ lead }) => lead);
  return [
    ...(untaken.length > 0 ? [{ rule: 'nobody_took_it' as const, leads: untaken }] : []),
    ...(hot.length > 0 ? [{ rule: 'hot_open' as const, leads: hot }] : []),
    ...members.flatMap((member) => missedBy(member, span)),
    ...members.flatMap((member) => leftAlone(member, span.to)),
    ...onCall
      .filter(({ reps }) => reps.length > 0 && reps.every((rep) => isAway(rep, span.to)))
      .map(({ team }) => ({ rule: 'nobody_on_call' as const, team })),
  ];
};

const missedBy = ({ rep, timeline }: Member, span: Span): Risk[] => {
  const missed = promisesDueIn(timeline.leads, rep.id, span).filter(({ promise }) => isMissed(promise));
  return missed.length === 0 ? [] : [{ rule: 'promises_missed', rep, count: missed.length }];
};

const leftAlone = ({ rep, timeline }: Member, at: number): Risk[] => {
  if (!isAway(rep, at) || rep.deputyId !== undefined) return [];
  const waiting = timeline.leads.filter((lead) => {
    const state = stateAt(lead.states, at)?.state;
    return holderAt(lead, at) === rep.id && (state === 'open' || state === 'taken' || state === 'waiting');
  });
  return waiting.length === 0 ? [] : [{ rule: 'away_without_deputy', rep, count: waiting.length }];
};
