import { medianOf } from '../platform/median.ts';
import type { leadOutcomes } from '../contract/lead-outcome.ts';
import { DAY } from '../platform/clock.ts';
import { localDay, localDaysBetween } from '../platform/local-time.ts';
import type { Rep } from '../reps/rep.ts';
import { type AppointmentEntry, type LeadEntry, stateAt } from '../reps/timeline-entries.ts';
import { type DealEntry, pipelineOf } from './pipeline.ts';
import { meanOf } from '../platform/statistics.ts';
import {
  activitiesIn,
  bandAt,
  isIn,
  mailsIn,
  newLeadsOf,
  promisesAt,
  scoreAt,
  type Span,
  type Timeline,
} from './timeline.ts';

/** Weeks that a figure is held against, before the span. */
export const FOUR_WEEKS_MS = 28 * DAY;

export interface Quality {
  meanScore: number | null;
  base: number;
}

/** Of whom figures are, and in which time. */
export interface Asked {
  rep: Pick<Rep, 'id' | 'timezone'>;
  span: Span;
  stages: readonly string[];
}

type Reading = Asked & { timeline: Timeline };

/** What a rep did in a time, by what they told of it and what we saw. */
export const doneIn = ({ timeline, span }: Pick<Reading, 'timeline' | 'span'>) => {
  const count = (type: 'call' | 'email' | 'meeting' | 'task'): number =>
    activitiesIn(timeline, span, type).length;
  const talks = timeline.events.filter((event) => event.type === 'talk' && isIn(span, event.at));
  const told = activitiesIn(timeline, span, 'conversation');
  return {
    conversations: new Set([...talks, ...told].map(({ id }) => id)).size,
    calls: count('call'),
    emails: count('email'),
    meetings: count('meeting'),
    tasks: count('task'),
  };
};

/** Leads of a rep that were first seen in a time, by their band at its end. */
export const newLeadsIn = (
  { leads }: Pick<Timeline, 'leads'>,
  { rep, span }: Pick<Asked, 'rep' | 'span'>,
) => {
  const bands = newLeadsOf(leads, rep.id, span).map((lead) => bandAt(lead, span.to));
  const count = (band: (typeof bands)[number]): number => bands.filter((one) => one === band).length;
  return { hot: count('hot'), warm: count('warm'), cold: count('cold') };
};

/** Runs that were opened in a time, and asked a rep first. */
const runsOf = (leads: readonly LeadEntry[], repId: string, span: Span): LeadEntry['runs'] =>
  leads.flatMap(({ runs }) => runs.filter((run) => run.repId === repId && isIn(span, run.at)));

/** What came of some runs until a moment. */
const alertsOf = (runs: LeadEntry['runs'], until: number) => {
  const answers = runs.flatMap(({ answer }) => (answer !== undefined && answer.at <= until ? answer : []));
  const seconds = answers.flatMap((answer) => answer.seconds ?? []);
  return {
    asked: runs.length,
    answered: answers.length,
    inTarget: answers.filter(({ inTarget }) => inTarget === true).length,
    medianSeconds: medianOf(seconds) ?? null,
  };
};

export const alertsIn = ({ leads }: Pick<Timeline, 'leads'>, { rep, span }: Pick<Asked, 'rep' | 'span'>) =>
  alertsOf(runsOf(leads, rep.id, span), span.to);

/** The same of several reps together, each with the leads that they had to do with. */
export const alertsOfAll = (
  members: readonly { rep: Pick<Rep, 'id'>; timeline: Pick<Timeline, 'leads'> }[],
  span: Span,
) =>
  alertsOf(
    members.flatMap(({ rep, timeline }) => runsOf(timeline.leads, rep.id, span)),
    span.to,
  );

export type Outcomes = Record<(typeof leadOutcomes)[number], number>;

/** What a rep reported to have become of leads. */
export const outcomesIn = (
  { leads }: Pick<Timeline, 'leads'>,
  { rep, span }: Pick<Asked, 'rep' | 'span'>,
): Outcomes => {
  const reported = leads.flatMap(({ outcomes }) =>
    outcomes.filter(({ repId, at }) => repId === rep.id && isIn(span, at)),
  );
  const count = (name: string): number => reported.filter(({ outcome }) => outcome === name).length;
  return {
    contacted: count('contacted'),
    meeting_booked: count('meeting_booked'),
    won: count('won'),
    lost: count('lost'),
    unreachable: count('unreachable'),
    not_a_fit: count('not_a_fit'),
  };
};

/** One decimal, halves up. */
const rounded = (value: number): number => Math.floor(value * 10 + 0.5 + 1e-9) / 10;

const qualityOf = (leads: readonly LeadEntry[], at: number): Quality => {
  const mean = meanOf(leads.map((lead) => scoreAt(lead, at)));
  return { meanScore: mean === undefined ? null : rounded(mean), base: leads.length };
};

/** The time that new leads are held against. */
export const weeksBefore = ({ from }: Span): Span => ({ from: from - FOUR_WEEKS_MS, to: from });

/** Leads of the team of a rep, the rep's own among them, with whose they are. */
export interface TeamLeads {
  memberIds: readonly string[];
  leads: readonly LeadEntry[];
}

