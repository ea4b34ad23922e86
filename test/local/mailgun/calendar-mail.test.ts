import { expect, test } from 'vitest';
import { makeMailgunClient } from '../../../functions/mailgun/mailgun.ts';
import type { OutgoingMail } from '../../../functions/mailgun/outgoing-mail.ts';
import { API_KEY, DOMAIN, startFixture, START } from './fixture.ts';

const calendar = { method: 'REQUEST', content: 'BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nEND:VCALENDAR\r\n' };
const mail = (different: Partial<OutgoingMail> = {}): OutgoingMail => ({
  domain: DOMAIN,
  messageId: `<msg_1.0@${DOMAIN}>`,
  from: { email: 'sales@mg.example.com', name: 'Grace Hopper' },
  to: { email: 'ada@example.com', name: 'Ada, Countess' },
  fields: {
    from: '"Grace Hopper" <sales@mg.example.com>',
    to: '"Ada, Countess" <ada@example.com>',
    subject: 'Confirmed: Demo',
    html: '<p>See you.</p>',
    text: 'See you.',
    'o:tag': ['appointment'],
    'o:tracking': 'yes',
    'h:Message-Id': `<msg_1.0@${DOMAIN}>`,
    'h:Reply-To': 'grace@example.com',
    'v:messageId': 'msg_1',
    'v:generation': '0',
  },
  ...different,
});

const setUp = async () => {
  const fixture = await startFixture();
  const secret = { apiKey: API_KEY };
  const client = makeMailgunClient({
    url: fixture.mailgun.url,
    timeoutMs: 5000,
    secret: { get: () => Promise.resolve(secret), refresh: () => Promise.resolve(secret) },
    now: () => START,
  });
  return { ...fixture, send: (one: OutgoingMail) => client.send(one) };
};

test('A mail with an entry for the calendar arrives as any other: one recipient, our Message-Id, tags and variables', async () => {
  const { mailgun, send } = await setUp();
  expect(await send(mail({ calendar }))).toEqual({ kind: 'sent', mailgunMessageId: `<msg_1.0@${DOMAIN}>` });
  const inbox = mailgun.inbox({ limit: 10 });
  expect(inbox).toMatchObject([
    {
      to: 'ada@example.com',
      subject: 'Confirmed: Demo',
      messageId: `<msg_1.0@${DOMAIN}>`,
      tags: ['appointment'],
      variables: { messageId: 'msg_1', generation: '0' },
    },
  ]);
  const arrived = mailgun.mail(inbox[0]?.id ?? '');
  expect(arrived).toMatchObject({ html: expect.stringContaining('See you.') as string });
  const calendars = (arrived?.attachments ?? []).map(({ contentType, content }) => [
    contentType,
    Buffer.from(content, 'base64').toString('utf8'),
  ]);
  expect(calendars).toEqual([
    ['text/calendar', calendar.content],
    ['application/ics', calendar.content],
  ]);
  expect(arrived?.raw).toContain('method=REQUEST');
});

test('A mail without one goes by Mailgun’s form, and arrives with the same facts', async () => {
  const { mailgun, send } = await setUp();
  await send(mail());
  const [summary] = mailgun.inbox({ limit: 10 });
  expect(summary).toMatchObject({
    to: 'ada@example.com',
    messageId: `<msg_1.0@${DOMAIN}>`,
    tags: ['appointment'],
  });
  expect(mailgun.mail(summary?.id ?? '')?.attachments).toEqual([]);
});
