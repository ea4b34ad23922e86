import { rebookLetter } from '../shared/letters.ts';

/** Two days after a cancellation: help to find another time. */
export const rebookReminder = rebookLetter({
  name: 'rebook_reminder',
  description: 'Two days after a cancellation: help to find another time.',
  en: {
    subject: 'Shall we find another time?',
    subjectOf: 'Another time for {title}?',
    opening: 'We had to call off our appointment, and have not found another time yet.',
    openingOf: '“{title}” was called off, and we have not found another time yet.',
    offer: 'If it still matters to you, pick whatever suits you best.',
  },
  de: {
    subject: 'Finden wir einen anderen Termin?',
    subjectOf: 'Ein anderer Termin für {title}?',
    opening: 'Unser Termin ist ausgefallen, und ein neuer steht noch nicht fest.',
    openingOf: '„{title}“ ist ausgefallen, und ein neuer Termin steht noch nicht fest.',
    offer: 'Wenn das Thema für Sie noch wichtig ist, wählen Sie, was Ihnen am besten passt.',
  },
});
