import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestCloud, type TestCloud } from '../embedded-cloud.ts';

let cloud: TestCloud;
beforeAll(async () => {
  cloud = await startTestCloud();
});
afterAll(() => cloud.stop());

describe('a first e-mail', () => {
  test('arrives with both parts, and its timeline says how', async () => {
    const id = await cloud.send('ada@example.com');
    await cloud.idle();

    const [arrived] = await cloud.inbox('ada@example.com');
    const mail = await cloud.mail(arrived!.id);
    expect(mail).toMatchObject({
      subject: 'Hello',
      from: '"Your Company Sales Team" <sales@yourdomain.com>',
    });
    expect(mail.html).toContain('It works.');
    expect(mail.text).toContain('It works.');

    const message = await cloud.message(id);
    expect(message.status).toBe('delivered');
    const types = message.timeline.map(({ type }) => type);
    expect(types).toEqual(['accepted', 'queued', 'sending', 'sent', 'delivered']);
  });
});
