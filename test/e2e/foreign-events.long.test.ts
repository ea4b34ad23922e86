import { createHmac, randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestCloud, type TestCloud } from '../embedded-cloud.ts';

let cloud: TestCloud;
beforeAll(async () => {
  cloud = await startTestCloud();
});
afterAll(() => cloud.stop());

const nowS = async (): Promise<number> => {
  const { body } = await cloud.call<{ now: string }>('GET', '/_local/health');
  return Date.parse(body.now) / 1000;
};

/** A webhook as Mailgun signs it, about whatever `event` says. */
const post = async (event: Record<string, unknown>) => {
  const timestamp = String(Math.floor(await nowS()));
  const token = randomBytes(25).toString('hex');
  const signature = createHmac('sha256', 'local-signing-key')
    .update(timestamp + token)
    .digest('hex');
  const body = { signature: { timestamp, token, signature }, 'event-data': event };
  const answer = await cloud.call('POST', '/webhooks/mailgun', body);
  expect(answer.status).toBe(200);
  await cloud.idle();
};

const about = async (id: string, different: Record<string, unknown>) => ({
  id: randomBytes(8).toString('hex'),
  timestamp: await nowS(),
  domain: { name: 'mg.yourdomain.com' },
  message: { headers: { 'message-id': `${id}.0@mg.yourdomain.com` } },
  'user-variables': { messageId: id, generation: '0' },
  ...different,
});

describe('a signed event about a mail of ours', () => {
  test.each([
    { what: 'that names somebody else', different: { recipient: 'victim@example.com' } },
    { what: 'of another domain', different: { domain: { name: 'other.example' } } },
    { what: 'about what a route made of it', different: { flags: { 'is-routed': true } } },
  ])('$what changes neither the mail nor anybody', async ({ different }) => {
    const id = await cloud.send('silent@example.com');
    await cloud.idle();
    await post(await about(id, { event: 'complained', recipient: 'silent@example.com', ...different }));
    expect(await cloud.message(id)).toMatchObject({ status: 'sent' });
    for (const email of ['victim@example.com', 'silent@example.com']) {
      const { body } = await cloud.call<{ items: unknown[] }>('GET', '/v1/suppressions');
      expect(JSON.stringify(body.items)).not.toContain(email);
    }
  });

  test('that names its recipient stops all mail to them', async () => {
    const id = await cloud.send('silent+1@example.com');
    await cloud.idle();
    await post(await about(id, { event: 'complained', recipient: 'Silent+1@Example.com' }));
    const next = await cloud.send('silent+1@example.com');
    expect(await cloud.message(next)).toMatchObject({ status: 'skipped', reason: 'suppressed_complaint' });
  });

  test('of which the mailbox was full stops nothing', async () => {
    const id = await cloud.send('silent+2@example.com');
    await cloud.idle();
    const failed = {
      event: 'failed',
      severity: 'permanent',
      reason: 'generic',
      recipient: 'silent+2@example.com',
    };
    const status = { code: 552, message: '5.2.2 mailbox full' };
    await post(await about(id, { ...failed, 'delivery-status': status }));
    expect((await cloud.message(id)).status).toBe('bounced');
    const next = await cloud.send('silent+2@example.com');
    await cloud.idle();
    expect((await cloud.message(next)).status).toBe('sent');
  });
});

describe('events of another application on the same domain', () => {
  test('stop neither settling nor reconciling', async () => {
    await cloud.send('silent+3@example.com');
    await cloud.idle();
    const odd = { event: 'delivered', recipient: 'x@example.com', 'user-variables': 'a text', tags: 'x' };
    const put = await cloud.call('POST', '/_local/mailgun/events', {
      event: { ...odd, domain: { name: 'mg.yourdomain.com' } },
    });
    expect(put.status).toBe(200);

    await cloud.call('POST', '/_local/mailgun/webhooks', { drop: 1 });
    const lost = await cloud.send('ada@example.com');
    await cloud.idle();
    await cloud.fault('reset_after', { count: 1 });
    const unknown = await cloud.send('bob@example.com');
    await cloud.idle();
    await cloud.call('POST', '/_local/mailgun/webhooks', { drop: 0 });
    await cloud.advance('PT2H');
    expect((await cloud.message(lost)).status).toBe('delivered');
    expect((await cloud.message(unknown)).status).toBe('delivered');
  });
});

describe('a mail that Mailgun takes and throws away', () => {
  test('ends failed: rejected once its events are read', async () => {
    const id = await cloud.send('reject@example.com');
    await cloud.advance('PT2H');
    expect(await cloud.message(id)).toMatchObject({ status: 'failed', reason: 'rejected' });
  });
});
