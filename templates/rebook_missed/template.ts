import { rebookLetter } from '../shared/letters.ts';

/** After somebody did not come: another chance, and no blame. */
export const rebookMissed = rebookLetter({
  name: 'rebook_missed',
  description: 'After somebody did not come: another chance, and no blame.',
  en: {
    subject: 'Shall we try again?',
    subjectOf: 'Shall we try again: {title}?',
    opening: 'We missed each other; that happens.',
    openingOf: 'We missed each other for “{title}”; that happens.',
    offer: 'Pick another time, and we will be there.',
    offerWithout: 'Tell us when it suits you, and we will be there.',
  },
  de: {
    subject: 'Versuchen wir es noch einmal?',
    subjectOf: 'Noch ein Versuch: {title}?',
    opening: 'Wir haben uns verpasst; das kommt vor.',
    openingOf: 'Bei „{title}“ haben wir uns verpasst; das kommt vor.',
    offer: 'Wählen Sie einen anderen Termin, und wir sind da.',
    offerWithout: 'Sagen Sie uns, wann es Ihnen passt, und wir sind da.',
  },
});
