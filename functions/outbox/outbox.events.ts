import type { EventOut } from '../bus/documented-event.ts';
import { acceptedExample } from '../contract/email-examples.ts';
import { emailClickSchema, emailDetailSchema, emailFactSchema } from '../contract/email-event.ts';

const example = {
  id: acceptedExample.id,
  generation: 0,
  recipient: 'ada@example.com',
  category: 'appointment',
  template: 'appointment_confirmation',
  status: 'delivered',
  appointmentId: 'appt-42',
  metadata: { order: 42 },
};
const at = '2027-01-31T08:20:00.000Z';

const statusEvent = (
  status: string,
  words: { summary: string; description?: string },
  more: Readonly<Record<string, unknown>> = {},
): EventOut => ({
  direction: 'out',
  type: `email.${status}`,
  ...words,
  detail: emailDetailSchema,
  sameBy: ['id', 'generation'],
  example: { ...example, status, ...more },
});

/** What happens to e-mails, as the bus is told of it. */
export const outboxEvents: readonly EventOut[] = [
  statusEvent('sent', {
    summary: 'Mailgun has taken an e-mail.',
    description: 'Whether it arrives, the next event says.',
  }),
  statusEvent('delivered', { summary: 'The recipient’s mail server has taken an e-mail.' }),
  statusEvent('bounced', {
    summary: 'The recipient’s mail server has refused an e-mail for good.',
    description: 'The address is suppressed from then on: nothing more is sent to it.',
  }),
  statusEvent(
    'failed',
    {
      summary: 'An e-mail was not sent, and is not tried again by itself.',
      description: '`GET /v1/dead-letters` lists those that wait for a person.',
    },
    { reason: 'dead_lettered' },
  ),
  statusEvent(
    'skipped',
    {
      summary: 'An e-mail is not sent, on purpose; `reason` says why.',
      description:
        'One that could not even be written, since it has no address or nothing to say, has an `id` that no route knows.',
    },
    { reason: 'opted_out' },
  ),
  statusEvent('cancelled', { summary: 'An e-mail was cancelled before it left.' }),
  {
    direction: 'out',
    type: 'email.opened',
    summary: 'A person has opened an e-mail.',
    description: 'Opens by scanners and by Mail Privacy Protection are counted apart, and not told.',
    detail: emailFactSchema,
    sameBy: ['id', 'generation', 'at'],
    example: { ...example, at },
  },
  {
    direction: 'out',
    type: 'email.clicked',
    summary: 'A person has followed a link of an e-mail.',
    detail: emailClickSchema,
    sameBy: ['id', 'generation', 'at', 'url'],
    example: { ...example, at, url: 'https://example.com/prices' },
  },
  {
    direction: 'out',
    type: 'email.complained',
    summary: 'The recipient has called an e-mail spam.',
    description: 'The address is suppressed from then on: nothing more is sent to it.',
    detail: emailFactSchema,
    sameBy: ['id', 'generation', 'at'],
    example: { ...example, at },
  },
  {
    direction: 'out',
    type: 'email.unsubscribed',
    summary: 'The recipient has unsubscribed by a link of an e-mail, the service’s or Mailgun’s.',
    description: 'What they refuse from then on, `preferences.changed` says.',
    detail: emailFactSchema,
    sameBy: ['id', 'generation', 'at'],
    example: { ...example, category: 'marketing', template: 'nurture_case', at },
  },
];
