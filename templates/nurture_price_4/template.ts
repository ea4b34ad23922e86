import { nurtureLetter } from '../shared/letters.ts';

/** The last word after a talk that failed at the price. */
export const nurturePrice4 = nurtureLetter({
  name: 'nurture_price_4',
  description: 'The last word after a talk that failed at the price.',
  en: {
    subject: 'Our last word about the price',
    opening: 'This is the last mail about it.',
    offer: 'Should the price be another matter for you later, we are glad to hear from you.',
  },
  de: {
    subject: 'Unsere letzte Mail zum Preis',
    opening: 'Das ist die letzte Mail dazu.',
    offer: 'Sollte der Preis später anders für Sie aussehen, freuen wir uns, von Ihnen zu hören.',
  },
});
