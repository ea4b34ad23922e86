import { medianOf } from '../../platform/median.ts';
import { DAY } from '../../platform/clock.ts';
import { localTime } from '../../platform/local-time.ts';
import { type AppointmentEntry, appointmentKinds, stateAt } from '../../reps/timeline-entries.ts';
import { weeksBefore } from '../numbers.ts';
import { meanOf, newcombe, type Share, welch, wilson } from '../../platform/statistics.ts';
import { activitiesIn, isIn, mailsIn, newLeadsOf, scoreAt, type Span } from '../timeline.ts';
import type { Rule } from './finding.ts';

const LEAST_ANSWERS = 8;
const LEAST_ANSWERS_BEFORE = 20;
const LEAST_APPOINTMENTS = 8;
const LEAST_CALLS = 30;
const LEAST_CALLS_OF_HOUR = 8;
const LEAST_SENDS = 30;
const LEAST_LEADS = 15;
const LEAST_POINTS = 8;

/** The last days until a moment, and those before them. */
const lastDays = (days: number, to: number): Span => ({ from: to - days * DAY, to });
const daysBefore = (days: number, span: Span): Span => ({ from: span.from - days * DAY, to: span.from });

/** More than half of the rep's answers of a week are slower than their median of the four weeks before. */
export const responseSlipping: Rule<'response_slipping'> = ({ timeline, rep, span: { to } }) => {
  const answers = timeline.leads
    .flatMap(({ runs }) => runs)
    .flatMap(({ repId, answer }) => (repId === rep.id && answer?.repId === rep.id ? answer : []));
  const secondsIn = (span: Span): number[] =>
    answers.flatMap(({ at, seconds }) => (isIn(span, at) ? (seconds ?? []) : []));
  const week = lastDays(7, to);
  const [recent, before] = [secondsIn(week), secondsIn(daysBefore(28, week))];
  const median = medianOf(before);
  if (median === undefined || recent.length < LEAST_ANSWERS || before.length < LEAST_ANSWERS_BEFORE)
    return [];
  const slower = { count: recent.filter((seconds) => seconds > median).length, base: recent.length };
  if (wilson(slower).low <= 0.5) return [];
  return [
    {
      rule: 'response_slipping',
      about: '',
      strength: slower.count / slower.base,
      evidence: { slower: slower.count, base: slower.base, medianSeconds: median, baseBefore: before.length },
      facts: { slower, medianSeconds: median },
    },
  ];
};

/** More of a kind of appointment are missed than before. */
export const noShowRising: Rule<'no_show_rising'> = ({ timeline, span: { to } }) => {
  const recent = lastDays(28, to);
  const missedOf = (kind: AppointmentEntry['kind'], span: Span): Share => {
    const ends = timeline.appointments
      .filter((one) => one.kind === kind && isIn(span, one.startAt))
      .map(({ states }) => stateAt(states, to)?.state)
      .filter((state) => state === 'attended' || state === 'no_show');
    return { count: ends.filter((state) => state === 'no_show').length, base: ends.length };
  };
  const compared = appointmentKinds
    .map((kind) => ({ kind, now: missedOf(kind, recent), before: missedOf(kind, daysBefore(56, recent)) }))
    .filter(({ now, before }) => now.base >= LEAST_APPOINTMENTS && before.base >= LEAST_APPOINTMENTS);
  return risen(compared.map((facts) => ({ facts, one: facts.now, other: facts.before }))).map(
    ({ facts, low }) => ({
      rule: 'no_show_rising' as const,
      about: facts.kind,
      strength: low,
      evidence: {
        missed: facts.now.count,
        base: facts.now.base,
        missedBefore: facts.before.count,
        baseBefore: facts.before.base,
      },
      facts,
    }),
  );
};

/** Those of several comparisons in which one share is above the other, the clearest first. */
const risen = <T>(compared: readonly { facts: T; one: Share; other: Share }[]): { facts: T; low: number }[] =>
  compared
    .map(({ facts, one, other }) => ({ facts, low: newcombe(one, other, compared.length).low }))
    .filter(({ low }) => low > 0)
    .sort((a, b) => b.low - a.low);

/** What callers write when somebody was reached, in small letters and without marks. */
const reachedWords = new Set([
  'reached',
  'connected',
  'answered',
  'talked',
  'contacted',
  'interested',
  'meeting booked',
  'callback agreed',
]);
export const isReached = (outcome: string): boolean =>
  reachedWords.has(
    outcome
      .toLowerCase()
      .replace(/[\s_-]+/g, ' ')
      .trim(),
  );

