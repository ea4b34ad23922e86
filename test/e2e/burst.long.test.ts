import { createHmac, randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestCloud, type TestCloud } from '../embedded-cloud.ts';

let cloud: TestCloud;
beforeAll(async () => {
  cloud = await startTestCloud();
});
afterAll(() => cloud.stop());

const signature = (key: string, atMs: number) => {
  const timestamp = String(Math.floor(atMs / 1000));
  const token = randomBytes(25).toString('hex');
  return {
    timestamp,
    token,
    signature: createHmac('sha256', key)
      .update(timestamp + token)
      .digest('hex'),
  };
};

const BURST = 2000;
const AT_ONCE = 50;

test('a burst of events about one mail is taken without an error, forged ones between them change nothing, and each counts once', async () => {
  const id = await cloud.send('silent@example.com');
  await cloud.idle();
  const now = Date.now();
  const event = (i: number, type: string) => ({
    event: type,
    id: `burst-${i}`,
    timestamp: now / 1000 + i / 1000,
    recipient: 'silent@example.com',
    message: { headers: { 'message-id': `${id}.0@mg.yourdomain.com` } },
    'user-variables': { messageId: id, generation: '0' },
  });
  const statuses = new Map<number, number>();
  for (let start = 0; start < BURST; start += AT_ONCE) {
    const answers = await Promise.all(
      Array.from({ length: AT_ONCE }, (_, i) => {
        const isForged = i % 10 === 9;
        return cloud.call('POST', '/webhooks/mailgun', {
          signature: signature(isForged ? 'forged' : 'local-signing-key', now),
          'event-data': event(start + i, isForged ? 'complained' : 'opened'),
        });
      }),
    );
    for (const { status } of answers) statuses.set(status, (statuses.get(status) ?? 0) + 1);
  }
  expect(Object.fromEntries(statuses)).toEqual({ 200: BURST * 0.9, 401: BURST * 0.1 });

  await cloud.idle();
  expect(await cloud.message(id)).toMatchObject({ opens: BURST * 0.9 });
  const { body } = await cloud.call<{ last24h: { complained: number } }>(
    'GET',
    '/v1/analytics/deliverability',
  );
  expect(body.last24h.complained).toBe(0);
});
