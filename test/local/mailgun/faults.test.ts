import { describe, expect, test } from 'vitest';
import type { FaultKind } from '../../../local/mailgun/fake-mailgun.ts';
import { API_KEY, DOMAIN, mailTo, makeClient, startFixture } from './fixture.ts';

const post = (url: string, fields: Record<string, string> = mailTo('jane@example.com')) =>
  fetch(`${url}/v3/${DOMAIN}/messages`, {
    method: 'POST',
    headers: { Authorization: `Basic ${btoa(`api:${API_KEY}`)}` },
    body: new URLSearchParams(fields),
  });

describe('A fault', () => {
  test.each<{ fault: FaultKind; status: number; says: string }>([
    { fault: '400', status: 400, says: 'to parameter is not a valid address. please check documentation' },
    { fault: '401', status: 401, says: 'Forbidden' },
    { fault: '404', status: 404, says: 'Domain not found: mg.example.com' },
    { fault: '413', status: 413, says: 'Request Entity Too Large' },
    {
      fault: '420',
      status: 420,
      says: 'Domain mg.example.com is not allowed to send: recipient limit exceeded, try again after Mon, 02 Mar 2026 09:02:00 UTC',
    },
    {
      fault: '429',
      status: 429,
      says: 'account-requests-per-sec limit exceeded, try again after 120 seconds',
    },
    { fault: '500', status: 500, says: 'Internal Server Error' },
    { fault: '503', status: 503, says: '503 Service Temporarily Unavailable' },
  ])('$fault is answered in Mailgun’s words, and takes no mail', async ({ fault, status, says }) => {
    const { client, mailgun } = await startFixture();
    mailgun.setFault({ fault, share: 1, retryAfter: 120 });
    await expect(client.messages.create(DOMAIN, mailTo('jane@example.com'))).rejects.toMatchObject({
      status,
      details: expect.stringContaining(says) as string,
    });
    expect(mailgun.inbox({ limit: 1 })).toEqual([]);
  });

  test.each<{ fault: FaultKind; retryAfter?: number; header: string | null }>([
    { fault: '429', retryAfter: 7, header: '7' },
    { fault: '420', retryAfter: 7, header: '7' },
    { fault: '429', header: null },
    { fault: '500', retryAfter: 7, header: null },
  ])('$fault with retryAfter $retryAfter has the header $header', async ({ header, ...fault }) => {
    const { mailgun } = await startFixture();
    mailgun.setFault({ ...fault, share: 1 });
    expect((await post(mailgun.url)).headers.get('retry-after')).toBe(header);
  });

  test.each<{ fault: FaultKind; taken: number; code: string }>([
    { fault: 'reset_before', taken: 0, code: 'ECONNRESET' },
    { fault: 'reset_after', taken: 1, code: 'ECONNRESET' },
    { fault: 'timeout_before', taken: 0, code: 'ECONNABORTED' },
    { fault: 'timeout_after', taken: 1, code: 'ECONNABORTED' },
  ])('$fault breaks the connection with $taken mail taken', async ({ fault, taken, code }) => {
    const { mailgun, changes } = await startFixture();
    const client = makeClient(mailgun.url, API_KEY, 150);
    mailgun.setFault({ fault, share: 1 });
    await expect(client.messages.create(DOMAIN, mailTo('jane@example.com'))).rejects.toMatchObject({
      status: 400,
      message: code,
    });
    expect(mailgun.inbox({ limit: 9 })).toHaveLength(taken);
    expect(mailgun.isBusy()).toBe(false);
    expect(changes()).toBe(taken);
  });

  test('strikes sends only, and only as many as it was given', async () => {
    const { client, mailgun } = await startFixture();
    mailgun.setFault({ fault: '500', share: 1, count: 2 });
    await client.suppressions.list(DOMAIN, 'bounces');
    const send = async () => (await post(mailgun.url)).status;
    expect([await send(), await send(), await send()]).toEqual([500, 500, 200]);
  });

  test('strikes its share of sends, the same ones for the same seed', async () => {
    const strikes = async () => {
      const { mailgun } = await startFixture({ seed: 7 });
      mailgun.setFault({ fault: '503', share: 0.3 });
      const statuses = [];
      for (let i = 0; i < 60; i++) statuses.push((await post(mailgun.url)).status);
      return statuses;
    };
    const statuses = await strikes();
    const struck = statuses.filter((status) => status === 503).length;
    expect(struck).toBeGreaterThan(8);
    expect(struck).toBeLessThan(30);
    expect(await strikes()).toEqual(statuses);
  });

  test('is replaced by the next one', async () => {
    const { mailgun } = await startFixture();
    mailgun.setFault({ fault: '500', share: 1 });
    mailgun.setFault({ fault: 'none', share: 1 });
    expect((await post(mailgun.url)).status).toBe(200);
  });
});
