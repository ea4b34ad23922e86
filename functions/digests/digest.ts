import type { Rep } from '../reps/rep.ts';
import { stateAt, type AppointmentEntry, type LeadEntry } from '../reps/timeline-entries.ts';
import type { DigestConfig } from './config.ts';
import type { Finding } from './insights/finding.ts';
import { insightsOf, type ToldInsight } from './insights/insights.ts';
import { appointmentsOn, followUpsAt, isStill, type Numbers, numbersOf, type TeamLeads } from './numbers.ts';
import { openAsked, type Promised, type Span, type Timeline } from './timeline.ts';

/** What a rep has to do at the moment of a digest. */
export interface ToDo {
  /** Hot leads that nobody has taken, and since when the rep was asked. */
  hot: { lead: LeadEntry; askedAt: number }[];
  followUps: { lead: LeadEntry; promise: Promised; isOverdue: boolean }[];
  appointments: { appointment: AppointmentEntry; isTomorrow: boolean }[];
}

/** The day of a rep. */
export interface Digest {
  span: Span;
  numbers: Numbers;
  toDo: ToDo;
  insights: Finding[];
  /** Nothing happened, and nothing is to be done. */
  isQuiet: boolean;
}

/** What the day of a rep is made of. */
export interface Day {
  rep: Rep;
  span: Span;
  timeline: Timeline;
  team: TeamLeads;
  /** What earlier digests told. */
  told: readonly ToldInsight[];
}

export const digestOf = ({ rep, span, timeline, team, told }: Day, rules: DigestConfig): Digest => {
  const numbers = numbersOf({ rep, span, stages: rules.stages, timeline, team });
  const toDo = toDoAt(timeline, rep, span.to);
  const insights = insightsOf({ timeline, team, rep, span, threshold: rules.threshold }, told);
  const isIdle = toDo.hot.length + toDo.followUps.length + toDo.appointments.length + insights.length === 0;
  return { span, numbers, toDo, insights, isQuiet: isIdle && isStill(numbers) };
};

const toDoAt = (timeline: Timeline, rep: Rep, at: number): ToDo => {
  const { overdue, today } = followUpsAt(timeline.leads, { rep, at });
  const appointments = [0, 1].flatMap((days) =>
    appointmentsOn(timeline.appointments, { at, days, timezone: rep.timezone })
      .sort((a, b) => a.startAt - b.startAt)
      .map((appointment) => ({ appointment, isTomorrow: days === 1 })),
  );
  const byTime = (some: typeof overdue) => some.toSorted((a, b) => a.promise.by - b.promise.by);
  return {
    hot: openAsked(timeline.leads, rep.id, at)
      .filter(({ lead, run }) => run.policy === 'hot' || stateAt(lead.judged, at)?.band === 'hot')
      .map(({ lead, run }) => ({ lead, askedAt: run.at }))
      .sort((a, b) => a.askedAt - b.askedAt),
    followUps: [
      ...byTime(overdue).map((one) => ({ ...one, isOverdue: true })),
      ...byTime(today).map((one) => ({ ...one, isOverdue: false })),
    ],
    appointments,
  };
};
