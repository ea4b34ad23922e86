import { simpleParser } from 'mailparser';
import { describe, expect, test } from 'vitest';
import { formatMailbox } from '../../../functions/platform/address.ts';
import { mailboxHeader } from '../../../functions/platform/mailbox-header.ts';
import { API_KEY, DAY, DOMAIN, HOUR, mailTo, MINUTE, START, startFixture } from './fixture.ts';

describe('A mail sent with mailgun.js', () => {
  test('is queued under an id and lies in the inbox with its content, headers, tags and variables', async () => {
    const { client, mailgun, changes } = await startFixture();
    const answer = await client.messages.create(
      DOMAIN,
      mailTo('"Doe, Jane" <Jane@example.com>', {
        'h:Reply-To': 'sales@example.com',
        'h:X-Custom': 'yes',
        'v:messageId': 'msg_1',
        'o:tag': ['reminder', 'march'],
      }),
    );
    expect(answer).toEqual({
      status: 200,
      id: expect.stringMatching(/^<20260302090000\.[0-9a-f]{16}@mg\.example\.com>$/) as string,
      message: 'Queued. Thank you.',
    });
    expect(changes()).toBe(1);
    const [summary] = mailgun.inbox({ limit: 10 });
    expect(summary).toEqual({
      id: expect.any(String) as string,
      to: 'Jane@example.com',
      from: 'Sales <sales@mg.example.com>',
      subject: 'Your appointment',
      messageId: answer.id,
      receivedAt: '2026-03-02T09:00:00.000Z',
      tags: ['reminder', 'march'],
      variables: { messageId: 'msg_1' },
    });
    expect(mailgun.mail(summary!.id)).toEqual({
      ...summary,
      headers: [
        ['From', 'Sales <sales@mg.example.com>'],
        ['To', '"Doe, Jane" <Jane@example.com>'],
        ['Subject', 'Your appointment'],
        ['Date', 'Mon, 02 Mar 2026 09:00:00 +0000'],
        ['Message-Id', answer.id],
        ['Mime-Version', '1.0'],
        ['Reply-To', 'sales@example.com'],
        ['X-Custom', 'yes'],
        ['X-Mailgun-Tag', 'reminder'],
        ['X-Mailgun-Tag', 'march'],
        ['X-Mailgun-Variables', '{"messageId":"msg_1"}'],
      ],
      html: mailTo('').html,
      text: 'See you on Monday.',
      attachments: [],
    });
  });

  test.each(['Müller, Jörg', '李'.repeat(60), 'Ada "👩‍🚀" L.', 'שלום, עולם'])(
    'to %s arrives under that very name, and is shown by it',
    async (name) => {
      const { client, mailgun } = await startFixture();
      const sender = { email: 'sales@mg.example.com', name };
      await client.messages.create(
        DOMAIN,
        mailTo(mailboxHeader({ email: 'a@example.com', name }), { from: mailboxHeader(sender) }),
      );
      const mail = mailgun.mail(mailgun.inbox({ limit: 1 })[0]?.id ?? '');
      const lines = (mail?.headers ?? []).map(([header, value]) => `${header}: ${value}`);
      const parsed = await simpleParser(`${lines.join('\r\n')}\r\n\r\n`);
      expect(parsed.from?.value).toEqual([{ name, address: sender.email }]);
      expect([parsed.to].flat()[0]?.value).toEqual([{ name, address: 'a@example.com' }]);
      expect(mail?.from).toBe(formatMailbox(sender));
    },
  );

  test('keeps its attachments byte for byte, with their whole content type and UTF-8 name', async () => {
    const { client, mailgun } = await startFixture();
    const invite = Buffer.from('BEGIN:VCALENDAR\r\n\r\nEND:VCALENDAR\r\n');
    await client.messages.create(
      DOMAIN,
      mailTo('a@example.com', {
        attachment: [
          { filename: 'Einladung für Jörg.ics', data: invite, contentType: 'text/calendar; method=REQUEST' },
          { filename: 'b.bin', data: Buffer.from([0, 255, 13, 10, 45, 45]), contentType: 'application/pdf' },
        ],
      }),
    );
    const { id } = mailgun.inbox({ limit: 1 })[0]!;
    expect(mailgun.mail(id)?.attachments).toEqual([
      {
        filename: 'Einladung für Jörg.ics',
        contentType: 'text/calendar; method=REQUEST',
        size: invite.length,
        content: invite.toString('base64'),
      },
      { filename: 'b.bin', contentType: 'application/pdf', size: 6, content: 'AP8NCi0t' },
    ]);
  });

  test.each([
    { given: '<one@mg.example.com>', kept: true },
    { given: 'one@mg.example.com', kept: false },
    { given: '<no-domain>', kept: false },
  ])('asking for the Message-Id $given gets it: $kept', async ({ given, kept }) => {
    const { client, mailgun } = await startFixture();
    const answer = await client.messages.create(DOMAIN, mailTo('a@example.com', { 'h:Message-Id': given }));
    expect(answer.id === given).toBe(kept);
    expect(mailgun.inbox({ limit: 1 })[0]?.messageId).toBe(answer.id);
  });

  test('twice under the same Message-Id is two mails', async () => {
    const { client, mailgun } = await startFixture();
    const mail = mailTo('a@example.com', { 'h:Message-Id': '<one@mg.example.com>' });
    await client.messages.create(DOMAIN, mail);
    await client.messages.create(DOMAIN, mail);
    expect(mailgun.inbox({ limit: 10 })).toHaveLength(2);
  });

  test('to several people is one id and one mail each, repeats dropped', async () => {
    const { client, mailgun } = await startFixture();
    const answer = await client.messages.create(
      DOMAIN,
      mailTo('a@example.com, A@example.com', {
        cc: 'c@example.com',
        bcc: ['b@example.com', 'd@example.com'],
      }),
    );
    const inbox = mailgun.inbox({ limit: 10 });
    expect(inbox.map(({ to }) => to)).toEqual([
      'a@example.com',
      'c@example.com',
      'b@example.com',
      'd@example.com',
    ]);
    expect(new Set(inbox.map(({ messageId }) => messageId))).toEqual(new Set([answer.id]));
  });

  test('as MIME is parsed, and its source is kept', async () => {
    const { client, mailgun } = await startFixture();
    const raw = [
      'From: Sales <sales@mg.example.com>',
      'To: Jane <jane@example.com>',
      'Subject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=',
      'Message-Id: <mime@mg.example.com>',
      'X-Mailgun-Variables: {"messageId": "msg_2"}',
      'MIME-Version: 1.0',
      'Content-Type: multipart/mixed; boundary=b',
      '',
      '--b',
      'Content-Type: text/plain; charset=utf-8',
      '',
      'Hello',
      '--b',
      'Content-Type: application/pdf; name=a.pdf',
      'Content-Disposition: attachment; filename=a.pdf',
      'Content-Transfer-Encoding: base64',
      '',
      'JVBERg==',
      '--b--',
      '',
    ].join('\r\n');
    const answer = await client.messages.create(DOMAIN, {
      to: 'jane@example.com',
      message: raw,
      'o:tag': 'mime',
    });
    expect(answer.id).toBe('<mime@mg.example.com>');
    const mail = mailgun.mail(mailgun.inbox({ limit: 1 })[0]!.id);
    expect(mail).toMatchObject({
      to: 'jane@example.com',
      subject: 'Grüße',
      tags: ['mime'],
      variables: { messageId: 'msg_2' },
      text: 'Hello',
      html: '',
      raw,
      attachments: [{ filename: 'a.pdf', contentType: 'application/pdf', size: 4, content: 'JVBERg==' }],
    });
    expect(mail?.headers).toContainEqual(['Subject', '=?utf-8?q?Gr=C3=BC=C3=9Fe?=']);
  });

  test('in test mode is accepted and delivered nowhere', async () => {
    const { client, mailgun, receiver, advance } = await startFixture();
    await client.messages.create(DOMAIN, mailTo('a@example.com', { 'o:testmode': true }));
    await advance(HOUR);
    expect(mailgun.inbox({ limit: 10 })).toEqual([]);
    expect(receiver.posted.map((post) => post['event-data'])).toMatchObject([
      { event: 'accepted', flags: { 'is-test-mode': true } },
    ]);
  });

  test('for later is delivered at that time, and not more than three days ahead', async () => {
    const { client, mailgun, receiver, advance } = await startFixture();
    const at = (ms: number) => ({ 'o:deliverytime': new Date(START + ms).toUTCString() });
    await client.messages.create(DOMAIN, mailTo('a@example.com', at(HOUR)));
    await advance(59 * MINUTE);
    expect(mailgun.inbox({ limit: 10 })).toEqual([]);
    expect(receiver.events()).toEqual(['accepted']);
    await advance(MINUTE);
    expect(mailgun.inbox({ limit: 10 })).toMatchObject([{ receivedAt: '2026-03-02T10:00:00.000Z' }]);
    expect(receiver.events()).toEqual(['accepted', 'delivered']);
    await expect(client.messages.create(DOMAIN, mailTo('a@example.com', at(4 * DAY)))).rejects.toMatchObject({
      status: 400,
    });
  });
});

