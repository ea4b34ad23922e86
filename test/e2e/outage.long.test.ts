import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestCloud, type TestCloud } from '../embedded-cloud.ts';

let cloud: TestCloud;
beforeAll(async () => {
  cloud = await startTestCloud();
});
afterAll(() => cloud.stop());

const sendSome = (word: string) =>
  Promise.all(Array.from({ length: 6 }, (_, i) => cloud.send(`${word}-${i}@example.com`)));

describe('while Mailgun is down', () => {
  test.each([
    // 500, 503, 401, 404 and 429 for hours: long-outage.long.test.ts.
    '503',
    'reset_before',
    'reset_after',
    'timeout_before',
    'timeout_after',
    '420',
  ])('mail waits through %s, and all of it arrives once when Mailgun is back', async (fault) => {
    await cloud.fault(fault, fault === '429' || fault === '420' ? { retryAfter: 90 } : {});
    const ids = await sendSome(fault);
    await cloud.advance('PT10M');
    await cloud.fault('none');
    await cloud.advance('PT3H');

    const messages = await Promise.all(ids.map((id) => cloud.message(id)));
    expect(messages.map(({ status }) => status)).toEqual(ids.map(() => 'delivered'));
    const arrived = (await cloud.inbox())
      .map(({ to }) => to)
      .filter((to) => to.startsWith(`${fault}-`))
      .sort();
    expect(arrived).toEqual(ids.map((_id, i) => `${fault}-${i}@example.com`));
  });

  test.each(['400', '413'])(
    'a mail that Mailgun refuses for its own sake (%s) fails alone, as rejected',
    async (fault) => {
      await cloud.fault(fault, { count: 1 });
      const refused = await cloud.send(`refused-${fault}@example.com`);
      await cloud.idle();
      const next = await cloud.send(`next-${fault}@example.com`);
      await cloud.idle();
      expect(await cloud.message(refused)).toMatchObject({ status: 'failed', reason: 'rejected' });
      expect((await cloud.message(next)).status).toBe('delivered');
    },
  );

  test('a failed mail can be tried again by hand, under a new Message-Id', async () => {
    await cloud.fault('400', { count: 1 });
    const id = await cloud.send('again@example.com');
    await cloud.idle();
    expect((await cloud.call('POST', `/v1/emails/${id}/retry`)).status).toBe(202);
    await cloud.idle();
    const message = await cloud.message(id);
    expect(message).toMatchObject({
      status: 'delivered',
      generation: 1,
      messageId: `<${id}.1@mg.yourdomain.com>`,
    });
    expect(message.timeline.map(({ type }) => type)).toEqual(
      expect.arrayContaining(['failed', 'retried', 'sent', 'delivered']),
    );
    expect((await cloud.call('POST', `/v1/emails/${id}/retry`)).status).toBe(409);
  });
});
