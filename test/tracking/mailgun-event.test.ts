import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readEvent, type TrackedEvent } from '../../functions/tracking/mailgun-event.ts';
import { MESSAGE_ID } from '../outbox/messages.ts';
import { mailgunEvents } from './events.ts';

const known = (raw: unknown): TrackedEvent => {
  const read = readEvent(raw);
  if (!read.known) throw new Error(read.why);
  return read.event;
};
const unknown = (raw: unknown): string => {
  const read = readEvent(raw);
  if (read.known) throw new Error(`It was read as ${read.event.type}`);
  return read.why;
};

const common = {
  id: 'Ase7i2zsRYeDXztHGENqRA',
  occurredAt: 1772442003530,
  messageId: MESSAGE_ID,
  generation: 0,
  recipient: 'ada@example.com',
  tags: ['appointment', 'spring'],
  bot: false,
};

describe('events as Mailgun sends them', () => {
  test.each([
    { name: 'accepted', want: { type: 'accepted' } },
    { name: 'delivered', want: { type: 'delivered' } },
    {
      name: 'temporaryFail',
      want: {
        type: 'deferred',
        detail: '452 4.2.2 The email account that you tried to reach is over quota',
      },
    },
    {
      name: 'hardBounce',
      want: {
        type: 'bounced',
        failure: 'hard_bounce',
        detail: '550 5.1.1 The email account that you tried to reach does not exist',
      },
    },
    { name: 'tooOld', want: { type: 'bounced', failure: 'soft_bounce', detail: '602 Too old' } },
    {
      name: 'spamBlock',
      want: { type: 'bounced', failure: 'soft_bounce', detail: '554 5.7.1 Message rejected as spam' },
    },
    {
      name: 'suppressedBounce',
      want: {
        type: 'failed',
        failure: 'suppressed_bounce',
        detail: '605 Not delivering to previously bounced address',
      },
    },
    {
      name: 'suppressedUnsubscribe',
      want: {
        type: 'failed',
        failure: 'suppressed_unsubscribe',
        detail: '606 Not delivering to unsubscribed address',
      },
    },
    {
      name: 'suppressedComplaint',
      want: {
        type: 'failed',
        failure: 'suppressed_complaint',
        detail: '607 Not delivering to a user who marked your messages as spam',
      },
    },
    {
      name: 'delayedBounce',
      want: { type: 'bounced', failure: 'hard_bounce', tags: [], detail: '550 mailbox unavailable' },
    },
    { name: 'opened', want: { type: 'opened', client: 'Firefox, Linux' } },
    {
      name: 'clicked',
      want: { type: 'clicked', client: 'Firefox, Linux', url: 'https://example.com/offer?a=1&b=2' },
    },
    { name: 'complained', want: { type: 'complained' } },
    { name: 'unsubscribed', want: { type: 'unsubscribed', client: 'Firefox, Linux', tags: ['*'] } },
  ] as const)('$name is read as $want.type', ({ name, want }) => {
    expect(JSON.parse(JSON.stringify(known(mailgunEvents[name])))).toEqual({ ...common, ...want });
  });

  test('every kind that we know has been read here', () => {
    const types = new Set(Object.values(mailgunEvents).map((raw) => known(raw).type));
    expect(types.size).toBe(9);
  });
});

