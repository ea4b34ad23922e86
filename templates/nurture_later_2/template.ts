import { nurtureLetter } from '../shared/letters.ts';

/** Some months after “not now”: the last question. */
export const nurtureLater2 = nurtureLetter({
  name: 'nurture_later_2',
  description: 'Some months after “not now”: the last question.',
  en: {
    subject: 'One last question',
    opening: 'Some months ago you told us that it was not the time.',
    offer: 'This is the last mail about it. Should the time come, a line is enough.',
  },
  de: {
    subject: 'Eine letzte Frage',
    opening: 'Vor einigen Monaten haben Sie uns gesagt, dass es noch nicht passt.',
    offer: 'Das ist die letzte Mail dazu. Kommt die Zeit, genügt eine Zeile.',
  },
});
