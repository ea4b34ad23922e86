import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestCloud, type TestCloud } from '../embedded-cloud.ts';

let cloud: TestCloud;
beforeAll(async () => {
  cloud = await startTestCloud();
});
afterAll(() => cloud.stop());

const digest = { subject: 'Digest', text: 'News', category: 'digest' };

/** The one-click link of the mail that reached a recipient. */
const linkIn = async (to: string): Promise<{ pathname: string; headers: Map<string, string> }> => {
  await cloud.idle();
  const [arrived] = await cloud.inbox(to);
  const headers = new Map((await cloud.mail(arrived!.id)).headers);
  const url = /<([^>]+)>/.exec(headers.get('List-Unsubscribe') ?? '')?.[1] ?? '';
  return { pathname: new URL(url).pathname, headers };
};

describe('the one-click unsubscribe link', () => {
  test('stands in the headers as RFC 8058 asks', async () => {
    await cloud.send('headers@example.com', digest);
    const { headers, pathname } = await linkIn('headers@example.com');
    expect(headers.get('List-Unsubscribe-Post')).toBe('List-Unsubscribe=One-Click');
    expect(pathname).toMatch(/^\/u\//);
  });

  test('changes nothing when it is only looked at, as scanners do', async () => {
    await cloud.send('scanned@example.com', digest);
    const { pathname } = await linkIn('scanned@example.com');
    const page = await cloud.call<string>('GET', pathname, undefined, { authorization: '' });
    expect(page.status).toBe(200);
    expect(page.body).toContain('<form method="post">');
    const id = await cloud.send('scanned@example.com', digest);
    expect((await cloud.message(id)).status).not.toBe('skipped');
  });

  test('works without key or confirmation, at once, also for mail that is already queued', async () => {
    const first = await cloud.send('leaver@example.com', digest);
    const { pathname } = await linkIn('leaver@example.com');
    await cloud.fault('503');
    const now = Date.parse((await cloud.call<{ now: string }>('GET', '/_local/health')).body.now);
    const queued = await cloud.send('leaver@example.com', {
      ...digest,
      sendAt: new Date(now + 60_000).toISOString(),
    });
    const done = await cloud.call<string>('POST', pathname, 'List-Unsubscribe=One-Click', {
      authorization: '',
      'content-type': 'application/x-www-form-urlencoded',
    });
    expect(done.status).toBe(200);
    await cloud.fault('none');
    await cloud.advance('PT1H');
    expect(await cloud.message(queued)).toMatchObject({ status: 'skipped', reason: 'opted_out' });
    expect((await cloud.message(first)).timeline.map(({ type }) => type)).toContain('unsubscribed');
    const other = await cloud.send('leaver@example.com');
    expect((await cloud.message(other)).status).not.toBe('skipped');
  });

  test.each(['GET', 'POST'])(
    'that was tampered with shows a kind page that reveals nothing (%s)',
    async (method) => {
      await cloud.send('tampered@example.com', digest);
      const { pathname } = await linkIn('tampered@example.com');
      const page = await cloud.call<string>(method, `${pathname.slice(0, -2)}xx`, undefined, {
        authorization: '',
      });
      expect(page.status).toBe(404);
      expect(page.body).toContain('This link does not work');
      expect(page.body).not.toContain('tampered@');
    },
  );

  test('ends after a year with a page that says what to do', async () => {
    await cloud.send('old@example.com', digest);
    const { pathname } = await linkIn('old@example.com');
    await cloud.advance('P366D');
    const page = await cloud.call<string>('GET', pathname, undefined, { authorization: '' });
    expect(page.status).toBe(410);
    expect(page.body).toContain('too old');
  });
});
