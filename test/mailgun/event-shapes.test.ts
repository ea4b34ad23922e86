import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readEvent } from '../../functions/mailgun/event.ts';
import { MESSAGE_ID } from '../outbox/messages.ts';
import { mailgunEvents } from '../tracking/events.ts';
import { known, unknown } from './event-fixture.ts';

const common = {
  id: 'Ase7i2zsRYeDXztHGENqRA',
  occurredAt: 1772442003530,
  messageId: MESSAGE_ID,
  generation: 0,
  mailgunMessageId: `<${MESSAGE_ID}.0@mg.example.com>`,
  recipient: 'ada@example.com',
  domains: ['mg.example.com', 'mg.example.com'],
  isRouted: false,
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

describe('an event with one odd field', () => {
  const { complained } = mailgunEvents;

  test('without an id has one of what it says, the same each time', () => {
    const one = known({ ...complained, id: null });
    expect(one.id).not.toBe('');
    expect(known({ ...complained, id: null }).id).toBe(one.id);
    expect(known({ ...complained, id: null, timestamp: 1 }).id).not.toBe(one.id);
  });

  test('may have its time in ISO 8601', () => {
    expect(known({ ...complained, timestamp: '2026-11-28T05:47:06Z' }).occurredAt).toBe(
      Date.parse('2026-11-28T05:47:06Z'),
    );
  });

  test('may name its recipient with a display name', () => {
    expect(known({ ...complained, recipient: '"Ada <3" <Ada@Example.com>' }).recipient).toBe(
      'ada@example.com',
    );
  });

  test('is routed where the flag is a text', () => {
    expect(known({ ...complained, flags: { 'is-routed': 'true' } }).isRouted).toBe(true);
    expect(known({ ...complained, flags: { 'is-routed': 'false' } }).isRouted).toBe(false);
    expect(known({ ...complained, flags: { 'is-routed': [] } }).isRouted).toBe(false);
    expect(known({ ...complained, flags: { 'is-routed': 1 } }).isRouted).toBe(true);
    expect(known({ ...complained, flags: { 'is-routed': 0 } }).isRouted).toBe(false);
  });

  test('keeps its other tags', () => {
    expect(known({ ...complained, tags: ['*', null] }).tags).toEqual(['*']);
  });
});

describe('what is told apart, never guessed', () => {
  test.each(
    ['stored', 'list_member_uploaded', 'list_uploaded', 'teleported', ''].map((event) => ({ event })),
  )('an event of type "$event"', ({ event }) => {
    expect(unknown({ ...mailgunEvents.delivered, event })).toBe(`an event of type ${event}`);
  });

  test.each([
    { what: 'nothing', raw: undefined },
    { what: 'a text', raw: 'delivered' },
    { what: 'a list', raw: [mailgunEvents.delivered] },
    { what: 'no time', raw: { ...mailgunEvents.delivered, timestamp: undefined } },
    { what: 'a time that is none', raw: { ...mailgunEvents.delivered, timestamp: 'yesterday' } },
    { what: 'the time 0', raw: { ...mailgunEvents.delivered, timestamp: 0 } },
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
