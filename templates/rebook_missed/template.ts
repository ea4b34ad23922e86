import { rebookLetter } from '../shared/letters.ts';

/** The day after somebody did not come: another chance, and no blame. */
export const rebookMissed = rebookLetter({
  name: 'rebook_missed',
  description: 'The day after somebody did not come: another chance, and no blame.',
  en: {
    subject: 'Shall we try again?',
    subjectOf: 'Shall we try again: {title}?',
    opening: 'Yesterday we missed each other; that happens.',
    openingOf: 'We missed each other for “{title}”; that happens.',
    offer: 'Pick another time, and we will be there.',
  },
  de: {
    subject: 'Versuchen wir es noch einmal?',
    subjectOf: 'Noch ein Versuch: {title}?',
    opening: 'Gestern haben wir uns verpasst; das kommt vor.',
    openingOf: 'Bei „{title}“ haben wir uns verpasst; das kommt vor.',
    offer: 'Wählen Sie einen anderen Termin, und wir sind da.',
  },
});
