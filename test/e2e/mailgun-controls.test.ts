import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestCloud, type TestCloud } from '../embedded-cloud.ts';

let cloud: TestCloud;
beforeAll(async () => {
  cloud = await startTestCloud();
});
afterAll(() => cloud.stop());

const put = (body: unknown) =>
  cloud.call<{ event?: Record<string, unknown>; detail?: string }>('POST', '/_local/mailgun/events', body);

describe('An event of another application', () => {
  test('is refused when there is none', async () => {
    expect(await put({ events: [] })).toMatchObject({ status: 422 });
  });

  test('stands in the events API of the domain as it was given', async () => {
    await cloud.send('ada@example.com');
    await cloud.idle();
    const odd = { event: 'delivered', 'user-variables': 'a text', message: { headers: {} } };
    const { status, body } = await put({ event: odd });
    expect({ status, body }).toMatchObject({ status: 200, body: { event: odd } });
    const { mailgun } = (
      await cloud.call<{ mailgun: { url: string; apiKey: string } }>('GET', '/_local/health')
    ).body;
    const authorization = `Basic ${Buffer.from(`api:${mailgun.apiKey}`).toString('base64')}`;
    const answer = await fetch(`${mailgun.url}/v3/mg.yourdomain.com/events?event=delivered`, {
      headers: { authorization },
    });
    expect(await answer.json()).toMatchObject({ items: [body.event] });
  });
});

test('Who refused by Mailgun’s own link gets no second mail of that kind from Mailgun (606)', async () => {
  const to = 'unsubscribe+twice@example.com';
  await cloud.send(to);
  await cloud.idle();
  const again = await cloud.send(to);
  await cloud.idle();
  expect(await cloud.message(again)).toMatchObject({ status: 'failed', reason: 'opted_out' });
  expect(await cloud.inbox(to)).toHaveLength(1);
});
