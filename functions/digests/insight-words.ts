import {
  clockIn,
  hourIn,
  type Language,
  lengthIn,
  numberIn,
  quotable,
  shareIn,
  type Wording,
} from '../platform/wording.ts';
import type { AppointmentEntry } from '../reps/timeline-entries.ts';
import type { Facts, FindingOf, RuleName } from './insights/finding.ts';
import { whoIs } from './words.ts';

/** What was found, and the one thing to do about it. */
export interface InsightWords {
  text: string;
  action: string;
}

type RuleWords = { [R in RuleName]: (facts: Facts[R], wording: Wording) => InsightWords };

const kinds: Readonly<Record<Language, Record<AppointmentEntry['kind'], string>>> = {
  en: { video: 'video calls', phone: 'phone calls', on_site: 'visits' },
  de: { video: 'Videotermine', phone: 'Telefontermine', on_site: 'Termine vor Ort' },
};

const en: RuleWords = {
  hot_unanswered: ({ lead, askedAt, count }, wording) => ({
    text:
      count === 1
        ? `${whoIs(lead, 'en')} is a hot lead and has waited for you since ${clockIn(wording, askedAt)}.`
        : `${numberIn(wording, count)} hot leads wait for you; ${whoIs(lead, 'en')} the longest, since ${clockIn(wording, askedAt)}.`,
    action: 'Take it now.',
  }),
  follow_up_missed: ({ count, lead }, wording) => ({
    text: `${numberIn(wording, count)} follow-ups that you promised were missed in the last seven days; the first was ${whoIs(lead, 'en')}.`,
    action: 'Name a new time, or hand them over.',
  }),
  response_slipping: ({ slower, medianSeconds }, wording) => ({
    text: `${shareIn(wording, slower)} of your answers this week came later than your usual ${lengthIn(wording, medianSeconds)}.`,
    action: 'Answer hot leads first.',
  }),
  gone_cold: ({ lead, days, score }, wording) => ({
    text: `Nothing has happened with ${whoIs(lead, 'en')} (score ${numberIn(wording, score)}) for ${numberIn(wording, days)} working days.`,
    action: 'Call this one.',
  }),
  deal_stuck: ({ title, lead, stage, days, usual }, wording) => ({
    text: `${dealName({ title, lead }, 'en')} has been in “${quotable(stage)}” for ${numberIn(wording, days)} days; up to ${numberIn(wording, usual)} are usual.`,
    action: 'Agree on the next step, or close it.',
  }),
  no_show_rising: ({ kind, now, before }, wording) => ({
    text: `More of your ${kinds.en[kind]} are missed: ${shareIn(wording, now)} in four weeks, ${shareIn(wording, before)} in the eight before.`,
    action: 'Ask for a confirmation the day before.',
  }),
  best_hour: ({ hour, reached, rest }, wording) => ({
    text: `Calls around ${hourIn(wording, hour)} reach more people: ${shareIn(wording, reached)}, at other hours ${shareIn(wording, rest)}.`,
    action: 'Call at this hour.',
  }),
  lost_for: ({ reason, named }, wording) => ({
    text: `${numberIn(wording, named.count)} of your last ${numberIn(wording, named.base)} losses name the same reason: “${quotable(reason)}”.`,
    action: 'Read its battle card before the next call.',
  }),
  template_works: ({ template, clicked, rest }, wording) => ({
    text: `“${quotable(template)}” is clicked more than other mails of its kind: ${shareIn(wording, clicked)}, the others ${shareIn(wording, rest)}.`,
    action: 'Use it.',
  }),
  quality_moved: ({ mean, before, base, source }, wording) => ({
    text: `Your ${numberIn(wording, base)} new leads score ${numberIn(wording, mean, 1)} on average; over four weeks it was ${numberIn(wording, before, 1)}.`,
    action:
      source === undefined
        ? 'Tell marketing where they come from.'
        : `Tell marketing: most come from “${quotable(source)}”.`,
  }),
};

