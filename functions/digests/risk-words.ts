import { type Language, numberIn, quotable, type Wording } from '../platform/wording.ts';
import type { LeadEntry } from '../reps/timeline-entries.ts';
import type { InsightWords } from './insight-words.ts';
import type { Risk } from './team-digest.ts';
import { whoIs } from './words.ts';

const MOST_NAMED = 3;

const namesOf = (leads: readonly LeadEntry[], { language, locale }: Wording): string => {
  const named = leads.slice(0, MOST_NAMED).map((lead) => whoIs(lead, language));
  const more = leads.length - named.length;
  const rest = { en: `${more} more`, de: `${more} weitere` }[language];
  return new Intl.ListFormat(locale, { type: 'conjunction' }).format(more > 0 ? [...named, rest] : named);
};

type Said = (risk: Risk, wording: Wording) => InsightWords;

const en: Said = (risk, wording) => {
  switch (risk.rule) {
    case 'nobody_took_it':
      return {
        text: `Nobody took ${numberIn(wording, risk.leads.length)} ${risk.leads.length === 1 ? 'lead' : 'leads'}: ${namesOf(risk.leads, wording)}.`,
        action: 'Give them to somebody.',
      };
    case 'hot_open':
      return {
        text: `${numberIn(wording, risk.leads.length)} hot ${risk.leads.length === 1 ? 'lead waits' : 'leads wait'}: ${namesOf(risk.leads, wording)}.`,
        action: 'See that they are called now.',
      };
    case 'promises_missed':
      return {
        text: `${quotable(risk.rep.name)} missed ${numberIn(wording, risk.count)} promised ${risk.count === 1 ? 'follow-up' : 'follow-ups'}.`,
        action: 'Ask what stands in the way.',
      };
    case 'away_without_deputy':
      return {
        text: `${quotable(risk.rep.name)} is away without a deputy and has ${numberIn(wording, risk.count)} open ${risk.count === 1 ? 'lead' : 'leads'}.`,
        action: 'Name a deputy.',
      };
    case 'nobody_on_call':
      return {
        text: `Nobody of ${quotable(risk.team.name)} is on call today: all of them are away.`,
        action: 'Name somebody.',
      };
  }
};

const de: Said = (risk, wording) => {
  switch (risk.rule) {
    case 'nobody_took_it':
      return {
        text: `Niemand hat ${numberIn(wording, risk.leads.length)} ${risk.leads.length === 1 ? 'Lead' : 'Leads'} übernommen: ${namesOf(risk.leads, wording)}.`,
        action: 'Jemandem geben.',
      };
    case 'hot_open':
      return {
        text: `${numberIn(wording, risk.leads.length)} ${risk.leads.length === 1 ? 'heißer Lead wartet' : 'heiße Leads warten'}: ${namesOf(risk.leads, wording)}.`,
        action: 'Dafür sorgen, dass jetzt angerufen wird.',
      };
    case 'promises_missed':
      return {
        text: `${quotable(risk.rep.name)} hat ${numberIn(wording, risk.count)} ${risk.count === 1 ? 'zugesagte Rückmeldung' : 'zugesagte Rückmeldungen'} versäumt.`,
        action: 'Fragen, woran es liegt.',
      };
    case 'away_without_deputy':
      return {
        text: `${quotable(risk.rep.name)} ist ohne Vertretung abwesend und hat ${numberIn(wording, risk.count)} ${risk.count === 1 ? 'offenen Lead' : 'offene Leads'}.`,
        action: 'Eine Vertretung benennen.',
      };
    case 'nobody_on_call':
      return {
        text: `Von ${quotable(risk.team.name)} hat heute niemand Bereitschaft: Alle sind abwesend.`,
        action: 'Jemanden benennen.',
      };
  }
};

const languages: Readonly<Record<Language, Said>> = { en, de };

/** A risk, and what to do about it. */
export const riskWords = (risk: Risk, wording: Wording): InsightWords =>
  languages[wording.language](risk, wording);

/** The numbers that a risk rests on. */
export const riskEvidence = (risk: Risk): Record<string, number> => {
  switch (risk.rule) {
    case 'nobody_took_it':
    case 'hot_open':
      return { leads: risk.leads.length };
    case 'promises_missed':
    case 'away_without_deputy':
      return { count: risk.count };
    case 'nobody_on_call':
      return { onCall: 0 };
  }
};
