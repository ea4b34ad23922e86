import { afterAll, beforeAll, expect, test } from 'vitest';
import { aConversation } from '../conversations/fixture.ts';
import { startTestCloud, type TestCloud } from '../embedded-cloud.ts';

let cloud: TestCloud;
beforeAll(async () => {
  cloud = await startTestCloud();
});
afterAll(() => cloud.stop());

interface Overview {
  sent: number;
  delivered: number;
  opened: number;
  clicked: number;
  skipped: Record<string, number>;
  cancelled: number;
  medianMinutesToDelivery?: number;
}

test('what became of e-mails is told by category: sent, delivered, opened, clicked, skipped and how fast', async () => {
  await cloud.call('PUT', '/v1/preferences/never@stats.example', { conversationSummaries: false });
  for (const [i, email] of [
    'open+a@stats.example',
    'click+b@stats.example',
    'never@stats.example',
  ].entries()) {
    const endedAt = new Date(Date.now() - 20 * 60_000).toISOString();
    const conversation = aConversation({ customer: { email }, startedAt: endedAt, endedAt });
    await cloud.call('POST', `/v1/conversations/stats-${i}/complete`, conversation);
  }
  const later = await cloud.send('later@stats.example', {
    sendAt: new Date(Date.now() + 86_400_000).toISOString(),
  });
  await cloud.call('POST', `/v1/emails/${later}/cancel`, {});
  await cloud.advance('PT30M');
  const { status, body } = await cloud.call<{ totals: Overview; categories: Record<string, Overview> }>(
    'GET',
    '/v1/analytics/overview',
  );
  expect(status).toBe(200);
  expect(body.categories['conversation_summary']).toMatchObject({
    sent: 5,
    delivered: 5,
    opened: 2,
    clicked: 1,
    skipped: { opted_out: 1 },
  });
  const median = body.categories['conversation_summary']?.medianMinutesToDelivery ?? 0;
  // Twenty minutes from the end to the call, and ten to settle.
  expect(median).toBeGreaterThan(28);
  expect(median).toBeLessThan(33);
  expect(body.categories['system']).toMatchObject({ sent: 0, cancelled: 1 });
  expect(body.totals).toMatchObject({ sent: 5, cancelled: 1 });
  const one = await cloud.call<{ categories: Record<string, Overview> }>(
    'GET',
    '/v1/analytics/overview?category=system',
  );
  expect(Object.keys(one.body.categories)).toEqual(['system']);
  for (const span of ['from=2027-02-01T00:00:00Z&to=2027-01-01T00:00:00Z', 'from=2020-01-01T00:00:00Z']) {
    const wrong = await cloud.call('GET', `/v1/analytics/overview?${span}`);
    expect(wrong).toMatchObject({ status: 422, body: { errors: [{ pointer: '/query/from' }] } });
  }
});

test('where Mailgun’s webhook accepted is not registered, e-mails count as sent once their outcome is known', async () => {
  const { body: health } = await cloud.call<{ mailgun: { url: string; apiKey: string } }>(
    'GET',
    '/_local/health',
  );
  const { url, apiKey } = health.mailgun;
  const gone = await fetch(`${url}/v3/domains/mg.yourdomain.com/webhooks/accepted`, {
    method: 'DELETE',
    headers: { authorization: `Basic ${btoa(`api:${apiKey}`)}` },
  });
  expect(gone.status).toBe(200);
  for (const name of ['fine', 'open+once', 'bounce+once', 'late+bounce'])
    await cloud.send(`${name}@unregistered.example`, { subject: 'x', text: 'x', category: 'digest' });
  await cloud.advance('PT30M');
  const overview = await cloud.call<{ totals: Overview; categories: Record<string, Overview> }>(
    'GET',
    '/v1/analytics/overview',
  );
  const { delivered } = overview.body.categories['digest'] ?? { delivered: 0 };
  expect(delivered).toBeGreaterThan(1);
  expect(overview.body.categories['digest']).toMatchObject({ sent: 4, bounced: 4 - delivered });
  const { last24h } = (
    await cloud.call<{ last24h: Record<string, number> }>('GET', '/v1/analytics/deliverability')
  ).body;
  expect(last24h['accepted']).toBeGreaterThanOrEqual(9);
});
