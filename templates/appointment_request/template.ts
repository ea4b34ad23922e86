import { defineBuiltIn } from '../define.ts';
import { hostile } from '../hostile.ts';
import { appointmentSamples } from '../shared/appointment-samples.ts';
import { appointmentVariables, shortDay } from '../shared/appointment-variables.ts';
import { texts } from './texts.ts';

const asker = "(it.customer.name || it.customer.email || t('someone'))";

/** What a customer asks for who wants to cancel or to move: to the rep, who decides, and back to the customer. */
export const appointmentRequest = defineBuiltIn({
  name: 'appointment_request',
  category: 'appointment',
  description:
    'A customer asks to cancel or to move: what the rep decides about, and what the customer gets.',
  layout: 'customer',
  subject: `{{= it.audience !== 'rep' ? t('subject', 'title', truncate(it.title, 32), 'day', ${shortDay}) : it.isAgain ? t('again_' + it.request, 'name', truncate(${asker}, 16), 'title', truncate(it.title, 20)) : t('subject_' + it.request, 'name', truncate(${asker}, 20), 'title', truncate(it.title, 18), 'day', ${shortDay}) }}`,
  title: `{{= it.audience !== 'rep' ? t('subject', 'title', it.title, 'day', date(it.start, 'full')) : t('subject_' + it.request, 'name', ${asker}, 'title', it.title, 'day', date(it.start, 'full')) }}`,
  preheader:
    "{{= it.audience !== 'rep' ? t('lead_' + it.request) : it.comment || it.wish ? truncate(it.comment || it.wish, 110) : it.request === 'rebook' ? t('leadRepRebook') : it.isAgain ? t('leadAgain') : t('leadRep') }}",
  variables: {
    ...appointmentVariables,
    request: {
      type: 'string',
      enum: ['cancel', 'move', 'rebook'],
      required: true,
      description: 'What is asked for.',
      example: 'move',
    },
    newStart: {
      type: 'string',
      format: 'date-time',
      description: 'When it would begin, where a time was chosen.',
      example: '2027-03-09T13:00:00Z',
    },
    wish: {
      type: 'string',
      maxLength: 2000,
      description: 'When it would suit, in the customer’s words; shown as text.',
      example: 'Any morning of the next week',
    },
    reason: {
      type: 'string',
      enum: ['conflict', 'not_needed', 'found_other', 'other', 'rather_not_say'],
      description: 'Why, as chosen on the page.',
      example: 'conflict',
    },
    comment: {
      type: 'string',
      maxLength: 5000,
      description: 'What the customer has to say; shown as text.',
      example: 'Our works council meets at that time.',
    },
    isAgain: {
      type: 'boolean',
      default: false,
      description: 'Whether the rep was asked before and has not decided.',
      example: false,
    },
  },
  texts,
  samples: {
    rich: {
      ...appointmentSamples.rich,
      audience: 'rep',
      customer: {
        name: 'Ada Lovelace',
        email: 'ada@example.com',
        phone: '+44 20 7946 0000',
        company: 'Analytical Ltd',
      },
      request: 'move',
      newStart: '2027-03-09T13:00:00Z',
      wish: 'Any afternoon of that week would do as well.',
      reason: 'conflict',
      comment:
        'Our works council has put its meeting on the same morning, and I have to be there.\nThe agenda stays as it is.',
    },
    minimal: { ...appointmentSamples.minimal, request: 'cancel' },
    hostile: {
      ...appointmentSamples.hostile,
      request: 'move',
      newStart: '2027-03-28T01:30:00Z',
      wish: `${hostile.lineBreaks}\n${hostile.longWord}`,
      reason: 'rather_not_say',
      comment: `${hostile.markdown}\n${hostile.template}`,
      isAgain: true,
    },
  },
});
