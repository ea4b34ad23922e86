import { nurtureLetter } from '../shared/letters.ts';

/** Some days later, to who has not looked: a smaller beginning. */
export const nurturePrice2 = nurtureLetter({
  name: 'nurture_price_2',
  description: 'Some days later, to who has not looked: a smaller beginning.',
  en: {
    subject: 'A smaller beginning',
    opening: 'Perhaps the whole was more than you need at once.',
    offer: 'You can begin with a part of it, and add the rest when it has paid off.',
  },
  de: {
    subject: 'Ein kleinerer Anfang',
    opening: 'Vielleicht war alles auf einmal mehr, als Sie brauchen.',
    offer: 'Sie können mit einem Teil beginnen und den Rest ergänzen, wenn es sich gelohnt hat.',
  },
});
