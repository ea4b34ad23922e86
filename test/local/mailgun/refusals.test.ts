import { describe, expect, test } from 'vitest';
import { DOMAIN, mailTo, makeClient, startFixture } from './fixture.ts';

describe('A send is refused in Mailgun’s own words', () => {
  test.each([
    { why: 'from is missing', change: { from: '' }, details: 'from parameter is missing' },
    {
      why: 'from is no address',
      change: { from: 'sales' },
      details: 'from parameter is not a valid address. please check documentation',
    },
    { why: 'to is missing', change: { to: '' }, details: 'to parameter is missing' },
    {
      why: 'one of the recipients is no address',
      change: { to: 'a@example.com, nobody' },
      details: 'to parameter is not a valid address. please check documentation',
    },
    {
      why: 'a copy goes to no address',
      change: { cc: 'x@localhost' },
      details: 'cc parameter is not a valid address. please check documentation',
    },
    {
      why: 'there is nothing to read',
      change: { text: '', html: '' },
      details: "Need at least one of 'text', 'html', 'amp-html' or 'template' parameters specified",
    },
    {
      why: 'it names a template that is not stored',
      change: { text: '', html: '', template: 'welcome' },
      details: 'template not found',
    },
    {
      why: 'it has both HTML and a template',
      change: { template: 'welcome' },
      details: "Only one parameters 'html' or 'template' is allowed",
    },
    {
      why: 'its recipient variables are not JSON',
      change: { 'recipient-variables': '{"a@example.com": ' },
      details: 'recipient-variables parameter is not a valid JSON. please check documentation',
    },
    {
      why: 'options, headers and variables are larger than 16 KB together',
      change: { 'v:a': 'x'.repeat(9000), 'h:X-A': 'x'.repeat(8000) },
      details: 'Send options (parameters starting with o:, h:, v:, or t:) are limited to 16 kB total',
    },
    {
      why: 'it has more than 1000 recipients',
      change: { to: Array.from({ length: 1001 }, (_, i) => `p${i}@example.com`).join(',') },
      details: 'Too many recipients; max is 1000',
    },
    {
      why: 'the time of delivery is not as RFC 2822 writes it',
      change: { 'o:deliverytime': '2026-03-02T10:00:00Z' },
      details: 'o:deliverytime parameter is not a valid date. please check documentation',
    },
  ])('when $why', async ({ change, details }) => {
    const { client, mailgun } = await startFixture();
    await expect(client.messages.create(DOMAIN, mailTo('a@example.com', change))).rejects.toMatchObject({
      type: 'MailgunAPIError',
      status: 400,
      details,
    });
    expect(mailgun.inbox({ limit: 10 })).toEqual([]);
  });

  test('when the key is wrong', async () => {
    const { mailgun } = await startFixture();
    const client = makeClient(mailgun.url, 'another');
    await expect(client.messages.create(DOMAIN, mailTo('a@example.com'))).rejects.toMatchObject({
      status: 401,
      details: 'Forbidden',
    });
  });

  test.each(['unknown.example.com', 'nodots'])('when the domain is %s', async (domain) => {
    const { client } = await startFixture();
    await expect(client.messages.create(domain, mailTo('a@example.com'))).rejects.toMatchObject({
      status: 404,
      details: `Domain not found: ${domain}`,
    });
  });

  test('when it is larger than 25 MB', async () => {
    const { client } = await startFixture();
    const data = Buffer.alloc(26 * 1024 * 1024, 'x');
    await expect(
      client.messages.create(DOMAIN, mailTo('a@example.com', { attachment: { filename: 'a', data } })),
    ).rejects.toMatchObject({ status: 413 });
  });
});
