import { describe, expect, test } from 'vitest';
import { DOMAIN, mailTo, MINUTE, startFixture, startReceiver } from './fixture.ts';
import { callFake, differences, formOf } from './mailgun-api.ts';

const OF_DOMAIN = `/v3/domains/${DOMAIN}/webhooks`;
const AT_ONCE = `/v4/domains/${DOMAIN}/webhooks`;

const registered = async (url: string): Promise<unknown> => (await callFake(url, `GET ${OF_DOMAIN}`)).json();

describe('Webhooks registered at the fake Mailgun', () => {
  test('by its client, once taken out, come where they are told to, and the rest as before', async () => {
    const { mailgun, client, receiver, advance } = await startFixture();
    const other = await startReceiver();
    await client.webhooks.destroy(DOMAIN, 'delivered');
    await client.webhooks.create(DOMAIN, 'delivered', other.url, false);
    await client.messages.create(DOMAIN, mailTo('jane@example.com'));
    await advance(MINUTE);
    expect(other.events()).toEqual(['delivered']);
    expect(receiver.events()).toContain('accepted');
    expect(receiver.events()).not.toContain('delivered');
    expect(await registered(mailgun.url)).toMatchObject({ webhooks: { delivered: { urls: [other.url] } } });
  });

  test('for failures of one severity leave out the other', async () => {
    const { client, receiver, advance } = await startFixture();
    await client.webhooks.destroy(DOMAIN, 'temporary_fail');
    await client.messages.create(DOMAIN, mailTo('defer@example.com'));
    await client.messages.create(DOMAIN, mailTo('bounce@example.com'));
    await advance(MINUTE);
    const severities = receiver.posted
      .filter((post) => post['event-data']['event'] === 'failed')
      .map((post) => post['event-data']['severity']);
    expect(severities).toEqual(['permanent']);
  });

  test('of no type at all are told to nobody', async () => {
    const { mailgun, client, receiver, advance } = await startFixture();
    const gone = `DELETE ${AT_ONCE}?url=${encodeURIComponent(receiver.url)}`;
    expect((await callFake(mailgun.url, gone)).status).toBe(200);
    await client.messages.create(DOMAIN, mailTo('jane@example.com'));
    await advance(MINUTE);
    expect(receiver.posted).toEqual([]);
    expect(mailgun.nextDueAt()).toBeUndefined();
  });

  test('are refused at a type that leads somewhere already, and added to it by the later version', async () => {
    const { mailgun, receiver } = await startFixture();
    const url = 'https://stage.example/webhooks';
    const again = await callFake(mailgun.url, `POST ${OF_DOMAIN}`, {
      body: formOf({ id: 'delivered', url }),
    });
    expect(again.status).toBe(400);
    const added = await callFake(mailgun.url, `POST ${AT_ONCE}`, {
      body: formOf({ url, event_types: ['delivered', 'opened'] }),
    });
    expect(added.status).toBe(200);
    expect(await registered(mailgun.url)).toMatchObject({
      webhooks: {
        delivered: { urls: [receiver.url, url] },
        opened: { urls: [receiver.url, url] },
        clicked: { urls: [receiver.url] },
      },
    });
  });

  test('are the same after a reset as at first', async () => {
    const { mailgun, client } = await startFixture();
    const atFirst = await registered(mailgun.url);
    await client.webhooks.destroy(DOMAIN, 'opened');
    mailgun.reset();
    expect(await registered(mailgun.url)).toEqual(atFirst);
  });

  const url = 'https://stage.example/webhooks';
  const v3 = '/v3/domains/{domain}/webhooks';
  const ofType = '/v3/domains/{domain_name}/webhooks/{webhook_name}';
  const v4 = '/v4/domains/{domain}/webhooks';
  test.each([
    { what: 'a type that is taken', operation: `POST ${v3}`, fields: { id: 'opened', url }, status: 400 },
    { what: 'a type that is not there', operation: `POST ${v3}`, fields: { id: 'read', url }, status: 400 },
    { what: 'no type', operation: `POST ${v3}`, fields: { url }, status: 400 },
    { what: 'no address', operation: `POST ${v3}`, fields: { id: 'opened' }, status: 400 },
    { what: 'one type', operation: `GET ${ofType}`, fields: undefined, status: 200 },
    { what: 'a type replaced', operation: `PUT ${ofType}`, fields: { url }, status: 200 },
    { what: 'no address there', operation: `PUT ${ofType}`, fields: { url: 'ftp://a.example' }, status: 400 },
    {
      what: 'more than three addresses',
      operation: `PUT ${ofType}`,
      fields: { url: ['a', 'b', 'c', 'd'].map((name) => `https://${name}.example/`) },
      status: 400,
    },
    { what: 'a type taken out', operation: `DELETE ${ofType}`, fields: undefined, status: 200 },
    { what: 'types added', operation: `POST ${v4}`, fields: { url, event_types: 'opened' }, status: 200 },
    { what: 'types moved', operation: `PUT ${v4}`, fields: { url, event_types: 'opened' }, status: 200 },
    { what: 'an address taken out', operation: `DELETE ${v4}`, fields: undefined, status: 200 },
  ])('$what is answered $status, as Mailgun’s document has it: $operation', async (asked) => {
    const { mailgun } = await startFixture();
    const target = asked.operation
      .replace(/\{domain(_name)?\}/, DOMAIN)
      .replace('{webhook_name}', 'delivered');
    const body = asked.fields === undefined ? {} : { body: formOf(asked.fields) };
    const answer = await callFake(mailgun.url, target, body);
    expect(answer.status).toBe(asked.status);
    expect(await differences(asked.operation, answer)).toEqual([]);
  });
});
