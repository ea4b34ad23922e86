import { defineBuiltIn } from '../define.ts';
import { hostile } from '../hostile.ts';
import { detailSamples, leadSamples } from './lead-samples.ts';
import { detailTexts, leadTexts } from './lead-texts.ts';
import {
  alertSubject,
  details,
  lead,
  moment,
  name as nameOf,
  nextAsked,
  takeUrl,
  whoInFull,
} from './lead-variables.ts';

/** What stands above the name of the lead. */
interface Words {
  kicker: string;
  kickerBy: string;
}

const shared = {
  en: {
    ...leadTexts.en,
    ...detailTexts.en,
    subject: '{score} · {who}: {headline}',
    subjectPlain: '{score} · {who}',
    nextStep: 'Next step',
    answerBy: 'Answer by {day}, {time}.',
    clockFrom: 'You are off now: the time to answer runs from {day}, {time}.',
    handedOverBy: '{name} handed this lead over to you.',
    standsInFor: 'You stand in for {name}, who can’t be asked now.',
  },
  de: {
    ...leadTexts.de,
    ...detailTexts.de,
    subject: '{score} · {who}: {headline}',
    subjectPlain: '{score} · {who}',
    nextStep: 'Nächster Schritt',
    answerBy: 'Antworten bis {day}, {time}.',
    clockFrom: 'Sie haben gerade frei: Die Zeit zum Antworten läuft ab {day}, {time}.',
    handedOverBy: '{name} hat Ihnen diesen Lead übergeben.',
    standsInFor: 'Sie vertreten {name} (gerade nicht erreichbar).',
  },
};

/** A mail that asks somebody to answer a lead. */
export const leadAlertOf = ({
  name,
  description,
  en,
  de,
}: {
  name: string;
  description: string;
  en: Words;
  de: Words;
}) =>
  defineBuiltIn({
    name,
    folder: 'shared/lead-alert',
    category: 'lead_alert',
    description,
    layout: 'team',
    subject: alertSubject,
    title: `{{= ${whoInFull} }}`,
    preheader:
      "{{= it.respondBy && !it.clockFrom ? t('kickerBy', 'time', time(it.respondBy)) : t('kicker') }}{{ if (it.need || it.reasons.length) { }}. {{= truncate(it.need || markdown(it.reasons[0].text, 'line'), 80) }}{{ } }}",
    variables: {
      lead,
      ...details,
      takeUrl,
      respondBy: moment('By when the reader should answer.', '2027-03-04T08:12:00Z'),
      nextAsked,
      standsInFor: nameOf('The owner, who can’t be asked and whom the reader stands in for.', 'Grace Hopper'),
      clockFrom: moment(
        'From when on the time to answer runs, outside of the reader’s hours.',
        '2027-03-05T08:00:00Z',
      ),
      handedOverBy: nameOf('Who handed the lead over to the reader.', 'Grace Hopper'),
    },
    texts: { en: { ...shared.en, ...en }, de: { ...shared.de, ...de } },
    samples: {
      rich: {
        lead: leadSamples.rich,
        ...detailSamples.rich,
        takeUrl: 'https://example.com/t/abc',
        respondBy: '2027-03-04T08:12:00Z',
        nextAsked: { who: 'Linus Torvalds', at: '2027-03-04T08:12:00Z' },
        standsInFor: 'Grace Hopper',
      },
      minimal: { lead: leadSamples.minimal },
      hostile: {
        lead: leadSamples.hostile,
        ...detailSamples.hostile,
        takeUrl: 'https://example.com/%22%3E',
        respondBy: '2027-03-28T01:30:00Z',
        nextAsked: { who: hostile.markup, at: '2027-03-28T01:30:00Z' },
        standsInFor: hostile.rightToLeft,
        clockFrom: '2027-03-28T01:00:00Z',
        handedOverBy: hostile.longWord,
      },
    },
  });
