import { DAY, MINUTE } from '../../platform/clock.ts';
import { sha256Hex } from '../../platform/ids.ts';
import { type LeadEntry, MISSED_AFTER_MS, stateAt } from '../../reps/timeline-entries.ts';
import { isMissed, openAsked, promisesDueIn, scoreAt } from '../timeline.ts';
import { workingDaysSince } from '../working-days.ts';
import type { Looking, Rule } from './finding.ts';

const WEEK_MS = 7 * DAY;
const MOST_MISSED = 2;
const COLD_AFTER_DAYS = 5;
const LOSSES = 10;
const LEAST_NAMED = 3;

/** A hot lead that the rep was asked about, and nobody has taken. */
export const hotUnanswered: Rule<'hot_unanswered'> = ({ timeline, rep, span: { to } }) => {
  const open = openAsked(timeline.leads, rep.id, to)
    .filter(({ run }) => run.policy === 'hot')
    .sort((a, b) => a.run.at - b.run.at);
  const [first] = open;
  if (first === undefined) return [];
  const { lead, run } = first;
  return [
    {
      rule: 'hot_unanswered',
      about: lead.id,
      strength: open.length,
      evidence: {
        open: open.length,
        score: scoreAt(lead, to),
        waitingMinutes: Math.floor((to - run.at) / MINUTE),
      },
      facts: { lead, askedAt: run.at, count: open.length },
    },
  ];
};

/** Two promises or more that were not kept in the last seven days. */
export const followUpMissed: Rule<'follow_up_missed'> = ({ timeline, rep, span: { to } }) => {
  // By their time, of the last seven days.
  const week = { from: to - WEEK_MS + MISSED_AFTER_MS, to };
  const due = promisesDueIn(timeline.leads, rep.id, week);
  const missed = due.filter(({ promise }) => isMissed(promise)).sort((a, b) => a.promise.by - b.promise.by);
  const [first] = missed;
  if (first === undefined || missed.length < MOST_MISSED) return [];
  return [
    {
      rule: 'follow_up_missed',
      about: '',
      strength: missed.length,
      evidence: { missed: missed.length, base: due.length },
      facts: { count: missed.length, lead: first.lead },
    },
  ];
};

/** Leads worth a call that the rep took, and of which nothing was heard for five working days. */
export const goneCold: Rule<'gone_cold'> = (looking) => {
  const { timeline, rep, span, threshold } = looking;
  return timeline.leads
    .flatMap((lead) => {
      const score = scoreAt(lead, span.to);
      const touchedAt = lastTouch(lead, looking);
      if (touchedAt === undefined || score < threshold) return [];
      const days = workingDaysSince(rep, touchedAt, span.to);
      return days < COLD_AFTER_DAYS ? [] : [{ lead, days, score }];
    })
    .sort((a, b) => b.score - a.score || b.days - a.days)
    .map((facts) => ({
      rule: 'gone_cold' as const,
      about: facts.lead.id,
      strength: facts.score,
      evidence: { score: facts.score, workingDays: facts.days },
      facts,
    }));
};

/** When somebody last had to do with a lead that the rep has; undefined where they have it not, or have promised more. */
const lastTouch = (lead: LeadEntry, { timeline, rep, span: { to } }: Looking): number | undefined => {
  const state = stateAt(lead.states, to);
  if (state?.state !== 'taken' || state.repId !== rep.id) return undefined;
  const known = (entries: readonly { at: number }[]): number[] =>
    entries.flatMap(({ at }) => (at <= to ? at : []));
  const activities = [...timeline.events, ...timeline.deals].filter(
    (event) => 'leadId' in event && event.leadId === lead.id,
  );
  const promises = lead.promises.filter(({ at }) => at <= to);
  if (promises.some(({ by, endedAt }) => by > to && (endedAt === undefined || endedAt > to)))
    return undefined;
  const due = promises.flatMap(({ by }) => (by <= to ? by : []));
  return Math.max(state.at, ...known(activities), ...known(lead.outcomes), ...due);
};

/** A reason that three of the rep's last ten losses name. */
export const lostFor: Rule<'lost_for'> = ({ timeline, rep, span: { to } }) => {
  const losses = timeline.leads
    .flatMap((lead) => lead.outcomes.map((one) => ({ ...one, lead })))
    .filter(({ outcome, repId, at }) => outcome === 'lost' && repId === rep.id && at <= to)
    .sort((a, b) => b.at - a.at)
    .slice(0, LOSSES);
  const named = Map.groupBy(
    losses.flatMap(({ reason, lead }) => (reason === undefined ? [] : { reason, lead })),
    ({ reason }) => reason.trim().toLowerCase(),
  );
  return [...named]
    .filter(([, all]) => all.length >= LEAST_NAMED)
    .sort(([, a], [, b]) => b.length - a.length)
    .map(([name, all]) => ({
      rule: 'lost_for' as const,
      // Why somebody did not buy is theirs, and what was told is kept for longer than they may be.
      about: sha256Hex(name).slice(0, 16),
      strength: all.length,
      evidence: { named: all.length, base: losses.length },
      facts: {
        reason: all[0]?.reason ?? name,
        named: { count: all.length, base: losses.length },
        leads: all.map(({ lead }) => lead),
      },
    }));
};
