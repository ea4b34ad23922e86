import { describe, expect, test } from 'vitest';
import { MESSAGE_ID } from '../outbox/messages.ts';
import { mailgunEvents } from '../tracking/events.ts';
import { known, unknown } from './event-fixture.ts';

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
    { what: '550 and nothing more', raw: bounce('generic', { code: 550 }), want: 'soft_bounce' },
    {
      what: 'policy, in the words of the server alone',
      raw: bounce('generic', {
        code: 550,
        message: '5.7.1 Our system has detected that this is unsolicited',
      }),
      want: 'soft_bounce',
    },
    {
      what: 'mailbox full, in the words of the server alone',
      raw: bounce('generic', { code: 552, message: '5.2.2 The email account is over quota' }),
      want: 'soft_bounce',
    },
    {
      what: 'no such user, in the words of the server alone',
      raw: bounce('generic', { code: 550, message: 'smtp; 550-5.1.1 The email account does not exist' }),
      want: 'hard_bounce',
    },
    {
      what: 'an address of 5.1.1.1 in the words of the server',
      raw: bounce('generic', { code: 550, message: 'refused by 5.1.1.1' }),
      want: 'soft_bounce',
    },
    {
      what: 'marked soft by Mailgun, whatever the code',
      raw: bounce('generic', { code: 550, 'bounce-type': 'soft' }),
      want: 'soft_bounce',
    },
    { what: 'a reason that nobody knows', raw: bounce('lunar', { code: 599 }), want: 'soft_bounce' },
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

describe('a failure of which Mailgun does not say whether it is for good', () => {
  const failed = (code: number | undefined) => ({
    ...mailgunEvents.hardBounce,
    severity: undefined,
    reason: 'generic',
    'delivery-status': { code },
  });
  test.each([
    { code: 450, type: 'deferred' },
    { code: 550, type: 'bounced' },
    { code: undefined, type: 'bounced' },
  ])('with code $code is $type', ({ code, type }) => {
    expect(known(failed(code)).type).toBe(type);
  });
});

describe('a mail that Mailgun took and threw away', () => {
  test('is rejected, with its reason and without a recipient', () => {
    const raw = {
      event: 'rejected',
      id: 'r1',
      timestamp: 1772442003.5,
      reject: { reason: 'Sandbox subdomains are for test purposes only', description: '' },
      message: { headers: { 'message-id': `${MESSAGE_ID}.0@mg.example.com`, to: 'ada@example.com' } },
      'user-variables': {},
    };
    expect(known(raw)).toMatchObject({
      type: 'rejected',
      messageId: MESSAGE_ID,
      recipient: undefined,
      detail: 'Sandbox subdomains are for test purposes only',
    });
  });

  test('is the only event without a recipient', () => {
    expect(unknown({ ...mailgunEvents.delivered, recipient: undefined })).toBe('without a recipient');
  });
});

describe('an event as other applications make it', () => {
  test.each([
    { what: 'variables as a text', raw: { ...mailgunEvents.delivered, 'user-variables': '{"a":1}' } },
    { what: 'tags as a text', raw: { ...mailgunEvents.delivered, tags: 'x' } },
    { what: 'flags as a list', raw: { ...mailgunEvents.delivered, flags: [] } },
    { what: 'a status as a text', raw: { ...mailgunEvents.delivered, 'delivery-status': 'ok' } },
  ])('with $what is read all the same', ({ raw }) => {
    expect(known(raw).messageId).toBe(MESSAGE_ID);
  });

  test('keeps an id of any length in a key of a few bytes', () => {
    expect(known({ ...mailgunEvents.delivered, id: 'x'.repeat(1500) }).id).toMatch(/^[0-9a-f]{64}$/);
  });

  test('names its recipient in the one spelling that addresses have here', () => {
    expect(known({ ...mailgunEvents.delivered, recipient: 'Ada@münchen.example' }).recipient).toBe(
      'ada@xn--mnchen-3ya.example',
    );
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
