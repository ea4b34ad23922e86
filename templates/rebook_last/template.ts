import { rebookLetter } from '../shared/letters.ts';

/** The last offer to find another time. */
export const rebookLast = rebookLetter({
  name: 'rebook_last',
  description: 'The last offer to find another time.',
  en: {
    subject: 'Our last word about another time',
    subjectOf: 'Our last word about {title}',
    opening: 'We have not heard from you about another time.',
    openingOf: 'We have not heard from you about another time for “{title}”.',
    offer: 'This is the last mail about it. Should it suit you later, the way stays open.',
    offerWithout: 'This is the last mail about it. Should it suit you later, a line is enough.',
  },
  de: {
    subject: 'Unsere letzte Mail zum neuen Termin',
    subjectOf: 'Unsere letzte Mail zu {title}',
    opening: 'Zu einem anderen Termin haben wir nichts von Ihnen gehört.',
    openingOf: 'Zu einem anderen Termin für „{title}“ haben wir nichts von Ihnen gehört.',
    offer: 'Das ist die letzte Mail dazu. Passt es Ihnen später, steht der Weg weiter offen.',
    offerWithout: 'Das ist die letzte Mail dazu. Passt es Ihnen später, genügt eine Zeile.',
  },
});
