import { describe, expect, test } from 'vitest';
import { MESSAGE_ID } from '../outbox/messages.ts';
import { mailgunEvents } from './events.ts';
import { known, unknown } from './mailgun-event-fixture.ts';

describe('which message an event is about', () => {
  const about = (header: string | undefined, variables: unknown) => ({
    ...mailgunEvents.delivered,
    message: { headers: { 'message-id': header } },
    'user-variables': variables,
  });

  test.each([
    { what: 'the Message-Id alone', raw: about(`${MESSAGE_ID}.3@mg.example.com`, {}), generation: 3 },
    {
      what: 'the Message-Id in angle brackets',
      raw: about(`<${MESSAGE_ID}.3@mg.example.com>`, {}),
      generation: 3,
    },
    {
      what: 'our variables, where Mailgun made an id of its own',
      raw: about('20260302090003.7f9c1e@mg.example.com', { messageId: MESSAGE_ID, generation: '2' }),
      generation: 2,
    },
    {
      what: 'our variables, where Mailgun has parsed the number',
      raw: about(undefined, { messageId: MESSAGE_ID, generation: 2 }),
      generation: 2,
    },
    {
      what: 'our variables without a generation: the first',
      raw: about(undefined, { messageId: MESSAGE_ID }),
      generation: 0,
    },
  ])('is told by $what', ({ raw, generation }) => {
    expect(known(raw)).toMatchObject({ messageId: MESSAGE_ID, generation });
  });

  test.each([
    { what: 'an id that Mailgun made', raw: about('20260302090003.7f9c1e@mg.example.com', {}) },
    { what: 'variables of someone else', raw: about(undefined, { messageId: 'order-7' }) },
    {
      what: 'variables with a broken generation',
      raw: about(undefined, { messageId: MESSAGE_ID, generation: 'x' }),
    },
    { what: 'no message at all', raw: { ...mailgunEvents.delivered, message: null, 'user-variables': {} } },
  ])('is not ours with $what', ({ raw }) => {
    expect(unknown(raw)).toBe('about a message that is not ours');
  });
});

describe('hard or soft', () => {
  const bounce = (reason: string, status: Record<string, unknown>) => ({
    ...mailgunEvents.hardBounce,
    reason,
    'delivery-status': status,
  });
  test.each([
    { what: 'reason bounce', raw: bounce('bounce', { code: 550 }), want: 'hard_bounce' },
    {
      what: 'no such user (5.1.1)',
      raw: bounce('generic', { code: 554, 'enhanced-code': '5.1.1' }),
      want: 'hard_bounce',
    },
    {
      what: 'no such domain (5.1.2)',
      raw: bounce('generic', { code: 554, 'enhanced-code': '5.1.2' }),
      want: 'hard_bounce',
    },
    {
      what: 'mailbox full (5.2.2)',
      raw: bounce('generic', { code: 550, 'enhanced-code': '5.2.2' }),
      want: 'soft_bounce',
    },
    {
      what: 'policy (5.7.1)',
      raw: bounce('generic', { code: 550, 'enhanced-code': '5.7.1' }),
      want: 'soft_bounce',
    },
    { what: '550 and nothing more', raw: bounce('generic', { code: 550 }), want: 'hard_bounce' },
    { what: '550 as a text', raw: bounce('generic', { code: '550' }), want: 'hard_bounce' },
    { what: '554 and nothing more', raw: bounce('generic', { code: 554 }), want: 'soft_bounce' },
    {
      what: 'marked hard by Mailgun',
      raw: bounce('generic', { code: 554, 'bounce-type': 'hard' }),
      want: 'hard_bounce',
    },
    {
      what: 'the code of a suppression, whatever the reason',
      raw: bounce('generic', { code: 605 }),
      want: 'suppressed_bounce',
    },
    { what: 'the code of an opt-out', raw: bounce('', { code: 606 }), want: 'suppressed_unsubscribe' },
    { what: 'the code of a complaint', raw: bounce('', { code: 607 }), want: 'suppressed_complaint' },
    { what: 'the code of a mail grown old', raw: bounce('generic', { code: 602 }), want: 'soft_bounce' },
  ])('$what: $want', ({ raw, want }) => {
    expect(known(raw).failure).toBe(want);
  });

  test('a delayed bounce of which nothing more is known is hard', () => {
    const bare = { ...mailgunEvents.delayedBounce, 'delivery-status': [] };
    expect(known(bare)).toMatchObject({ type: 'bounced', failure: 'hard_bounce' });
  });

  test('only failures have one', () => {
    expect(known(mailgunEvents.temporaryFail)).not.toHaveProperty('failure');
    expect(known(mailgunEvents.delivered)).not.toHaveProperty('failure');
  });
});

describe('persons and software', () => {
  test.each([
    { bot: '', want: false },
    { bot: null, want: false },
    { bot: undefined, want: false },
    { bot: 'gmail', want: false },
    { bot: 'apple', want: true },
    { bot: 'generic', want: true },
  ])('client-info.bot $bot means software: $want', ({ bot, want }) => {
    const raw = { ...mailgunEvents.opened, 'client-info': { 'client-name': 'Mail', bot } };
    expect(known(raw).bot).toBe(want);
  });
});
