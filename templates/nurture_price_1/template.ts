import { nurtureLetter } from '../shared/letters.ts';

/** The day after a talk that failed at the price: what it is worth. */
export const nurturePrice1 = nurtureLetter({
  name: 'nurture_price_1',
  description: 'The day after a talk that failed at the price: what it is worth.',
  en: {
    subject: 'About the price that we talked about',
    opening: 'In our talk the price was what spoke against it.',
    offer: 'We would like to show you what others save by it, with figures of your own.',
  },
  de: {
    subject: 'Zum Preis, über den wir gesprochen haben',
    opening: 'In unserem Gespräch sprach der Preis dagegen.',
    offer: 'Gern zeigen wir Ihnen, was andere damit sparen, mit Ihren eigenen Zahlen.',
  },
});