test('A URL-encoded form works as well as a multipart one', async () => {
  const { mailgun } = await startFixture();
  const answer = await fetch(`${mailgun.url}/v3/${DOMAIN}/messages`, {
    method: 'POST',
    headers: { Authorization: `Basic ${btoa(`api:${API_KEY}`)}` },
    body: new URLSearchParams({ from: 'a@example.com', to: 'b@example.com', text: 'Grüße' }),
  });
  expect(answer.status).toBe(200);
  expect(mailgun.mail(mailgun.inbox({ to: 'B@example.com', limit: 1 })[0]!.id)?.text).toBe('Grüße');
});

test('The inbox shows the newest mails of one recipient, newest last', async () => {
  const { client, mailgun, jump } = await startFixture();
  for (const subject of ['1', '2', '3']) {
    jump(MINUTE);
    await client.messages.create(DOMAIN, mailTo('a@example.com', { subject }));
    await client.messages.create(DOMAIN, mailTo('b@example.com', { subject }));
  }
  expect(mailgun.inbox({ to: 'A@EXAMPLE.COM', limit: 2 }).map(({ subject }) => subject)).toEqual(['2', '3']);
  expect(mailgun.inbox({ limit: 100 })).toHaveLength(6);
  expect(mailgun.mail('nothing')).toBeUndefined();
});
