import { rebookLetter } from '../shared/letters.ts';

/** Some days after a cancellation: help to find another time. */
export const rebookReminder = rebookLetter({
  name: 'rebook_reminder',
  description: 'Some days after a cancellation: help to find another time.',
  en: {
    subject: 'Shall we find another time?',
    subjectOf: 'Another time for {title}?',
    opening: 'Our appointment was called off, and no other time is set yet.',
    openingOf: '“{title}” was called off, and no other time is set yet.',
    offer: 'If it still matters to you, pick whatever suits you best.',
    offerWithout: 'If it still matters to you, tell us when it suits you best.',
  },
  de: {
    subject: 'Finden wir einen anderen Termin?',
    subjectOf: 'Ein anderer Termin für {title}?',
    opening: 'Unser Termin ist ausgefallen, und ein neuer steht noch nicht fest.',
    openingOf: '„{title}“ ist ausgefallen, und ein neuer Termin steht noch nicht fest.',
    offer: 'Wenn das Thema für Sie noch wichtig ist, wählen Sie, was Ihnen am besten passt.',
    offerWithout: 'Wenn das Thema für Sie noch wichtig ist, sagen Sie uns, wann es Ihnen am besten passt.',
  },
});
