import { describe, expect, test } from 'vitest';
import { readEvent } from '../../functions/mailgun/event.ts';
import { readPayload } from '../../functions/mailgun/webhook-payload.ts';
import { MESSAGE_ID, NOW } from '../outbox/messages.ts';
import { aStamp, mailgunEvents } from '../tracking/events.ts';

const stamp = aStamp();
const json = (value: unknown) => readPayload(Buffer.from(JSON.stringify(value)), 'application/json');
const FORM = 'application/x-www-form-urlencoded';
const form = (fields: Record<string, string>, contentType = FORM) =>
  readPayload(Buffer.from(new URLSearchParams(fields).toString()), contentType);

describe('a webhook of today', () => {
  test('is read into its proof and its event', async () => {
    expect(await json({ signature: stamp, 'event-data': mailgunEvents.delivered })).toEqual({
      stamp,
      event: mailgunEvents.delivered,
    });
  });

  test('may carry more, such as the signature of a parent account', async () => {
    const signature = { ...stamp, 'parent-signature': { ...stamp } };
    expect((await json({ signature, 'event-data': mailgunEvents.opened }))?.stamp).toEqual(stamp);
  });

  test('may have its timestamp as a number', async () => {
    const signature = { ...stamp, timestamp: NOW / 1000 };
    expect((await json({ signature, 'event-data': {} }))?.stamp).toEqual(stamp);
  });

  test.each([
    { what: 'no signature', value: { 'event-data': mailgunEvents.delivered } },
    { what: 'no token', value: { signature: { ...stamp, token: undefined } } },
    { what: 'an empty token', value: { signature: { ...stamp, token: '' } } },
    { what: 'a token without end', value: { signature: { ...stamp, token: 'x'.repeat(201) } } },
    { what: 'a timestamp that is none', value: { signature: { ...stamp, timestamp: 'now' } } },
    { what: 'a timestamp with a sign', value: { signature: { ...stamp, timestamp: '-1772442000' } } },
    { what: 'a signature that is too short', value: { signature: { ...stamp, signature: 'abc' } } },
    { what: 'a signature that is not hex', value: { signature: { ...stamp, signature: 'z'.repeat(64) } } },
    { what: 'a list', value: [stamp] },
    { what: 'null', value: null },
  ])('with $what is none', async ({ value }) => {
    expect(await json(value)).toBeUndefined();
  });

  test.each(['', '{', 'hello', '\u0000'])('that is not JSON (%j) is none', async (text) => {
    expect(await readPayload(Buffer.from(text), 'application/json')).toBeUndefined();
  });
});

describe('a webhook in the legacy shape', () => {
  const legacy = {
    ...stamp,
    domain: 'mg.example.com',
    recipient: 'ada@example.com',
    'Message-Id': `<${MESSAGE_ID}.0@mg.example.com>`,
    'X-Mailgun-Tag': 'appointment',
    messageId: MESSAGE_ID,
    generation: '0',
  };

  test.each([
    { fields: { event: 'delivered' }, want: { type: 'delivered' } },
    {
      fields: { event: 'bounced', code: '550', error: '5.1.1 no such user' },
      want: { type: 'bounced', failure: 'hard_bounce', detail: '550 5.1.1 no such user' },
    },
    {
      fields: {
        event: 'dropped',
        reason: 'hardfail',
        code: '605',
        description: 'Not delivering to previously bounced address',
      },
      want: {
        type: 'failed',
        failure: 'suppressed_bounce',
        detail: '605 Not delivering to previously bounced address',
      },
    },
    {
      fields: { event: 'dropped', reason: 'old', code: '602', description: 'Too old' },
      want: { type: 'bounced', failure: 'soft_bounce', detail: '602 Too old' },
    },
    { fields: { event: 'opened', 'client-name': 'Firefox' }, want: { type: 'opened', client: 'Firefox' } },
    {
      fields: { event: 'clicked', url: 'https://example.com/a?b=1&c=2' },
      want: { type: 'clicked', url: 'https://example.com/a?b=1&c=2' },
    },
    { fields: { event: 'unsubscribed', tag: '*' }, want: { type: 'unsubscribed', tags: ['*'] } },
    { fields: { event: 'complained' }, want: { type: 'complained' } },
  ])('$fields.event is read as $want.type', async ({ fields, want }) => {
    const payload = await form({ ...legacy, ...fields });
    expect(payload?.stamp).toEqual(stamp);
    const read = readEvent(payload?.event);
    expect(read.known && JSON.parse(JSON.stringify(read.event))).toEqual({
      id: stamp.token,
      occurredAt: NOW,
      messageId: MESSAGE_ID,
      generation: 0,
      mailgunMessageId: `<${MESSAGE_ID}.0@mg.example.com>`,
      recipient: 'ada@example.com',
      domains: ['mg.example.com', 'mg.example.com'],
      isRouted: false,
      tags: ['appointment'],
      bot: false,
      ...want,
    });
  });

  test('is found by its variables where the id is missing, and keeps its own event id', async () => {
    const payload = await form({
      ...legacy,
      'Message-Id': '',
      event: 'opened',
      'event-id': 'ev-1',
      generation: '2',
    });
    expect(readEvent(payload?.event)).toMatchObject({
      known: true,
      event: { id: 'ev-1', messageId: MESSAGE_ID, generation: 2 },
    });
  });

  test('of a type we do not know is handed on as it is, to be kept', async () => {
    const payload = await form({ ...legacy, event: 'stored' });
    expect(payload?.event).toMatchObject({ event: 'stored', recipient: 'ada@example.com' });
    expect(readEvent(payload?.event).known).toBe(false);
  });

  test('is known by its content type, with or without a charset', async () => {
    expect(await form({ ...legacy, event: 'delivered' }, `${FORM}; charset=utf-8`)).toBeDefined();
    expect(await form({ ...legacy, event: 'delivered' }, FORM.toUpperCase())).toBeDefined();
    expect(await form({ ...legacy, event: 'delivered' }, 'application/json')).toBeUndefined();
  });

  test('without a signature is none', async () => {
    expect(await form({ ...legacy, signature: '', event: 'delivered' })).toBeUndefined();
  });

  test('may come as multipart, with the mail itself as a file', async () => {
    const body = new FormData();
    for (const [name, value] of Object.entries({ ...legacy, event: 'delivered' })) body.append(name, value);
    body.append('message-headers', new Blob(['x']), 'mail.txt');
    const request = new Response(body);
    const payload = await readPayload(
      Buffer.from(await request.arrayBuffer()),
      request.headers.get('content-type') ?? '',
    );
    expect(payload?.stamp).toEqual(stamp);
    expect(readEvent(payload?.event)).toMatchObject({ known: true, event: { type: 'delivered' } });
  });

  test('as multipart that is cut off is none', async () => {
    const body = Buffer.from('--x\r\ncontent-disposition: form-data; name="token"\r\n\r\nabc');
    expect(await readPayload(body, 'multipart/form-data; boundary=x')).toBeUndefined();
  });
});
