/** What the docs of the API show. */
export const inlineRequestExample = {
  to: { email: 'ada@example.com', name: 'Ada Lovelace' },
  subject: 'Your quote',
  html: '<p>Hello Ada, here is your quote.</p>',
  category: 'system',
};
export const templateRequestExample = {
  to: { email: 'ada@example.com', name: 'Ada Lovelace' },
  template: 'system_notification',
  data: { title: 'Your export is ready', body: 'It can be fetched for seven days.' },
};

export const acceptedExample = { id: 'msg_4x8k2m9q7w3e5r1t6y0p8a2s4d', status: 'queued' };
export const emailStateExample = { ...acceptedExample, status: 'cancelled' };

const sharedFields = {
  id: acceptedExample.id,
  to: { email: 'ada@example.com', name: 'Ada Lovelace' },
  subject: 'Your quote',
  category: 'system',
  lane: 'transactional',
  messageId: '<msg_4x8k2m9q7w3e5r1t6y0p8a2s4d.1@mg.example.com>',
  generation: 1,
  createdAt: '2027-01-31T08:00:00.000Z',
  clicks: 0,
  machineOpens: 0,
  machineClicks: 0,
  tags: ['quotes'],
  metadata: { order: 42 },
};

/** As lists show it. */
export const emailExample = {
  ...sharedFields,
  status: 'delivered',
  attempts: 1,
  sentAt: '2027-01-31T08:00:01.000Z',
  deliveredAt: '2027-01-31T08:00:03.000Z',
  openedAt: '2027-01-31T08:20:00.000Z',
  opens: 1,
};

export const emailWithTimelineExample = {
  ...emailExample,
  timeline: [
    { type: 'accepted', at: '2027-01-31T08:00:00.000Z' },
    { type: 'sent', at: '2027-01-31T08:00:01.000Z' },
    { type: 'delivered', at: '2027-01-31T08:00:03.000Z' },
    { type: 'opened', at: '2027-01-31T08:20:00.000Z', client: 'Thunderbird' },
  ],
};

export const failedExample = {
  ...sharedFields,
  opens: 0,
  status: 'failed',
  reason: 'dead_lettered',
  detail: 'Mailgun answered 500 four times.',
  attempts: 4,
};

export const batchAnswerExample = {
  items: [
    acceptedExample,
    {
      error: {
        code: 'invalid',
        detail: '/to/email: The address must look like name@example.com.',
        errors: [
          {
            pointer: '/to/email',
            code: 'invalid_address',
            detail: 'The address must look like name@example.com.',
          },
        ],
      },
    },
  ],
};

export const emailContentExample = {
  subject: 'Your quote',
  html: '<p>Hello Ada, here is your quote.</p>',
  text: 'Hello Ada, here is your quote.',
  from: 'Your Company Sales Team <sales@example.com>',
  replyTo: 'sales@example.com',
  attachments: [{ filename: 'quote.pdf', contentType: 'application/pdf', size: 48213 }],
};
