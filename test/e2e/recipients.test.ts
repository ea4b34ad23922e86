import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestCloud, type TestCloud } from '../embedded-cloud.ts';

let cloud: TestCloud;
const ids = new Map<string, string>();
const fates = ['bounce', 'complain', 'softbounce', 'open', 'click', 'unsubscribe', 'bot', 'apple', 'silent'];

beforeAll(async () => {
  cloud = await startTestCloud();
  for (const fate of fates) {
    ids.set(
      fate,
      await cloud.send(`${fate}@example.com`, {
        subject: 'Your talk',
        html: '<p>See <a href="https://example.com/a">one</a> and <a href="https://example.com/b">two</a>.</p>',
        category: 'conversation_summary',
        metadata: { fate },
      }),
    );
  }
  await cloud.advance('PT5M');
});
afterAll(() => cloud.stop());

const messageTo = (fate: string) => cloud.message(ids.get(fate) ?? '');

describe('what becomes of an e-mail', () => {
  test.each([
    { fate: 'bounce', status: 'bounced', facts: {}, told: 'bounced' },
    { fate: 'complain', status: 'delivered', facts: {}, told: 'complained' },
    { fate: 'softbounce', status: 'sent', facts: {}, told: 'deferred' },
    { fate: 'open', status: 'delivered', facts: { opens: 1, machineOpens: 0 }, told: 'opened' },
    { fate: 'click', status: 'delivered', facts: { opens: 1, clicks: 1 }, told: 'clicked' },
    { fate: 'unsubscribe', status: 'delivered', facts: {}, told: 'unsubscribed' },
    { fate: 'silent', status: 'sent', facts: { opens: 0 }, told: 'sent' },
  ])('$fate@ is $status, and its timeline tells of $told', async ({ fate, status, facts, told }) => {
    const message = await messageTo(fate);
    expect(message).toMatchObject({ status, ...facts });
    expect(message.timeline.map(({ type }) => type)).toContain(told);
  });

  test.each(['bot', 'apple'])(
    'opens and clicks by software (%s@) are kept, marked and not counted',
    async (fate) => {
      const message = await messageTo(fate);
      expect(message).toMatchObject({ status: 'delivered', opens: 0, clicks: 0 });
      expect(message.machineOpens).toBeGreaterThan(0);
      expect(message.timeline.filter(({ type }) => type === 'opened').every(({ machine }) => machine)).toBe(
        true,
      );
    },
  );

  test.each([
    { fate: 'bounce', category: 'system', reason: 'suppressed_bounce' },
    { fate: 'complain', category: 'appointment', reason: 'suppressed_complaint' },
    { fate: 'unsubscribe', category: 'conversation_summary', reason: 'opted_out' },
  ])('a second mail to $fate@ is skipped: $reason', async ({ fate, category, reason }) => {
    const answer = await cloud.call<{ id: string }>('POST', '/v1/emails', {
      to: { email: `${fate.toUpperCase()}@example.com` },
      subject: 'Again',
      text: 'Hello',
      category,
    });
    expect(answer).toMatchObject({ status: 202, body: { status: 'skipped', reason } });
    expect(await cloud.message(answer.body.id)).toMatchObject({ status: 'skipped', reason });
    expect(await cloud.inbox(`${fate}@example.com`)).toHaveLength(1);
  });

  test('an opt-out stops its own category only', async () => {
    const id = await cloud.send('unsubscribe@example.com');
    await cloud.idle();
    expect((await cloud.message(id)).status).toBe('delivered');
  });

  test('a soft bounce is delivered later, and nobody is suppressed for it', async () => {
    await cloud.advance('PT30M');
    expect((await messageTo('softbounce')).status).toBe('delivered');
    const id = await cloud.send('softbounce@example.com');
    expect((await cloud.message(id)).status).not.toBe('skipped');
  });

  test('every change is put on the bus with the caller’s metadata', async () => {
    const events = await cloud.busEvents();
    const told = (fate: string) =>
      events
        .filter(({ detail }) => (detail['metadata'] as { fate?: string } | undefined)?.fate === fate)
        .map(({ detailType }) => detailType);
    expect(told('click')).toEqual(
      expect.arrayContaining(['email.sent', 'email.delivered', 'email.opened', 'email.clicked']),
    );
    expect(told('bounce')).toContain('email.bounced');
    expect(told('complain')).toContain('email.complained');
    expect(told('bot')).not.toContain('email.opened');
    expect(events.map(({ detailType }) => detailType)).toContain('preferences.changed');
  });
});
