import { describe, expect, test } from 'vitest';
import type { ProviderAction } from '../../functions/outbox/message/actions.ts';
import {
  actionOf,
  machineEvents,
  oneClickEvent,
  optOutsBy,
  suppressionBy,
} from '../../functions/tracking/consequences.ts';
import type { TrackedEvent } from '../../functions/mailgun/event.ts';
import { NOW, SECOND } from '../outbox/messages.ts';
import { anEvent } from './events.ts';

describe('what an event does to its message', () => {
  const at = NOW + 3 * SECOND;
  test.each<{ what: string; event: Partial<TrackedEvent>; want: ProviderAction }>([
    { what: 'accepted', event: { type: 'accepted' }, want: { type: 'accepted', occurredAt: at } },
    {
      what: 'accepted under a Message-Id of Mailgun',
      event: { type: 'accepted', mailgunMessageId: '<1@mg.example.com>' },
      want: { type: 'accepted', occurredAt: at, mailgunMessageId: '<1@mg.example.com>' },
    },
    { what: 'delivered', event: { type: 'delivered' }, want: { type: 'delivered', occurredAt: at } },
    {
      what: 'put off by the mailbox',
      event: { type: 'deferred' },
      want: { type: 'deferred', occurredAt: at },
    },
    {
      what: 'bounced hard',
      event: { type: 'bounced', failure: 'hard_bounce', detail: '550' },
      want: { type: 'bounced', occurredAt: at, detail: '550' },
    },
    {
      what: 'bounced softly',
      event: { type: 'bounced', failure: 'soft_bounce' },
      want: { type: 'bounced', occurredAt: at, detail: '' },
    },
    {
      what: 'stopped by a bounce before',
      event: { type: 'failed', failure: 'suppressed_bounce', detail: '605' },
      want: { type: 'failedAfterSend', occurredAt: at, reason: 'suppressed_bounce', detail: '605' },
    },
    {
      what: 'stopped by a complaint before',
      event: { type: 'failed', failure: 'suppressed_complaint', detail: '607' },
      want: { type: 'failedAfterSend', occurredAt: at, reason: 'suppressed_complaint', detail: '607' },
    },
    {
      what: "stopped by Mailgun's list of opt-outs",
      event: { type: 'failed', failure: 'suppressed_unsubscribe', detail: '606' },
      want: { type: 'failedAfterSend', occurredAt: at, reason: 'opted_out', detail: '606' },
    },
    {
      what: 'failed for a reason that nobody names',
      event: { type: 'failed', detail: 'x' },
      want: { type: 'bounced', occurredAt: at, detail: 'x' },
    },
    { what: 'opened', event: { type: 'opened' }, want: { type: 'opened', occurredAt: at, machine: false } },
    {
      what: 'clicked',
      event: { type: 'clicked' },
      want: { type: 'clicked', occurredAt: at, machine: false },
    },
    { what: 'complained', event: { type: 'complained' }, want: { type: 'complained', occurredAt: at } },
    { what: 'unsubscribed', event: { type: 'unsubscribed' }, want: { type: 'unsubscribed', occurredAt: at } },
  ])('$what: $want.type', ({ event, want }) => {
    expect(actionOf(anEvent(event), false)).toEqual(want);
  });

  test.each(['opened', 'clicked'] as const)('%s by software is said to be so', (type) => {
    expect(actionOf(anEvent({ type }), true)).toEqual({ type, occurredAt: at, machine: true });
  });
});

describe('what stops all mail to the recipient', () => {
  test.each<{ event: Partial<TrackedEvent>; want: string | undefined }>([
    { event: { type: 'bounced', failure: 'hard_bounce' }, want: 'bounce' },
    { event: { type: 'bounced', failure: 'soft_bounce' }, want: undefined },
    { event: { type: 'failed', failure: 'suppressed_bounce' }, want: 'bounce' },
    { event: { type: 'failed', failure: 'suppressed_complaint' }, want: 'complaint' },
    { event: { type: 'failed', failure: 'suppressed_unsubscribe' }, want: undefined },
    { event: { type: 'complained' }, want: 'complaint' },
    { event: { type: 'unsubscribed' }, want: undefined },
    { event: { type: 'deferred' }, want: undefined },
    { event: { type: 'delivered' }, want: undefined },
    { event: { type: 'opened' }, want: undefined },
  ])('$event.type $event.failure: $want', ({ event, want }) => {
    expect(suppressionBy(anEvent(event))).toBe(want);
  });
});

