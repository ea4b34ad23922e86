import { rebookLetter } from '../shared/letters.ts';

/** The last offer to find another time. */
export const rebookLast = rebookLetter({
  name: 'rebook_last',
  description: 'The last offer to find another time.',
  en: {
    subject: 'Our last word about another time',
    subjectOf: 'Our last word about {title}',
    opening: 'We have offered you another time, and heard nothing.',
    openingOf: 'We have offered you another time for “{title}”, and heard nothing.',
    offer: 'This is the last mail about it. Should it suit you later, the way stays open.',
  },
  de: {
    subject: 'Unsere letzte Mail zum neuen Termin',
    subjectOf: 'Unsere letzte Mail zu {title}',
    opening: 'Wir haben Ihnen einen anderen Termin angeboten und nichts gehört.',
    openingOf: 'Wir haben Ihnen für „{title}“ einen anderen Termin angeboten und nichts gehört.',
    offer: 'Das ist die letzte Mail dazu. Passt es Ihnen später, steht der Weg weiter offen.',
  },
});
