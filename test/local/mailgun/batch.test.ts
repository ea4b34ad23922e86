import { describe, expect, test } from 'vitest';
import { DOMAIN, mailTo, SECOND, startFixture } from './fixture.ts';

const variables = JSON.stringify({
  'Ada@example.com': {
    first: 'Ada',
    id: 1,
    offer: null,
    'v:user': 'u1',
    'h:Reply': 'ada-reply@mg.example.com',
  },
  'bob@example.com': { first: 'Bob', id: 2, 'v:user': 'u2' },
});

const batch = (more: Record<string, unknown> = {}) =>
  mailTo('Ada Byron Lovelace <ada@example.com>, bob@example.com', {
    subject: 'Hello %recipient.first%',
    text: 'No. %recipient.id%%recipient.offer%, %recipient.last%',
    html: '<a href="https://shop.example/%recipient.id%">%recipient_name%|%recipient_fname%|%recipient_lname%</a>',
    'recipient-variables': variables,
    ...more,
  });

describe('A batch with recipient variables', () => {
  test('comes to each recipient as a message of their own, filled in wherever it says so', async () => {
    const { client, mailgun } = await startFixture();
    const answer = await client.messages.create(
      DOMAIN,
      batch({
        'h:X-To': '%recipient% %recipient_email%',
        'v:user': '%recipient.v:user%',
        'o:tag': ['n%recipient.id%'],
      }),
    );
    const mails = mailgun.inbox({ limit: 10 }).map(({ id }) => mailgun.mail(id)!);
    expect(mails).toMatchObject([
      {
        to: 'ada@example.com',
        subject: 'Hello Ada',
        messageId: answer.id,
        text: 'No. 1, %recipient.last%',
        html: '<a href="https://shop.example/1">Ada Byron Lovelace|Ada|Byron Lovelace</a>',
        tags: ['n1'],
        variables: { user: 'u1' },
      },
      {
        to: 'bob@example.com',
        subject: 'Hello Bob',
        messageId: answer.id,
        text: 'No. 2%recipient.offer%, %recipient.last%',
        tags: ['n2'],
        variables: { user: 'u2' },
      },
    ]);
    const headers = mails.map((mail) => Object.fromEntries(mail.headers));
    expect(headers).toMatchObject([
      {
        To: 'Ada Byron Lovelace <ada@example.com>',
        'X-To': 'Ada Byron Lovelace <ada@example.com> ada@example.com',
      },
      { To: 'bob@example.com', 'X-To': 'bob@example.com bob@example.com' },
    ]);
  });

  test('tells in its events whose message each was', async () => {
    const { client, receiver, advance } = await startFixture();
    await client.messages.create(DOMAIN, batch({ 'v:user': '%recipient.v:user%' }));
    await advance(SECOND);
    const delivered = receiver.posted
      .map((post) => post['event-data'])
      .filter(({ event }) => event === 'delivered');
    expect(delivered).toMatchObject([
      {
        recipient: 'ada@example.com',
        'user-variables': { user: 'u1' },
        message: { headers: { subject: 'Hello Ada' } },
      },
      {
        recipient: 'bob@example.com',
        'user-variables': { user: 'u2' },
        message: { headers: { to: 'bob@example.com' } },
      },
    ]);
  });

  test('repeats the copies for each recipient', async () => {
    const { client, mailgun } = await startFixture();
    await client.messages.create(DOMAIN, batch({ cc: 'boss@example.com' }));
    expect(mailgun.inbox({ limit: 10 }).map(({ to, subject }) => [to, subject])).toEqual([
      ['ada@example.com', 'Hello Ada'],
      ['boss@example.com', 'Hello Ada'],
      ['bob@example.com', 'Hello Bob'],
      ['boss@example.com', 'Hello Bob'],
    ]);
  });

  test('is one also when nothing is said of anybody', async () => {
    const { client, mailgun } = await startFixture();
    await client.messages.create(DOMAIN, batch({ 'recipient-variables': '{}' }));
    const [first] = mailgun.inbox({ limit: 10 });
    const headers = Object.fromEntries(mailgun.mail(first!.id)!.headers);
    expect(headers['To']).toBe('Ada Byron Lovelace <ada@example.com>');
  });

  test('can be MIME', async () => {
    const { client, mailgun } = await startFixture();
    await client.messages.create(DOMAIN, {
      to: ['ada@example.com', 'bob@example.com'],
      message: [
        'From: Sales <sales@mg.example.com>',
        'To: %recipient%',
        'Subject: Hello %recipient.first%',
        '',
        'Your number is %recipient.id%.',
      ].join('\r\n'),
      'recipient-variables': variables,
    });
    expect(mailgun.inbox({ limit: 10 }).map(({ id }) => mailgun.mail(id))).toMatchObject([
      { to: 'ada@example.com', subject: 'Hello Ada', text: 'Your number is 1.' },
      { to: 'bob@example.com', subject: 'Hello Bob', text: 'Your number is 2.' },
    ]);
  });
});
