import { nurtureLetter } from '../shared/letters.ts';

/** Some days later, to who has looked: an offer to reckon it through together. */
export const nurturePrice3 = nurtureLetter({
  name: 'nurture_price_3',
  description: 'Some days later, to who has looked: an offer to reckon it through together.',
  en: {
    subject: 'Shall we reckon it through together?',
    opening: 'You have had a look at what it is worth.',
    offer: 'In twenty minutes we reckon it through with your figures, and you decide on paper.',
  },
  de: {
    subject: 'Rechnen wir es zusammen durch?',
    opening: 'Sie haben sich angesehen, was es wert ist.',
    offer: 'In zwanzig Minuten rechnen wir es mit Ihren Zahlen durch, und Sie entscheiden auf dem Papier.',
  },
});
