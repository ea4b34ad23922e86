import { workingDaysSince } from '../working-days.ts';
import { dealStuck } from './deals.ts';
import type { Finding, Looking } from './finding.ts';
import { followUpMissed, goneCold, hotUnanswered, lostFor } from './leads.ts';
import { bestHour, noShowRising, qualityMoved, responseSlipping, templateWorks } from './rates.ts';

const MOST = 3;
/** What was told comes again after so many working days, or where it got worse. */
const SILENT_DAYS = 5;

/** In the order in which they are told. */
const rules = [
  hotUnanswered,
  followUpMissed,
  responseSlipping,
  goneCold,
  dealStuck,
  noShowRising,
  bestHour,
  lostFor,
  templateWorks,
  qualityMoved,
] as const satisfies readonly ((looking: Looking) => Finding[])[];

/** What a digest before this one told, and when. */
export interface ToldInsight {
  rule: string;
  about: string;
  strength: number;
  at: number;
}

/** What is worth a word to a rep: at most three, one a rule, and none that they have just been told. */
export const insightsOf = (looking: Looking, told: readonly ToldInsight[]): Finding[] => {
  const { rep, span } = looking;
  const recent = told.filter(({ at }) => at < span.to && workingDaysSince(rep, at, span.to) < SILENT_DAYS);
  const isNews = ({ rule, about, strength }: Finding): boolean =>
    recent.every((one) => one.rule !== rule || one.about !== about || one.strength < strength);
  const found = rules.flatMap((rule): Finding[] => {
    const findings: Finding[] = rule(looking);
    const first = findings.find(isNews);
    return first === undefined ? [] : [first];
  });
  return found.slice(0, MOST);
};