/** An hour at which more calls reach somebody than at all others. */
export const bestHour: Rule<'best_hour'> = ({ timeline, rep, span: { to } }) => {
  const calls = activitiesIn(timeline, lastDays(56, to), 'call').flatMap(({ at, outcome }) =>
    outcome === undefined ? [] : { hour: localTime(at, rep.timezone).hour, isReached: isReached(outcome) },
  );
  if (calls.length < LEAST_CALLS) return [];
  const shareOf = (some: typeof calls): Share => ({
    count: some.filter((call) => call.isReached).length,
    base: some.length,
  });
  const compared = [...new Set(calls.map(({ hour }) => hour))]
    .map((hour) => ({
      hour,
      reached: shareOf(calls.filter((call) => call.hour === hour)),
      rest: shareOf(calls.filter((call) => call.hour !== hour)),
    }))
    .filter(({ reached, rest }) => reached.base >= LEAST_CALLS_OF_HOUR && rest.base > 0);
  return risen(compared.map((facts) => ({ facts, one: facts.reached, other: facts.rest }))).map(
    ({ facts, low }) => ({
      rule: 'best_hour' as const,
      about: String(facts.hour),
      strength: low,
      evidence: {
        hour: facts.hour,
        reached: facts.reached.count,
        base: facts.reached.base,
        reachedElse: facts.rest.count,
        baseElse: facts.rest.base,
      },
      facts,
    }),
  );
};

/** A template whose mails are clicked more than those of the others of its category. */
export const templateWorks: Rule<'template_works'> = ({ timeline, span: { to } }) => {
  const span = lastDays(56, to);
  const sent = new Map(mailsIn(timeline, span, 'sent').map((mail) => [mail.id, mail]));
  const clicked = new Set(mailsIn(timeline, { from: span.from, to }, 'clicked').map(({ id }) => id));
  const mails = [...sent.values()].flatMap(({ id, template, category }) =>
    template === undefined ? [] : { template, category, isClicked: clicked.has(id) },
  );
  const shareOf = (some: typeof mails): Share => ({
    count: some.filter((mail) => mail.isClicked).length,
    base: some.length,
  });
  const compared = [...Map.groupBy(mails, ({ template }) => template)]
    .map(([template, own]) => ({
      template,
      clicked: shareOf(own),
      rest: shareOf(mails.filter((mail) => mail.template !== template && mail.category === own[0]?.category)),
    }))
    .filter(({ clicked: { base }, rest }) => base >= LEAST_SENDS && rest.base > 0);
  return risen(compared.map((facts) => ({ facts, one: facts.clicked, other: facts.rest }))).map(
    ({ facts, low }) => ({
      rule: 'template_works' as const,
      about: facts.template,
      strength: low,
      evidence: {
        clicked: facts.clicked.count,
        base: facts.clicked.base,
        clickedElse: facts.rest.count,
        baseElse: facts.rest.base,
      },
      facts,
    }),
  );
};

/** The scores of new leads are clearly above, or below, those of four weeks. */
export const qualityMoved: Rule<'quality_moved'> = ({ timeline, rep, span }) => {
  const before = weeksBefore(span);
  const leads = newLeadsOf(timeline.leads, rep.id, span);
  const scores = leads.map((lead) => scoreAt(lead, span.to));
  const earlier = newLeadsOf(timeline.leads, rep.id, before).map((lead) => scoreAt(lead, before.to));
  const [mean, meanBefore] = [meanOf(scores), meanOf(earlier)];
  const interval = welch(scores, earlier);
  if (mean === undefined || meanBefore === undefined || interval === undefined) return [];
  if (scores.length < LEAST_LEADS || earlier.length < LEAST_LEADS) return [];
  const isClear = interval.low > 0 || interval.high < 0;
  const points = mean - meanBefore;
  if (!isClear || Math.abs(points) < LEAST_POINTS) return [];
  return [
    {
      rule: 'quality_moved',
      about: points > 0 ? 'up' : 'down',
      strength: Math.abs(points),
      evidence: { mean, base: scores.length, meanBefore, baseBefore: earlier.length },
      facts: {
        mean,
        before: meanBefore,
        base: scores.length,
        source: commonest(leads.map(({ source }) => source)),
      },
    },
  ];
};

/** What at least half of them name. */
const commonest = (names: readonly (string | undefined)[]): string | undefined => {
  const groups = [...Map.groupBy(names, (name) => name)].filter(([name]) => name !== undefined);
  const [most] = groups.sort(([, a], [, b]) => b.length - a.length);
  return most !== undefined && most[1].length * 2 >= names.length ? most[0] : undefined;
};
