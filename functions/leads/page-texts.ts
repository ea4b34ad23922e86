import type { leadOutcomes } from '../contract/lead-outcome.ts';
import type { PageLocale } from '../pages/texts.ts';
import type { FormFault } from './page-form.ts';

interface LeadPageTexts {
  visitor: string;
  bands: Readonly<Record<'hot' | 'warm' | 'cold', string>>;
  score: string;
  take: string;
  takeHint: string;
  yours: string;
  others: { title: string; text: string };
  closed: { title: string; text: string };
  gone: { title: string; text: string };
  call: string;
  write: string;
  crm: string;
  followUp: { title: string; promised: string; kept: string; missed: string; button: string };
  times: { hour: string; hours: string; tomorrow: string; week: string };
  outcome: { title: string; why: string; whyHint: string; button: string };
  outcomes: Readonly<Record<(typeof leadOutcomes)[number], string>>;
  wrong: Readonly<Record<FormFault, string>>;
}

const en: LeadPageTexts = {
  visitor: 'Unknown visitor',
  bands: { hot: 'Hot', warm: 'Warm', cold: 'Cold' },
  score: '{band} lead, score {score}',
  take: 'I’ve got it',
  takeHint: 'Everybody else who was told hears that you have it.',
  yours: 'You have this lead since {time}.',
  others: {
    title: '{name} has it',
    text: 'Since {time}. There is nothing you need to do.',
  },
  closed: { title: 'This lead is closed', text: 'It was reported as “{outcome}”.' },
  gone: {
    title: 'This link leads to nothing any more',
    text: 'What it was about is no longer with you, or the link is older than 90 days. If there is something for you to do, a newer mail has the link to it.',
  },
  call: 'Call {phone}',
  write: 'Write to {email}',
  crm: 'Open in the CRM',
  followUp: {
    title: 'When will you be in touch?',
    promised: 'You promised to be in touch by {time}.',
    kept: 'You kept your promise.',
    missed: 'You promised to be in touch by {time}.',
    button: 'Promise it',
  },
  times: {
    hour: 'Within the hour, by {time}',
    hours: 'By {time}',
    tomorrow: 'Tomorrow, {time}',
    week: '{time}',
  },
  outcome: {
    title: 'What became of it?',
    why: 'Why',
    whyHint: 'Needed where it is lost.',
    button: 'Report it',
  },
  outcomes: {
    contacted: 'I reached them',
    meeting_booked: 'A meeting is booked',
    won: 'Won',
    lost: 'Lost',
    unreachable: 'I can’t reach them',
    not_a_fit: 'Not a fit',
  },
  wrong: {
    long: 'Please write a little less: your text is too long.',
    outcome: 'Choose what became of it.',
    reason: 'Say why it is lost.',
    time: 'Choose a time that is still to come.',
  },
};

const de: LeadPageTexts = {
  visitor: 'Unbekannter Besucher',
  bands: { hot: 'Heißer', warm: 'Warmer', cold: 'Kalter' },
  score: '{band} Lead, {score} Punkte',
  take: 'Ich übernehme',
  takeHint: 'Alle anderen, die Bescheid bekamen, erfahren, dass Sie ihn haben.',
  yours: 'Sie haben diesen Lead seit {time}.',
  others: {
    title: '{name} hat übernommen',
    text: 'Seit {time}. Sie müssen nichts weiter tun.',
  },
  gone: {
    title: 'Dieser Link führt zu nichts mehr',
    text: 'Worum es ging, ist nicht mehr bei Ihnen, oder der Link ist älter als 90 Tage. Wenn es für Sie etwas zu tun gibt, steht der Link dazu in einer neueren Mail.',
  },
  closed: { title: 'Dieser Lead ist abgeschlossen', text: 'Gemeldet wurde: „{outcome}“.' },
  call: '{phone} anrufen',
  write: 'An {email} schreiben',
  crm: 'Im CRM öffnen',
  followUp: {
    title: 'Wann melden Sie sich?',
    promised: 'Sie wollten sich bis {time} melden.',
    kept: 'Sie haben Ihr Versprechen gehalten.',
    missed: 'Sie wollten sich bis {time} melden.',
    button: 'Versprechen',
  },
  times: {
    hour: 'In der nächsten Stunde, bis {time}',
    hours: 'Bis {time}',
    tomorrow: 'Morgen, {time}',
    week: '{time}',
  },
  outcome: {
    title: 'Was ist daraus geworden?',
    why: 'Warum',
    whyHint: 'Nötig, wenn er verloren ist.',
    button: 'Melden',
  },
  outcomes: {
    contacted: 'Ich habe mit ihnen gesprochen',
    meeting_booked: 'Ein Termin ist vereinbart',
    won: 'Gewonnen',
    lost: 'Verloren',
    unreachable: 'Nicht zu erreichen',
    not_a_fit: 'Passt nicht',
  },
  wrong: {
    long: 'Bitte schreiben Sie etwas weniger: Ihr Text ist zu lang.',
    outcome: 'Wählen Sie aus, was daraus geworden ist.',
    reason: 'Sagen Sie, warum er verloren ist.',
    time: 'Wählen Sie eine Zeit, die noch kommt.',
  },
};

export const leadPageTexts: Readonly<Record<PageLocale, LeadPageTexts>> = { en, de };
