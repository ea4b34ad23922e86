import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestCloud, type TestCloud } from '../embedded-cloud.ts';

let cloud: TestCloud;
beforeAll(async () => {
  cloud = await startTestCloud();
});
afterAll(() => cloud.stop());

const PER_MINUTE = 300;
/** More than three minutes of it, or the start and the end would weigh as much as what is measured. */
const BACKLOG = 1020;

/** The most sends that any 60 seconds hold. */
const busiestMinute = (times: readonly number[]): number =>
  Math.max(...times.map((start) => times.filter((at) => at >= start && at < start + 60_000).length));

describe('the limit of 300 a minute', () => {
  test('is never exceeded in any 60 seconds, and 98 % of it is used; transactional mail passes the backlog', async () => {
    for (let start = 0; start < BACKLOG; start += 85) {
      const emails = Array.from({ length: 85 }, (_, i) => ({
        to: { email: `bulk-${start + i}@example.com` },
        subject: 'News',
        text: 'Hello',
        category: 'digest',
      }));
      expect((await cloud.call('POST', '/v1/emails/batch', { emails })).status).toBe(202);
    }
    await cloud.advance('PT1M');
    const askedAt = performance.now();
    const urgent = await cloud.send('urgent@example.com');
    await cloud.advance('PT5S');
    const message = await cloud.message(urgent);
    expect(message.status).toBe('delivered');
    // The clock goes on by itself while the machine works, which is no waiting in line.
    const worked = performance.now() - askedAt;
    const waited = Date.parse(message.sentAt!) - Date.parse(message.createdAt) - worked;
    expect(waited).toBeLessThan(3000);
    expect((await cloud.inbox()).length).toBeLessThan(BACKLOG);

    await cloud.advance('PT5M');
    const times = (await cloud.inbox()).map(({ receivedAt }) => Date.parse(receivedAt)).sort((a, b) => a - b);
    expect(times).toHaveLength(BACKLOG + 1);
    expect(busiestMinute(times)).toBeLessThanOrEqual(PER_MINUTE);
    const minutes = (times.at(-1)! - times[0]!) / 60_000;
    expect((times.length - 1) / minutes / PER_MINUTE).toBeGreaterThanOrEqual(0.98);
  });
});
