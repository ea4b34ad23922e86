import { nurtureLetter } from '../shared/letters.ts';

/** A month after “not now”: whether it is time. */
export const nurtureLater1 = nurtureLetter({
  name: 'nurture_later_1',
  description: 'A month after “not now”: whether it is time.',
  en: {
    subject: 'Is it time now?',
    opening: 'A month ago you told us that it was not the time.',
    offer: 'If that has changed, we go on where we left off.',
  },
  de: {
    subject: 'Passt es jetzt?',
    opening: 'Vor einem Monat haben Sie uns gesagt, dass es noch nicht passt.',
    offer: 'Hat sich das geändert, machen wir dort weiter, wo wir aufgehört haben.',
  },
});
