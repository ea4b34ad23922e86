import { simpleParser } from 'mailparser';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestCloud, type TestCloud } from '../embedded-cloud.ts';

let cloud: TestCloud;
beforeAll(async () => {
  cloud = await startTestCloud();
});
afterAll(() => cloud.stop());

/** The one mail that reached a recipient, with its headers by lower-case name. */
const received = async (to: string) => {
  await cloud.idle();
  const [arrived] = await cloud.inbox(to);
  const mail = await cloud.mail(arrived!.id);
  return { ...mail, header: new Map(mail.headers.map(([name, value]) => [name.toLowerCase(), value])) };
};

describe('a first e-mail', () => {
  test('arrives with both parts, and its timeline says how', async () => {
    const id = await cloud.send('ada@example.com');
    const mail = await received('ada@example.com');
    expect(mail).toMatchObject({
      subject: 'Hello',
      from: '"Your Company Sales Team" <sales@yourdomain.com>',
    });
    expect(mail.html).toContain('It works.');
    expect(mail.text).toContain('It works.');

    const message = await cloud.message(id);
    expect(message.status).toBe('delivered');
    expect(message.messageId).toBe(`<${id}.0@mg.yourdomain.com>`);
    expect(message.timeline.map(({ type }) => type)).toEqual([
      'accepted',
      'queued',
      'sending',
      'sent',
      'delivered',
    ]);
  });

  test('is answered as soon as its status is final, for those who wait', async () => {
    const id = await cloud.send('waited-for@example.com');
    expect((await cloud.call('GET', `/v1/emails/${id}?wait=PT25S`)).body['status']).toBe('delivered');
    const later = await cloud.send('silent@example.com');
    const answer = await cloud.call('GET', `/v1/emails/${later}?wait=PT0.5S`);
    expect(['queued', 'sending', 'sent']).toContain(answer.body['status']);
    expect(await cloud.call('GET', `/v1/emails/${id}?wait=PT26S`)).toMatchObject({
      status: 422,
      body: { errors: [{ pointer: '/query/wait', code: 'invalid_format' }] },
    });
  });

  test('carries the headers of automatic mail and our Message-Id', async () => {
    const id = await cloud.send('headers@example.com');
    const { header } = await received('headers@example.com');
    expect(header.get('message-id')).toBe(`<${id}.0@mg.yourdomain.com>`);
    expect(header.get('auto-submitted')).toBe('auto-generated');
    expect(header.get('x-auto-response-suppress')).toBe('OOF, AutoReply');
    expect(header.has('list-unsubscribe')).toBe(false);
  });

  test('of one’s own words gets a plain-text part and keeps its attachments', async () => {
    const content = Buffer.from('%PDF-1.7 a quote').toString('base64');
    await cloud.send('quote@example.com', {
      subject: 'Your quote',
      html: '<h1>Hello Ada</h1><p>It costs <b>10 €</b>.</p>',
      category: 'system',
      replyTo: 'rep@example.com',
      attachments: [{ filename: 'Angebot größer.pdf', contentType: 'application/pdf', content }],
    });
    const mail = await received('quote@example.com');
    expect(mail.text).toContain('It costs 10 €.');
    expect(mail.text).not.toContain('<');
    expect(mail.header.get('reply-to')).toBe('rep@example.com');
    expect(mail.attachments).toMatchObject([
      { filename: 'Angebot größer.pdf', contentType: 'application/pdf', content },
    ]);
  });

  test('reaches an internationalised domain and a name in any script', async () => {
    const name = 'Müller, Ädä "日本" O’Neil';
    const answer = await cloud.call<{ id: string }>('POST', '/v1/emails', {
      to: { email: 'Ada@BÜCHER.example', name },
      template: 'system_notification',
      data: { title: 'Grüße', body: 'Schön.' },
    });
    expect(answer.status).toBe(202);
    const mail = await received('Ada@xn--bcher-kva.example');
    const { to } = await simpleParser(`To: ${mail.header.get('to') ?? ''}\r\n\r\n`);
    expect([to].flat()[0]?.value).toEqual([{ name, address: 'Ada@bücher.example' }]);
    expect(await cloud.message(answer.body.id)).toMatchObject({ status: 'delivered', subject: 'Grüße' });
  });

  test('with emoji and long metadata is told of on the bus with all of its metadata', async () => {
    const metadata = { order: 'x'.repeat(500), constructor: 'a plain word' };
    const id = await cloud.send('emoji@example.com', {
      subject: 'Deal closed 🎉',
      text: '👍',
      category: 'system',
      metadata,
    });
    await cloud.idle();
    expect(await cloud.message(id)).toMatchObject({
      status: 'delivered',
      subject: 'Deal closed 🎉',
      metadata,
    });
    const delivered = (await cloud.busEvents()).find(
      ({ detailType, detail }) => detailType === 'email.delivered' && detail['id'] === id,
    );
    expect(delivered?.detail['metadata']).toEqual(metadata);
  });

  test('shows what it said for as long as its content is kept', async () => {
    const id = await cloud.send('content@example.com');
    const { status, body } = await cloud.call('GET', `/v1/emails/${id}/content`);
    expect(status).toBe(200);
    expect(body).toMatchObject({ subject: 'Hello', replyTo: 'sales@yourdomain.com', attachments: [] });
  });
});