describe('shapes that vary', () => {
  test.each([
    {
      what: 'empty lists where objects are meant',
      different: {
        'user-variables': [],
        storage: [],
        flags: [],
        'client-info': [],
        'delivery-status': [],
        envelope: [],
        campaigns: [],
      },
    },
    {
      what: 'nulls where objects are meant',
      different: { 'user-variables': null, flags: null, 'client-info': null, 'delivery-status': null },
    },
    {
      what: 'fields left out',
      different: {
        'user-variables': undefined,
        flags: undefined,
        tags: undefined,
        'delivery-status': undefined,
      },
    },
    { what: 'fields that nobody has heard of', different: { 'brand-new': { deep: [1, 2] } } },
  ])('$what do no harm', ({ different }) => {
    expect(known({ ...mailgunEvents.delivered, ...different })).toMatchObject({
      type: 'delivered',
      messageId: MESSAGE_ID,
      generation: 0,
    });
  });

  test.each([
    { timestamp: 1772442003, want: 1772442003000 },
    { timestamp: 1772442003.5295, want: 1772442003530 },
    { timestamp: '1772442003', want: 1772442003000 },
    { timestamp: '1772442003.25', want: 1772442003250 },
  ])('a timestamp of $timestamp is $want ms', ({ timestamp, want }) => {
    expect(known({ ...mailgunEvents.opened, timestamp }).occurredAt).toBe(want);
  });

  test('an id that is a number is kept as text', () => {
    expect(known({ ...mailgunEvents.opened, id: 42 }).id).toBe('42');
  });

  test('a recipient is compared in lower case', () => {
    expect(known({ ...mailgunEvents.opened, recipient: 'Ada.L@Example.COM' }).recipient).toBe(
      'ada.l@example.com',
    );
  });

  test('long words of a mail server are cut', () => {
    const chatty = {
      ...mailgunEvents.hardBounce,
      'delivery-status': { code: 550, message: 'x'.repeat(5000) },
    };
    expect(known(chatty).detail).toHaveLength(300);
  });

  test('a failure without a word says so', () => {
    const silent = { ...mailgunEvents.hardBounce, reason: null, 'delivery-status': {} };
    expect(known(silent)).toMatchObject({ failure: 'soft_bounce', detail: 'no reason given' });
  });
});

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

describe('what is told apart, never guessed', () => {
  test.each(
    ['stored', 'list_member_uploaded', 'list_uploaded', 'teleported', ''].map((event) => ({ event })),
  )('an event of type "$event"', ({ event }) => {
    expect(unknown({ ...mailgunEvents.delivered, event })).toBe(`an event of type ${event}`);
  });

  test('a rejected mail, which has no recipient', () => {
    const rejected = {
      ...mailgunEvents.accepted,
      event: 'rejected',
      recipient: undefined,
      reject: { reason: 'Sandbox subdomains are for test purposes only.', description: '' },
    };
    expect(unknown(rejected)).toBe('not the shape of a Mailgun event');
  });

  test.each([
    { what: 'nothing', raw: undefined },
    { what: 'a text', raw: 'delivered' },
    { what: 'a list', raw: [mailgunEvents.delivered] },
    { what: 'no id', raw: { ...mailgunEvents.delivered, id: undefined } },
    { what: 'an empty id', raw: { ...mailgunEvents.delivered, id: '' } },
    { what: 'no time', raw: { ...mailgunEvents.delivered, timestamp: undefined } },
    { what: 'a time that is none', raw: { ...mailgunEvents.delivered, timestamp: 'yesterday' } },
    { what: 'the time 0', raw: { ...mailgunEvents.delivered, timestamp: 0 } },
    { what: 'no recipient', raw: { ...mailgunEvents.delivered, recipient: undefined } },
  ])('$what', ({ raw }) => {
    expect(unknown(raw)).toBe('not the shape of a Mailgun event');
  });

  test('anything at all is read or told apart, and never throws', () => {
    const fields = Object.keys(mailgunEvents.hardBounce);
    const spoilt = fc
      .tuple(
        fc.constantFrom(...Object.values(mailgunEvents)),
        fc.dictionary(fc.constantFrom(...fields), fc.jsonValue()),
      )
      .map(([event, spoil]): unknown => ({ ...event, ...spoil }));
    fc.assert(
      fc.property(fc.oneof(spoilt, fc.jsonValue()), (raw) => {
        const read = readEvent(raw);
        if (read.known) expect(read.event.messageId).toMatch(/^msg_/);
        else expect(read.why).not.toBe('');
      }),
      { numRuns: 1000 },
    );
  });
});
