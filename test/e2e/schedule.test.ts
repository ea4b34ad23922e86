import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestCloud, type TestCloud } from '../embedded-cloud.ts';

let cloud: TestCloud;
beforeAll(async () => {
  cloud = await startTestCloud();
});
afterAll(() => cloud.stop());

const HOUR = 3_600_000;
const inHours = async (hours: number): Promise<string> => {
  const { body } = await cloud.call<{ now: string }>('GET', '/_local/health');
  return new Date(Date.parse(body.now) + hours * HOUR).toISOString();
};

describe('an e-mail for later', () => {
  test('leaves when its time has come, and not before', async () => {
    const id = await cloud.send('later@example.com', { sendAt: await inHours(24) });
    expect((await cloud.message(id)).status).toBe('scheduled');
    await cloud.advance('PT23H');
    expect(await cloud.inbox('later@example.com')).toHaveLength(0);
    await cloud.advance('PT1H5S');
    expect((await cloud.message(id)).status).toBe('delivered');
    expect(await cloud.inbox('later@example.com')).toHaveLength(1);
  });

  test.each(['system', 'digest'])(
    'has left, and what became of it is known, when the clock says its very moment (%s)',
    async (category) => {
      const to = `${category}-exact@example.com`;
      const mail = { subject: 'Now', text: 'Now', category };
      const sendAt = (await inHours(1)).replace(/\.\d+Z$/, '.987Z');
      const id = await cloud.send(to, { ...mail, sendAt });
      await cloud.call('POST', '/_local/clock', { to: sendAt });
      const message = await cloud.message(id);
      expect(message.status).toBe('delivered');
      expect(Date.parse(message.sentAt ?? '')).toBeGreaterThanOrEqual(Date.parse(sendAt));
    },
  );

  test('that may leave now is delivered when the clock has not even moved', async () => {
    const id = await cloud.send('at-once@example.com');
    await cloud.advance('PT0S');
    expect((await cloud.message(id)).status).toBe('delivered');
  });

  test('can be moved, and leaves at the new time only', async () => {
    const id = await cloud.send('moved@example.com', { sendAt: await inHours(1) });
    const moved = await cloud.call('POST', `/v1/emails/${id}/reschedule`, { sendAt: await inHours(3) });
    expect(moved.status).toBe(200);
    await cloud.advance('PT2H');
    expect(await cloud.inbox('moved@example.com')).toHaveLength(0);
    await cloud.advance('PT1H5S');
    expect(await cloud.inbox('moved@example.com')).toHaveLength(1);
  });

  test('never leaves once it was cancelled, and its timer is gone', async () => {
    const id = await cloud.send('cancelled@example.com', { sendAt: await inHours(1) });
    expect((await cloud.call('POST', `/v1/emails/${id}/cancel`)).body).toMatchObject({ status: 'cancelled' });
    expect((await cloud.call('POST', `/v1/emails/${id}/cancel`)).status).toBe(200);
    const timers = await cloud.call<{ items: unknown[] }>('GET', '/_local/timers');
    expect(timers.body.items).toEqual([]);
    await cloud.advance('PT2H');
    expect(await cloud.inbox('cancelled@example.com')).toHaveLength(0);
  });

  test('can be asked for a year ahead', async () => {
    const id = await cloud.send('year@example.com', { sendAt: await inHours(365 * 24) });
    expect((await cloud.message(id)).status).toBe('scheduled');
  });

  test('is skipped as stale when it still waits at its end', async () => {
    await cloud.fault('503');
    const id = await cloud.send('stale@example.com', { expiresAt: await inHours(1) });
    const scheduled = await cloud.send('stale-later@example.com', {
      sendAt: await inHours(0.5),
      expiresAt: await inHours(0.51),
    });
    await cloud.advance('PT2H');
    await cloud.fault('none');
    await cloud.advance('P8D');
    expect(await cloud.message(scheduled)).toMatchObject({ status: 'skipped', reason: 'expired' });
    expect((await cloud.message(id)).status).not.toBe('queued');
  });
});
