import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestCloud, type TestCloud } from '../embedded-cloud.ts';

let cloud: TestCloud;
beforeAll(async () => {
  cloud = await startTestCloud();
});
afterAll(() => cloud.stop());

const arrivals = async (to: string): Promise<number> => (await cloud.inbox(to)).length;

describe('a mail that is alone when Mailgun fails for long', () => {
  // Each kind of failure that is told apart; test/e2e/outage.long.test.ts tries them all for minutes.
  test.each(['500', 'reset_after', '401', '429'])(
    'waits through three hours of %s and arrives once',
    async (fault) => {
      const to = `lone-${fault}@example.com`;
      await cloud.fault(fault, fault === '429' ? { retryAfter: 600 } : {});
      const id = await cloud.send(to);
      await cloud.advance('PT3H');
      expect((await cloud.message(id)).status).not.toBe('failed');
      await cloud.fault('none');
      await cloud.advance('PT1H');
      expect((await cloud.message(id)).status).toBe('delivered');
      expect(await arrivals(to)).toBe(1);
    },
  );

  test('waits through half an hour of timeouts', async () => {
    const fault = 'timeout_after';
    const to = 'lone-timeout@example.com';
    await cloud.fault(fault);
    const id = await cloud.send(to);
    await cloud.advance('PT30M');
    await cloud.fault('none');
    await cloud.advance('PT1H');
    expect((await cloud.message(id)).status).toBe('delivered');
    expect(await arrivals(to)).toBe(1);
  });

  test('that is past its own time when Mailgun is back is left out, as expired', async () => {
    await cloud.fault('503');
    const { body } = await cloud.call<{ now: string }>('GET', '/_local/health');
    const expiresAt = new Date(Date.parse(body.now) + 30 * 60_000).toISOString();
    const id = await cloud.send('expires@example.com', { expiresAt });
    await cloud.advance('PT2H');
    await cloud.fault('none');
    await cloud.advance('PT1H');
    expect(await cloud.message(id)).toMatchObject({ status: 'skipped', reason: 'expired' });
  });
});

const attempts = async (id: string): Promise<unknown> => (await cloud.message(id)).attempts;

describe('a mail that fails while others go through', () => {
  test('is tried four times, and then waits for a person as dead_lettered', async () => {
    await cloud.fault('none');
    await cloud.send('shows-that-all-is-well@example.com');
    await cloud.advance('PT1H');
    await cloud.fault('500', { count: 1 });
    const failing = await cloud.send('fails@example.com');
    await cloud.idle();
    for (let tries = 1; tries < 4; tries += 1) {
      expect(await attempts(failing)).toBe(tries);
      await cloud.send(`goes-through-${tries}@example.com`);
      await cloud.idle();
      await cloud.fault('500', { count: 1 });
      // Minute by minute: the try after the next one must not come in the same step.
      for (let waits = 0; waits < 90 && (await attempts(failing)) === tries; waits += 1) {
        await cloud.advance('PT1M');
      }
    }
    await cloud.send('goes-through-last@example.com');
    await cloud.advance('PT1H');
    expect(await cloud.message(failing)).toMatchObject({
      status: 'failed',
      reason: 'dead_lettered',
      attempts: 4,
    });
    expect(await arrivals('fails@example.com')).toBe(0);
    const notices = (await cloud.inbox('sales@yourdomain.com')).map(({ subject }) => subject);
    expect(notices).toContain('Critical: E-mails failed for good');
  });
});
