import { nurtureLetter } from '../shared/letters.ts';

/** After a talk with interest and no appointment: the next step. */
export const nurtureInterest1 = nurtureLetter({
  name: 'nurture_interest_1',
  description: 'After a talk with interest and no appointment: the next step.',
  en: {
    subject: 'The next step after our talk',
    opening: 'Thank you for the talk. You were interested, and we set no time.',
    offer: 'A first appointment takes half an hour, and answers what is still open.',
  },
  de: {
    subject: 'Der nächste Schritt nach unserem Gespräch',
    opening: 'Danke für das Gespräch. Sie waren interessiert, und ein Termin steht noch nicht fest.',
    offer: 'Ein erster Termin dauert eine halbe Stunde und klärt, was noch offen ist.',
  },
});
