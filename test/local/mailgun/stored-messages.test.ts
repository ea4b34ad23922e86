import { describe, expect, test } from 'vitest';
import { DOMAIN, type Fixture, mailTo, MINUTE, SECOND, startFixture } from './fixture.ts';
import { callFake } from './mailgun-api.ts';

interface Stored {
  attachments: { name: string; url: string; size: number; 'content-type': string }[];
}

const storageOf = ({ receiver }: Fixture, event: string): { url: string; key: string } =>
  receiver.posted.find((post) => post['event-data']['event'] === event)!['event-data']['storage'] as {
    url: string;
    key: string;
  };

describe('The message that an event’s storage.url names', () => {
  test('is there with its headers, bodies and attachments', async () => {
    const fixture = await startFixture();
    const data = Buffer.from([0, 255, 10, 13]);
    await fixture.client.messages.create(
      DOMAIN,
      mailTo('jane@example.com', { 'o:tag': ['march'], attachment: { filename: 'ä.bin', data } }),
    );
    await fixture.advance(SECOND);
    const { url } = storageOf(fixture, 'delivered');
    const stored = (await (await callFake('', `GET ${url}`)).json()) as Stored;
    expect(stored).toMatchObject({
      From: 'Sales <sales@mg.example.com>',
      Subject: 'Your appointment',
      'X-Mailgun-Tag': 'march',
      sender: 'sales@mg.example.com',
      recipients: 'jane@example.com',
      'body-plain': 'See you on Monday.',
      'body-html': mailTo('').html,
      'message-headers': expect.arrayContaining([['Subject', 'Your appointment']]) as unknown,
      attachments: [{ name: 'ä.bin', size: 4 }],
    });
    const file = await callFake('', `GET ${stored.attachments[0]!.url}`);
    expect(Buffer.from(await file.arrayBuffer())).toEqual(data);
  });

  test('is there also when the mail was suppressed, or sent in test mode', async () => {
    const fixture = await startFixture();
    await fixture.client.messages.create(DOMAIN, mailTo('bounce@example.com'));
    await fixture.client.messages.create(DOMAIN, mailTo('bounce@example.com', { subject: 'Again' }));
    await fixture.client.messages.create(DOMAIN, mailTo('jane@example.com', { 'o:testmode': 'yes' }));
    await fixture.advance(SECOND);
    expect(fixture.receiver.posted.length).toBeGreaterThan(4);
    for (const post of fixture.receiver.posted) {
      const { url } = post['event-data']['storage'] as { url: string };
      expect((await callFake('', `GET ${url}`)).status).toBe(200);
    }
  });

  test('is found after a restart at another port, by events and webhooks from before', async () => {
    const fixture = await startFixture();
    fixture.connect(false);
    await fixture.client.messages.create(DOMAIN, mailTo('jane@example.com'));
    await fixture.restart();
    fixture.connect(true);
    await fixture.advance(5 * MINUTE);
    const { items } = await fixture.client.events.get(DOMAIN, { event: 'accepted' });
    const { url } = storageOf(fixture, 'accepted');
    expect(items).toMatchObject([{ storage: { url } }]);
    expect((await callFake('', `GET ${url}`)).status).toBe(200);
  });

  test('is nobody else’s: another domain, another key and another attachment are 404', async () => {
    const fixture = await startFixture();
    await fixture.client.messages.create(DOMAIN, mailTo('jane@example.com'));
    await fixture.advance(SECOND);
    const { url, key } = storageOf(fixture, 'accepted');
    const others = [
      url.replace(DOMAIN, 'other.example.com'),
      url.replace(key, 'AAAA'),
      `${url}/attachments/0`,
      `${url}/attachments/x`,
    ];
    for (const other of others) {
      const answer = await callFake('', `GET ${other}`);
      expect([answer.status, await answer.json()]).toEqual([404, { message: 'Message not found' }]);
    }
  });
});
