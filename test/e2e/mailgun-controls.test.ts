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
  test('needs a domain as long as none was used', async () => {
    expect(await put({ event: { event: 'delivered' } })).toMatchObject({
      status: 422,
      body: { detail: expect.stringContaining('Name its domain') as string },
    });
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
