import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestCloud, type TestCloud } from '../embedded-cloud.ts';

let cloud: TestCloud;
beforeAll(async () => {
  cloud = await startTestCloud();
});
afterAll(() => cloud.stop());

const sendSome = (to: (i: number) => string, count: number) =>
  Promise.all(Array.from({ length: count }, (_, i) => cloud.send(to(i))));
const statuses = async (ids: readonly string[]) =>
  [...new Set((await Promise.all(ids.map((id) => cloud.message(id)))).map(({ status }) => status))].sort();

describe('when webhooks are lost', () => {
  test.each([3, 40])('Mailgun is asked, and no status is lost (%i mails)', async (count) => {
    await cloud.call('POST', '/_local/mailgun/webhooks', { drop: 1 });
    const delivered = await sendSome((i) => `lost-${count}-${i}@example.com`, count);
    const bounced = await sendSome((i) => `bounce+${count}-${i}@example.com`, 2);
    await cloud.advance('PT5M');
    expect(await statuses([...delivered, ...bounced])).toEqual(['sent']);

    await cloud.advance('PT2H');
    expect(await statuses(delivered)).toEqual(['delivered']);
    expect(await statuses(bounced)).toEqual(['bounced']);
    const again = await cloud.call('POST', '/v1/emails', {
      to: { email: `bounce+${count}-0@example.com` },
      subject: 'x',
      text: 'x',
      category: 'system',
    });
    expect(again.body).toMatchObject({ status: 'skipped' });
    await cloud.call('POST', '/_local/mailgun/webhooks', { drop: 0 });
  });

  test('a message that nobody ever tells of stays sent, and is asked for only for three days', async () => {
    const id = await cloud.send('silent@example.com');
    await cloud.advance('P5D');
    const before = await cloud.message(id);
    expect(before.status).toBe('sent');
    expect(before.timeline.map(({ type }) => type)).toEqual(['accepted', 'queued', 'sending', 'sent']);
  });
});
