import { ownAlertWords } from '../../bus/own-alerts.ts';
import { type Language, numberIn, quotable, type Wording } from '../../platform/wording.ts';
import type { Share } from '../../platform/statistics.ts';
import type { AttentionOf, Facts, RuleName } from './attention.ts';

/** What needs attention, and the one thing to do about it. */
export interface AttentionWords {
  text: string;
  action: string;
}

type RuleWords = { [R in RuleName]: (facts: Facts[R], wording: Wording) => AttentionWords };

/** Complaints are few in a thousand, so shares have two digits. */
const shareOf = ({ locale }: Wording, { count, base }: Share): string =>
  new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 2 }).format(count / base);

/** It may be weeks ago. */
const sinceIn = ({ locale, timezone }: Wording, at: number): string =>
  new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short', timeZone: timezone }).format(at);

const titleOf = (ownKey: string, { language }: Wording): { title: string; action: string } =>
  ownAlertWords(ownKey, language) ?? { title: ownKey, action: '' };

const en: RuleWords = {
  complaints: ({ share }, wording) => ({
    text: `${shareOf(wording, share)} of the people who got mail marked it as spam; mailbox providers want less than 0.1%.`,
    action: 'Look for the category in GET /v1/analytics/overview, and pause what draws complaints.',
  }),
  bounces: ({ share }, wording) => ({
    text: `${shareOf(wording, share)} of the mail came back, ${numberIn(wording, share.count)} of ${numberIn(wording, share.base)}.`,
    action: 'Find where these addresses come from: GET /v1/suppressions?reason=bounce lists them.',
  }),
  delivery_fell: ({ now, before }, wording) => ({
    text: `${shareOf(wording, now)} of the mail was delivered, after ${shareOf(wording, before)} in the week before.`,
    action: 'Look at GET /v1/analytics/deliverability, and at the domain in Mailgun.',
  }),
  dead_letters: ({ count, isMore }, wording) => ({
    text: `${numberIn(wording, count)}${isMore ? ' or more' : ''} e-mails have failed for good and wait for a decision.`,
    action: 'List them with GET /v1/dead-letters, mend the cause, then npm run redrive.',
  }),
  untaken: ({ count }, wording) => ({
    text: count === 1 ? 'Nobody took one lead.' : `Nobody took ${numberIn(wording, count)} leads.`,
    action: 'Give them to somebody, and look at who is on call in these hours.',
  }),
  nothing_sent: ({ before }, wording) => ({
    text: `No mail was sent, after ${numberIn(wording, before)} in the week before.`,
    action: 'Check that the services that ask for mail still reach the API.',
  }),
  sandbox: ({ count }, wording) => ({
    text: `${numberIn(wording, count)} e-mails were kept back, since this stage sends only to allowed recipients.`,
    action: 'If it is meant to reach customers, set email.sending.mode to live.',
  }),
  alerts: ({ ownKey, count }, wording) => {
    const { title, action } = titleOf(ownKey, wording);
    return { text: `${title}: ${numberIn(wording, count)} in the week.`, action };
  },
  going_on: ({ record }, wording) => ({
    text: `“${quotable(record.title)}” has gone on since ${sinceIn(wording, record.group.firstAt)}.`,
    action: 'See to it, or have its sender say that it is over.',
  }),
};

const de: RuleWords = {
  complaints: ({ share }, wording) => ({
    text: `${shareOf(wording, share)} der Empfänger haben Mails als Spam gemeldet; Postfachanbieter wollen weniger als 0,1 %.`,
    action:
      'Suchen Sie die Kategorie in GET /v1/analytics/overview, und halten Sie an, was Beschwerden bringt.',
  }),
  bounces: ({ share }, wording) => ({
    text: `${shareOf(wording, share)} der Mails kamen zurück, ${numberIn(wording, share.count)} von ${numberIn(wording, share.base)}.`,
    action:
      'Finden Sie heraus, woher diese Adressen stammen: GET /v1/suppressions?reason=bounce zählt sie auf.',
  }),
  delivery_fell: ({ now, before }, wording) => ({
    text: `${shareOf(wording, now)} der Mails wurden zugestellt, nach ${shareOf(wording, before)} in der Vorwoche.`,
    action: 'Sehen Sie in GET /v1/analytics/deliverability nach, und bei Mailgun nach der Domain.',
  }),
  dead_letters: ({ count, isMore }, wording) => ({
    text: `${numberIn(wording, count)}${isMore ? ' oder mehr' : ''} E-Mails sind endgültig gescheitert und warten auf eine Entscheidung.`,
    action: 'GET /v1/dead-letters zählt sie auf; beheben Sie die Ursache, dann npm run redrive.',
  }),
  untaken: ({ count }, wording) => ({
    text:
      count === 1
        ? 'Einen Lead hat niemand übernommen.'
        : `${numberIn(wording, count)} Leads hat niemand übernommen.`,
    action: 'Geben Sie sie jemandem, und prüfen Sie, wer zu diesen Stunden Bereitschaft hat.',
  }),
  nothing_sent: ({ before }, wording) => ({
    text: `Es ging keine Mail hinaus, nach ${numberIn(wording, before)} in der Vorwoche.`,
    action: 'Prüfen Sie, ob die Dienste, die Mails anfordern, die API noch erreichen.',
  }),
  sandbox: ({ count }, wording) => ({
    text: `${numberIn(wording, count)} E-Mails wurden zurückgehalten, da diese Stufe nur an erlaubte Empfänger sendet.`,
    action: 'Soll sie Kunden erreichen, setzen Sie email.sending.mode auf live.',
  }),
  alerts: ({ ownKey, count }, wording) => {
    const { title, action } = titleOf(ownKey, wording);
    return { text: `${title}: ${numberIn(wording, count)} in der Woche.`, action };
  },
  going_on: ({ record }, wording) => ({
    text: `„${quotable(record.title)}“ dauert an seit ${sinceIn(wording, record.group.firstAt)}.`,
    action: 'Beheben Sie es, oder lassen Sie den Absender melden, dass es vorbei ist.',
  }),
};

const words: Readonly<Record<Language, RuleWords>> = { en, de };

/** What needs attention, in the words of a language. */
export const attentionWords = <R extends RuleName>(
  { rule, facts }: AttentionOf<R>,
  wording: Wording,
): AttentionWords => words[wording.language][rule](facts, wording);
