import { nurtureLetter } from '../shared/letters.ts';

/** Some days later: one more offer of an appointment. */
export const nurtureInterest2 = nurtureLetter({
  name: 'nurture_interest_2',
  description: 'Some days later: one more offer of an appointment.',
  en: {
    subject: 'Is there something that keeps you?',
    opening: 'We have not heard from you since our talk.',
    offer: 'If a question is open, ask it; if a time suits you, take it.',
    offerWithout: 'If a question is open, ask it; if a time suits you, name it.',
  },
  de: {
    subject: 'Gibt es etwas, das Sie abhält?',
    opening: 'Seit unserem Gespräch haben wir nichts von Ihnen gehört.',
    offer: 'Ist eine Frage offen, stellen Sie sie; passt Ihnen ein Termin, nehmen Sie ihn.',
    offerWithout: 'Ist eine Frage offen, stellen Sie sie; passt Ihnen ein Termin, nennen Sie ihn.',
  },
});