describe('what a recipient refuses by unsubscribing', () => {
  const everything = ['conversationSummaries', 'appointmentReminders', 'marketingEmails', 'digests'];
  test.each([
    { category: 'conversation_summary', tags: [], want: ['conversationSummaries'] },
    { category: 'reminder', tags: ['reminder'], want: ['appointmentReminders'] },
    { category: 'marketing', tags: ['spring'], want: ['marketingEmails'] },
    { category: 'digest', tags: [], want: ['digests'] },
    { category: 'appointment', tags: [], want: [] },
    { category: 'lead_alert', tags: [], want: [] },
    { category: 'system', tags: [], want: [] },
    { category: 'marketing', tags: ['*'], want: everything },
    { category: 'system', tags: ['spring', '*'], want: everything },
  ] as const)('of a $category with tags $tags: $want', ({ category, tags, want }) => {
    expect(optOutsBy(anEvent({ type: 'unsubscribed', tags: [...tags] }), category)).toEqual(want);
  });

  test.each(['complained', 'bounced', 'delivered', 'clicked'] as const)('%s refuses nothing', (type) => {
    expect(optOutsBy(anEvent({ type, tags: ['*'] }), 'marketing')).toEqual([]);
  });
});

test('the click on a way out of a mail is the event of a person who unsubscribes, and refuses nothing itself', () => {
  const oneClick = { messageId: 'msg_1', generation: 1, recipient: 'ada@example.com' };
  const { event } = oneClickEvent({ receivedAt: NOW, oneClick });
  expect(event).toEqual({
    ...oneClick,
    id: 'one-click',
    type: 'unsubscribed',
    occurredAt: NOW,
    domains: [],
    isRouted: false,
    tags: [],
    bot: false,
  });
  expect(optOutsBy(event, 'marketing')).toEqual([]);
});

describe('what software opened and clicked', () => {
  const delivered = NOW;
  const at = (seconds: number, type: 'opened' | 'clicked', url?: string, bot = false) =>
    anEvent({
      id: `${type}-${seconds}-${url ?? ''}`,
      type,
      occurredAt: delivered + seconds * SECOND,
      url,
      bot,
    });
  const early = { opened: at(1, 'opened'), one: at(2, 'clicked', '/1'), two: at(3, 'clicked', '/2') };

  test.each<{ what: string; events: TrackedEvent[]; deliveredAt: number | undefined; want: TrackedEvent[] }>([
    {
      what: 'a scanner follows several links within moments: all of it',
      events: [early.opened, early.one, early.two],
      deliveredAt: delivered,
      want: [early.opened, early.one, early.two],
    },
    {
      what: 'one link right away may be a person',
      events: [early.opened, early.one],
      deliveredAt: delivered,
      want: [],
    },
    {
      what: 'the same link twice may be a person',
      events: [early.one, at(4, 'clicked', '/1')],
      deliveredAt: delivered,
      want: [],
    },
    {
      what: 'several links ten seconds later are a person',
      events: [at(10, 'clicked', '/1'), at(10, 'clicked', '/2')],
      deliveredAt: delivered,
      want: [],
    },
    {
      what: 'nobody knows when it was delivered: a person',
      events: [early.opened, early.one, early.two],
      deliveredAt: undefined,
      want: [],
    },
  ])('$what', ({ events, deliveredAt, want }) => {
    expect([...machineEvents(events, deliveredAt)]).toEqual(want);
  });

  test('what Mailgun marks as software is so at any time', () => {
    const apple = at(7200, 'opened', undefined, true);
    expect([...machineEvents([apple, at(7201, 'opened')], delivered)]).toEqual([apple]);
  });

  test('a person who clicks after the scanner is still a person', () => {
    const person = at(3600, 'clicked', '/1');
    expect(machineEvents([early.one, early.two, person], delivered).has(person)).toBe(false);
  });

  test('a complaint right after the delivery is no machine’s', () => {
    const complaint = anEvent({ type: 'complained', occurredAt: delivered + SECOND });
    expect(machineEvents([early.one, early.two, complaint], delivered).has(complaint)).toBe(false);
  });
});
