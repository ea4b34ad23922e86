import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestCloud, type TestCloud } from '../embedded-cloud.ts';

let cloud: TestCloud;
beforeAll(async () => {
  cloud = await startTestCloud();
});
afterAll(() => cloud.stop());

const sendBulk = async (to: (i: number) => string, count: number): Promise<void> => {
  const emails = Array.from({ length: count }, (_, i) => ({
    to: { email: to(i) },
    subject: 'News',
    text: 'Hello',
    category: 'digest',
  }));
  expect((await cloud.call('POST', '/v1/emails/batch', { emails })).status).toBe(202);
};
const arrivedAt = async (start: string): Promise<number> =>
  (await cloud.inbox()).filter(({ to }) => to.startsWith(start)).length;

describe('when a receiving domain defers much of what it gets', () => {
  test('bulk mail to it slows down and recovers by itself; other domains and transactional mail do not notice', async () => {
    await sendBulk((i) => `defer+${i}@slow.example`, 40);
    await cloud.advance('PT1M');

    await sendBulk((i) => `kim+${i}@slow.example`, 40);
    await sendBulk((i) => `kim+${i}@fast.example`, 40);
    const urgent = await cloud.send('urgent@slow.example');
    await cloud.advance('PT1M');
    const arrived = (await cloud.inbox()).map(({ to }) => to);
    expect(arrived.filter((to) => /^kim.*@fast/.test(to))).toHaveLength(40);
    expect(arrived.filter((to) => /^kim.*@slow/.test(to)).length).toBeLessThan(20);
    expect((await cloud.message(urgent)).status).toBe('delivered');

    await cloud.advance('PT2H');
    expect(await arrivedAt('kim')).toBe(80);
  });
});