const de: RuleWords = {
  hot_unanswered: ({ lead, askedAt, count }, wording) => ({
    text:
      count === 1
        ? `${whoIs(lead, 'de')}: ein heißer Lead, der seit ${clockIn(wording, askedAt)} auf Sie wartet.`
        : `${numberIn(wording, count)} heiße Leads warten auf Sie, am längsten ${whoIs(lead, 'de')}: seit ${clockIn(wording, askedAt)}.`,
    action: 'Jetzt übernehmen.',
  }),
  follow_up_missed: ({ count, lead }, wording) => ({
    text: `${numberIn(wording, count)} zugesagte Rückmeldungen blieben in den letzten sieben Tagen aus, die erste an ${whoIs(lead, 'de')}.`,
    action: 'Eine neue Zeit nennen oder abgeben.',
  }),
  response_slipping: ({ slower, medianSeconds }, wording) => ({
    text: `${shareIn(wording, slower)} Ihrer Antworten kamen diese Woche später als nach Ihren üblichen ${lengthIn(wording, medianSeconds)}.`,
    action: 'Heiße Leads zuerst beantworten.',
  }),
  gone_cold: ({ lead, days, score }, wording) => ({
    text: `Seit ${numberIn(wording, days)} Arbeitstagen ist bei ${whoIs(lead, 'de')} (Score ${numberIn(wording, score)}) nichts geschehen.`,
    action: 'Dort anrufen.',
  }),
  deal_stuck: ({ title, lead, stage, days, usual }, wording) => ({
    text: `${dealName({ title, lead }, 'de')} steht seit ${numberIn(wording, days)} Tagen in „${quotable(stage)}“; üblich sind bis zu ${numberIn(wording, usual)}.`,
    action: 'Den nächsten Schritt vereinbaren oder abschließen.',
  }),
  no_show_rising: ({ kind, now, before }, wording) => ({
    text: `${kinds.de[kind]} fallen öfter aus: ${shareIn(wording, now)} in vier Wochen, ${shareIn(wording, before)} in den acht davor.`,
    action: 'Am Tag davor um Bestätigung bitten.',
  }),
  best_hour: ({ hour, reached, rest }, wording) => ({
    text: `Gegen ${hourIn(wording, hour)} erreichen Sie mehr Menschen: ${shareIn(wording, reached)}, sonst ${shareIn(wording, rest)}.`,
    action: 'Um diese Stunde anrufen.',
  }),
  lost_for: ({ reason, named }, wording) => ({
    text: `${numberIn(wording, named.count)} Ihrer letzten ${numberIn(wording, named.base)} Verluste nennen denselben Grund: „${quotable(reason)}“.`,
    action: 'Vor dem nächsten Gespräch die Battle Card dazu lesen.',
  }),
  template_works: ({ template, clicked, rest }, wording) => ({
    text: `„${quotable(template)}“ wird öfter geklickt als andere E-Mails dieser Art: ${shareIn(wording, clicked)}, die anderen ${shareIn(wording, rest)}.`,
    action: 'Diese Vorlage nutzen.',
  }),
  quality_moved: ({ mean, before, base, source }, wording) => ({
    text: `Ihre ${numberIn(wording, base)} neuen Leads haben im Mittel ${numberIn(wording, mean, 1)} Punkte; in vier Wochen waren es ${numberIn(wording, before, 1)}.`,
    action:
      source === undefined
        ? 'Dem Marketing sagen, woher sie kommen.'
        : `Dem Marketing sagen: Die meisten kommen von „${quotable(source)}“.`,
  }),
};

const rules: Readonly<Record<Language, RuleWords>> = { en, de };

const dealName = (
  { title, lead }: Pick<Facts['deal_stuck'], 'title' | 'lead'>,
  language: Language,
): string => {
  if (title !== undefined) return `“${quotable(title)}”`;
  if (lead !== undefined) return whoIs(lead, language);
  return { en: 'A deal', de: 'Ein Geschäft' }[language];
};

/** What was found, in a sentence each. */
export const wordsOf = <R extends RuleName>(finding: FindingOf<R>, wording: Wording): InsightWords =>
  rules[wording.language][finding.rule](finding.facts, wording);