export const qualityIn = (
  { leads }: Pick<Timeline, 'leads'>,
  team: TeamLeads,
  { rep, span }: Pick<Asked, 'rep' | 'span'>,
): Quality & { fourWeeks: Quality; team: Quality } => {
  const before = weeksBefore(span);
  const ofTeam = team.memberIds.flatMap((id) => newLeadsOf(team.leads, id, before));
  return {
    ...qualityOf(newLeadsOf(leads, rep.id, span), span.to),
    fourWeeks: qualityOf(newLeadsOf(leads, rep.id, before), before.to),
    team: qualityOf(ofTeam, before.to),
  };
};

/** Leads of the last four weeks, and those of them that became a meeting or a sale. */
export const conversionUntil = (
  { leads }: Pick<Timeline, 'leads'>,
  { rep, span: { to } }: Pick<Asked, 'rep' | 'span'>,
) => {
  const known = newLeadsOf(leads, rep.id, { from: to - FOUR_WEEKS_MS, to });
  const isConverted = ({ outcomes }: LeadEntry): boolean =>
    outcomes.some(({ outcome, at }) => at <= to && (outcome === 'meeting_booked' || outcome === 'won'));
  return { converted: known.filter(isConverted).length, base: known.length };
};

/** Customers who opened or clicked, each once; those who were erased are counted, and not named. */
export const engagementIn = ({ timeline, span }: Pick<Reading, 'timeline' | 'span'>) => {
  const [opened, clicked] = [mailsIn(timeline, span, 'opened'), mailsIn(timeline, span, 'clicked')];
  const readers = (mails: typeof opened): Set<string> => new Set(mails.map(({ reader }) => reader));
  const [whoOpened, whoClicked] = [readers(opened), readers(clicked)];
  const emails = new Map([...opened, ...clicked].map(({ reader, email }) => [reader, email]));
  const people = [...emails].flatMap(([reader, email]) =>
    email === undefined ? [] : [{ email, opened: whoOpened.has(reader), clicked: whoClicked.has(reader) }],
  );
  return {
    opened: whoOpened.size,
    clicked: whoClicked.size,
    people: people.sort((a, b) => Number(b.clicked) - Number(a.clicked) || (a.email < b.email ? -1 : 1)),
  };
};

/** Appointments that stand at a moment, and are so many days ahead on a rep's calendar. */
export const appointmentsOn = (
  appointments: readonly AppointmentEntry[],
  { at, days, timezone }: { at: number; days: number; timezone: string },
): AppointmentEntry[] =>
  appointments.filter(
    ({ startAt, states }) =>
      stateAt(states, at)?.state === 'booked' && localDaysBetween(at, startAt, timezone) === days,
  );

/** What a rep promised, by when it is due. */
export const followUpsAt = (
  leads: readonly LeadEntry[],
  { rep, at }: Pick<Asked, 'rep'> & { at: number },
) => {
  const standing = promisesAt(leads, rep.id, at);
  const today = localDay(at, rep.timezone);
  const isToday = (by: number): boolean => by > at && localDay(by, rep.timezone) === today;
  const overdue = standing.filter(({ promise }) => promise.by <= at);
  const dueToday = standing.filter(({ promise }) => isToday(promise.by));
  return {
    overdue,
    today: dueToday,
    later: standing.filter(({ promise }) => promise.by > at && !isToday(promise.by)),
  };
};

export const dealsOf = ({ deals }: Pick<Timeline, 'deals'>): DealEntry[] =>
  deals.flatMap(({ deal, ...entry }) => (deal === undefined ? [] : [{ ...entry, deal }]));

/** All figures of a digest. */
export const numbersOf = (reading: Reading & { team: TeamLeads }) => {
  const { timeline, rep, span, stages, team } = reading;
  const { overdue, today, later } = followUpsAt(timeline.leads, { rep, at: span.to });
  const appointments = (days: number): number =>
    appointmentsOn(timeline.appointments, { at: span.to, days, timezone: rep.timezone }).length;
  return {
    ...doneIn(reading),
    newLeads: newLeadsIn(timeline, reading),
    alerts: alertsIn(timeline, reading),
    outcomes: outcomesIn(timeline, reading),
    quality: qualityIn(timeline, team, reading),
    conversion: conversionUntil(timeline, reading),
    engagement: engagementIn(reading),
    pipeline: pipelineOf(dealsOf(timeline), span, stages),
    appointments: { today: appointments(0), tomorrow: appointments(1) },
    followUps: { overdue: overdue.length, today: today.length, later: later.length },
  };
};
export type Numbers = ReturnType<typeof numbersOf>;

type Figures = ReturnType<typeof doneIn> & Pick<Numbers, 'newLeads' | 'alerts' | 'outcomes'>;

const isNothing = (counts: readonly number[]): boolean => counts.every((count) => count === 0);

/** Whether somebody did nothing in a time, was asked nothing, and got nothing new. */
export const isIdle = (figures: Figures): boolean => {
  const { conversations, calls, emails, meetings, tasks, newLeads, alerts, outcomes } = figures;
  return (
    isNothing([conversations, calls, emails, meetings, tasks, alerts.asked]) &&
    isNothing([...Object.values(newLeads), ...Object.values(outcomes)])
  );
};

/** Whether nothing happened in the span. */
export const isStill = (numbers: Numbers): boolean => {
  const { engagement, pipeline } = numbers;
  const moved = pipeline.flatMap(({ entered, left }) => [entered, left]);
  return isIdle(numbers) && isNothing([engagement.opened, engagement.clicked, ...moved]);
};
