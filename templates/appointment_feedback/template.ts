import { defineBuiltIn } from '../define.ts';
import { hostile } from '../hostile.ts';
import { appointmentVariables, ratings } from '../shared/appointment-variables.ts';

const { title, start, rep } = appointmentVariables;

const answers = [1, 2, 3, 4, 5].map((value) => ({ value, url: `https://example.com/f/abc?rating=${value}` }));

/** What asks a customer how an appointment was; one tap answers it. */
export const appointmentFeedback = defineBuiltIn({
  name: 'appointment_feedback',
  category: 'marketing',
  description: 'After an appointment: how it was, from 1 to 5, by one tap.',
  layout: 'customer',
  subject: "{{= t('question', 'title', truncate(it.title, 50)) }}",
  title: "{{= t('question', 'title', it.title) }}",
  preheader:
    "{{= it.rep.name ? t('leadWith', 'name', truncate(it.rep.name, 40), 'day', date(it.start)) : t('lead', 'day', date(it.start)) }}",
  variables: { title, start, rep, ratings },
  texts: {
    en: {
      question: 'How was “{title}”?',
      lead: 'One tap tells us how your appointment on {day} was for you.',
      leadWith: 'One tap tells us how your appointment with {name} on {day} was for you.',
      worst: 'not helpful',
      best: 'very helpful',
      answer: '{value} of 5',
    },
    de: {
      question: 'Wie war „{title}“?',
      lead: 'Ein Fingertipp sagt uns, wie Ihr Termin am {day} für Sie war.',
      leadWith: 'Ein Fingertipp sagt uns, wie Ihr Termin mit {name} am {day} für Sie war.',
      worst: 'nicht hilfreich',
      best: 'sehr hilfreich',
      answer: '{value} von 5',
    },
  },
  samples: {
    rich: {
      title: 'Demo of the Business plan for your support team',
      start: '2027-03-03T09:00:00Z',
      rep: { name: 'Grace Hopper', phone: '+49 30 123456' },
      ratings: answers,
    },
    minimal: { title: 'First call', start: '2027-03-03T09:00:00Z', ratings: answers },
    hostile: {
      title: hostile.markup,
      start: '2027-03-04T23:59:59-11:00',
      rep: { name: hostile.emoji, phone: hostile.lineBreaks.slice(0, 50) },
      ratings: [{ value: 5, url: 'https://example.com/?a=1&b=<2>' }],
    },
  },
});
