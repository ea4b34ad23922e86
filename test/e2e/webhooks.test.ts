import { createHmac, randomBytes } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { startTestCloud, type TestCloud } from '../embedded-cloud.ts';

let cloud: TestCloud;
let id: string;
beforeAll(async () => {
  cloud = await startTestCloud();
});
beforeEach(async () => {
  id = await cloud.send('silent@example.com', {
    subject: 'Talk',
    text: 'Hi',
    category: 'conversation_summary',
  });
  await cloud.idle();
});
afterAll(() => cloud.stop());

const nowS = async (): Promise<number> =>
  Date.parse((await cloud.call<{ now: string }>('GET', '/_local/health')).body.now) / 1000;

const stamp = (timestamp: number, key = 'local-signing-key') => {
  const token = randomBytes(25).toString('hex');
  const text = String(Math.floor(timestamp));
  return {
    timestamp: text,
    token,
    signature: createHmac('sha256', key)
      .update(text + token)
      .digest('hex'),
  };
};

const eventData = (event: string, timestamp: number, more: Record<string, unknown> = {}) => ({
  event,
  id: randomBytes(12).toString('hex'),
  timestamp,
  recipient: 'silent@example.com',
  message: { headers: { 'message-id': `${id}.0@mg.yourdomain.com` } },
  'user-variables': { messageId: id, generation: '0' },
  tags: [],
  ...more,
});

const post = (body: unknown) => cloud.call('POST', '/webhooks/mailgun', body, { authorization: '' });
const tell = async (event: string, more: Record<string, unknown> = {}, at = 0) => {
  const time = await nowS();
  return post({ signature: stamp(time), 'event-data': eventData(event, time + at, more) });
};

describe('webhooks', () => {
  test('that are unsigned, forged, stale or oversized are refused, and change nothing', async () => {
    const time = await nowS();
    const data = eventData('delivered', time);
    expect((await post({ 'event-data': data })).status).toBe(406);
    expect((await post('{"signature":')).status).toBe(406);
    expect((await post({ signature: stamp(time, 'wrong'), 'event-data': data })).status).toBe(401);
    expect((await post({ signature: stamp(time - 13 * 3600), 'event-data': data })).status).toBe(406);
    const huge = { ...data, padding: 'x'.repeat(300_000) };
    expect((await post({ signature: stamp(time), 'event-data': huge })).status).toBe(406);
    await cloud.idle();
    expect((await cloud.message(id)).status).toBe('sent');
  });

  test('count each event once, however often it comes', async () => {
    const time = await nowS();
    const body = { signature: stamp(time), 'event-data': eventData('opened', time) };
    for (let i = 0; i < 5; i += 1) expect((await post(body)).status).toBe(200);
    await cloud.idle();
    expect((await cloud.message(id)).opens).toBe(1);
  });

  test('come in any order, and the status only moves forward', async () => {
    await tell('clicked', { url: 'https://example.com/' }, 30);
    await tell('opened', {}, 20);
    await tell('delivered', {}, 10);
    await tell('accepted');
    await cloud.idle();
    const message = await cloud.message(id);
    expect(message).toMatchObject({ status: 'delivered', opens: 1, clicks: 1 });
    expect(message.timeline.map(({ type }) => type).slice(-3)).toEqual(['delivered', 'opened', 'clicked']);
  });

  test('bounce a delivered mail when the bounce is delayed', async () => {
    await tell('delivered');
    await tell('failed', {
      severity: 'permanent',
      reason: 'generic',
      flags: { 'is-delayed-bounce': true },
      'user-variables': [],
      recipient: 'silent@example.com',
    });
    await cloud.idle();
    expect((await cloud.message(id)).status).toBe('bounced');
    await cloud.call('POST', '/_local/reset', {});
  });

  test('whose token was used before for another event change nothing', async () => {
    const time = await nowS();
    const signature = stamp(time);
    expect((await post({ signature, 'event-data': eventData('delivered', time) })).status).toBe(200);
    await cloud.idle();
    expect((await post({ signature, 'event-data': eventData('complained', time) })).status).toBe(200);
    await cloud.idle();
    const message = await cloud.message(id);
    expect(message.timeline.map(({ type }) => type)).not.toContain('complained');
    expect(
      await cloud.call('POST', '/v1/emails', {
        to: { email: 'silent@example.com' },
        subject: 'x',
        text: 'x',
        category: 'system',
      }),
    ).toMatchObject({ body: { status: 'queued' } });
  });

  test('of shapes nobody knows yet are taken, and harm nothing', async () => {
    expect((await tell('teleported')).status).toBe(200);
    expect((await tell('delivered', { message: { headers: {} }, 'user-variables': [] })).status).toBe(200);
    const time = await nowS();
    expect((await post({ signature: stamp(time), 'event-data': 'hello' })).status).toBe(200);
    await cloud.idle();
    expect((await cloud.message(id)).status).toBe('sent');
  });

  test('unsubscribe from everything that may be refused with Mailgun’s tag *', async () => {
    await tell('unsubscribed', { tags: ['*'] });
    await cloud.idle();
    for (const [category, status] of [
      ['reminder', 'skipped'],
      ['digest', 'skipped'],
      ['appointment', 'queued'],
    ]) {
      const answer = await cloud.call('POST', '/v1/emails', {
        to: { email: 'silent@example.com' },
        subject: 'x',
        text: 'x',
        category,
      });
      expect(answer.body).toMatchObject({ status });
    }
  });
});
