import { describe, expect, test } from 'vitest';
import type { Message } from '../../functions/outbox/message/message.ts';
import { announcements } from '../../functions/tracking/announcements.ts';
import { foldEvents } from '../../functions/tracking/fold.ts';
import type { TrackedEvent } from '../../functions/mailgun/event.ts';
import { aMessageThatIs, HOUR, NOW, SECOND } from '../outbox/messages.ts';
import { anEvent } from './events.ts';

const told = (before: Message, events: readonly TrackedEvent[]): string[] =>
  announcements(foldEvents(before, events)).map(({ detailType }) => detailType);

const sent = aMessageThatIs('sent');
const delivered = aMessageThatIs('delivered');
const at = (type: TrackedEvent['type'], more: Partial<TrackedEvent> = {}) =>
  anEvent({ id: type, type, ...more });

describe('what the bus is told', () => {
  test.each([
    { what: 'a delivery', before: sent, events: [at('delivered')], want: ['email.delivered'] },
    {
      what: 'a bounce',
      before: sent,
      events: [at('bounced', { failure: 'hard_bounce' })],
      want: ['email.bounced'],
    },
    {
      what: 'a suppression by Mailgun',
      before: sent,
      events: [at('failed', { failure: 'suppressed_bounce' })],
      want: ['email.failed'],
    },
    {
      what: 'the first word of a try that nobody knew of',
      before: aMessageThatIs('unknown'),
      events: [at('accepted')],
      want: ['email.sent'],
    },
    {
      what: 'the delivery of a mail whose sender did not live to tell that it left',
      before: aMessageThatIs('sending'),
      events: [at('delivered')],
      want: ['email.sent', 'email.delivered'],
    },
    {
      what: 'a delivery that is known: nothing',
      before: aMessageThatIs('delivered'),
      events: [at('delivered')],
      want: [],
    },
    { what: 'that it was accepted, which is known', before: sent, events: [at('accepted')], want: [] },
    { what: 'that the mailbox puts it off', before: sent, events: [at('deferred')], want: [] },
    {
      what: 'an open and two clicks of a person',
      before: aMessageThatIs('delivered'),
      events: [
        at('opened', { occurredAt: NOW + HOUR }),
        at('clicked', { occurredAt: NOW + HOUR + SECOND, url: '/1' }),
        at('clicked', { id: 'c2', occurredAt: NOW + HOUR + 2 * SECOND, url: '/2' }),
      ],
      want: ['email.opened', 'email.clicked', 'email.clicked'],
    },
    {
      what: 'an open of a mail of which nobody knows that it left',
      before: aMessageThatIs('sending'),
      events: [at('opened', { occurredAt: NOW + HOUR })],
      want: ['email.opened'],
    },
    {
      what: 'an open by software: nothing',
      before: aMessageThatIs('delivered'),
      events: [at('opened', { bot: true })],
      want: [],
    },
    {
      what: 'a complaint',
      before: aMessageThatIs('delivered'),
      events: [at('complained')],
      want: ['email.complained'],
    },
    {
      what: 'an opt-out',
      before: aMessageThatIs('delivered'),
      events: [at('unsubscribed')],
      want: ['email.unsubscribed'],
    },
    {
      what: 'of a whole life in one batch, where the message ended and each fact',
      before: sent,
      events: [at('delivered'), at('opened', { occurredAt: NOW + HOUR })],
      want: ['email.delivered', 'email.opened'],
    },
    {
      what: 'a delayed bounce after its delivery',
      before: aMessageThatIs('delivered'),
      events: [at('bounced', { failure: 'hard_bounce', occurredAt: NOW + HOUR })],
      want: ['email.bounced'],
    },
  ])('$what', ({ before, events, want }) => {
    expect(told(before, events)).toEqual(want);
  });

  test.each([
    { type: 'accepted', message: sent, want: ['email.sent'] },
    { type: 'delivered', message: delivered, want: ['email.sent', 'email.delivered'] },
    { type: 'opened', message: delivered, want: ['email.opened'] },
  ] as const)(
    'what followed from "$type" is told again when it is handed over again: the first may have been lost on the way',
    ({ type, message, want }) => {
      const repeated = announcements({
        before: message,
        after: message,
        again: true,
        events: [{ event: at(type), machine: false }],
      });
      expect(repeated.map(({ detailType }) => detailType)).toEqual(want);
    },
  );

  test('a click says where and when, and carries the caller’s metadata', () => {
    const before = aMessageThatIs('delivered', { metadata: { order: 7 }, conversationId: 'c-1' });
    const clicked = at('clicked', { occurredAt: NOW + HOUR, url: 'https://example.com/a' });
    expect(announcements(foldEvents(before, [clicked]))).toMatchObject([
      {
        detailType: 'email.clicked',
        detail: {
          id: before.id,
          at: '2026-03-02T10:00:00.000Z',
          url: 'https://example.com/a',
          recipient: 'ada@example.com',
          metadata: { order: 7 },
          conversationId: 'c-1',
        },
      },
    ]);
  });
});
