import { describe, expect, test } from 'vitest';
import { DOMAIN, HOUR, mailTo, startFixture } from './fixture.ts';
import { callFake, formOf } from './mailgun-api.ts';

describe('The suppression lists', () => {
  test.each([
    {
      list: 'bounces',
      entry: { address: 'a@example.com', code: 550, error: 'no such user' },
      shown: { address: 'a@example.com', code: 550, error: 'no such user' },
      missing: 'Address not found in bounces table',
    },
    {
      list: 'complaints',
      entry: { address: 'a@example.com' },
      shown: { address: 'a@example.com' },
      missing: 'No spam complaints found for this address',
    },
    {
      list: 'unsubscribes',
      entry: { address: 'a@example.com', tag: 'march' },
      shown: { address: 'a@example.com', tags: ['march'] },
      missing: 'Address not found in unsubscribers table',
    },
    {
      list: 'whitelists',
      entry: { address: 'a@example.com' },
      shown: { value: 'a@example.com', type: 'whitelists' },
      missing: 'Address/Domain not found in allowlist table',
    },
  ])('$list take an address, show it and let it go', async ({ list, entry, shown, missing }) => {
    const { client } = await startFixture();
    await expect(client.suppressions.get(DOMAIN, list, 'a@example.com')).rejects.toMatchObject({
      status: 404,
    });
    const created = await client.suppressions.create(DOMAIN, list, entry);
    expect(created).toMatchObject({
      status: 200,
      message: expect.stringMatching(/added to the \w+ table/) as string,
    });
    expect(await client.suppressions.get(DOMAIN, list, 'A@example.com')).toMatchObject(shown);
    expect((await client.suppressions.list(DOMAIN, list)).items).toMatchObject([shown]);
    expect((await client.suppressions.list('other.example.com', list)).items).toEqual([]);
    expect((await client.suppressions.destroy(DOMAIN, list, 'a@example.com')).status).toBe(200);
    await expect(client.suppressions.destroy(DOMAIN, list, 'a@example.com')).rejects.toMatchObject({
      status: 404,
      details: missing,
    });
  });

  test('are read page by page', async () => {
    const { client } = await startFixture();
    const addresses = ['a@example.com', 'b@example.com', 'c@example.com'];
    await client.suppressions.create(
      DOMAIN,
      'bounces',
      addresses.map((address) => ({ address })),
    );
    const read = async (page?: string) =>
      client.suppressions.list(DOMAIN, 'bounces', page === undefined ? { limit: 2 } : { page });
    const names = (list: Awaited<ReturnType<typeof read>>) =>
      list.items.map((item) => ('address' in item ? item.address : ''));
    const first = await read();
    const second = await read(first.pages.next.page);
    const third = await read(second.pages.next.page);
    expect([first, second, third].map(names)).toEqual([addresses.slice(0, 2), addresses.slice(2), []]);
    expect(names(await read(second.pages.previous.page))).toEqual(addresses.slice(0, 2));
    expect(names(await read(third.pages.last.page))).toEqual(addresses.slice(1));
    await client.suppressions.destroyAll(DOMAIN, 'bounces');
    expect(names(await read())).toEqual([]);
  });

  test.each([
    { tags: undefined, mailTags: [], blocked: true },
    { tags: 'march', mailTags: ['march'], blocked: true },
    { tags: 'march', mailTags: ['june'], blocked: false },
  ])(
    'unsubscribed from $tags, a mail tagged $mailTags is stopped: $blocked',
    async ({ tags, mailTags, blocked }) => {
      const { client, receiver, advance } = await startFixture();
      const entry = { address: 'a@example.com', ...(tags !== undefined && { tag: tags }) };
      await client.suppressions.create(DOMAIN, 'unsubscribes', entry);
      await client.messages.create(DOMAIN, mailTo('a@example.com', { 'o:tag': mailTags }));
      await advance(HOUR);
      const [, fate] = receiver.posted;
      expect(fate?.['event-data']).toMatchObject(
        blocked
          ? { event: 'failed', reason: 'suppress-unsubscribe', 'delivery-status': { code: 606 } }
          : { event: 'delivered' },
      );
    },
  );

  test('keep the tags that somebody has unsubscribed from when another is added, until each is taken off', async () => {
    const { client, mailgun } = await startFixture();
    const address = 'a@example.com';
    for (const tag of ['march', 'june', 'march']) {
      await client.suppressions.create(DOMAIN, 'unsubscribes', { address, tag });
    }
    await client.suppressions.create(DOMAIN, 'unsubscribes', [{ address, tags: ['may'] }]);
    const shown = async () => (await client.suppressions.list(DOMAIN, 'unsubscribes')).items;
    expect(await shown()).toMatchObject([{ address, tags: ['march', 'june', 'may'] }]);
    const takeOff = async (tag: string) =>
      (await callFake(mailgun.url, `DELETE /v3/${DOMAIN}/unsubscribes/${address}?tag=${tag}`)).status;
    expect(await takeOff('june')).toBe(200);
    expect(await takeOff('june')).toBe(404);
    expect(await shown()).toMatchObject([{ tags: ['march', 'may'] }]);
    expect(await takeOff('march')).toBe(200);
    const form = { body: formOf({ tag: 'may' }) };
    const last = await callFake(mailgun.url, `DELETE /v3/${DOMAIN}/unsubscribes/${address}`, form);
    expect(last.status).toBe(200);
    expect(await shown()).toEqual([]);
  });

  test.each([
    { given: 'Mon, 02 Mar 2026 08:30:00 +0100', shown: 'Mon, 02 Mar 2026 07:30:00 UTC' },
    { given: 'Mon, 01 Jan 0001 00:00:00 UTC', shown: 'Mon, 02 Mar 2026 09:00:00 UTC' },
    { given: '', shown: 'Mon, 02 Mar 2026 09:00:00 UTC' },
  ])('show since when an address is listed: $given is $shown', async ({ given, shown }) => {
    const { mailgun } = await startFixture();
    const list = `/v3/${DOMAIN}/complaints`;
    await callFake(mailgun.url, `POST ${list}`, { json: [{ address: 'a@example.com', created_at: given }] });
    const answer = await callFake(mailgun.url, `GET ${list}/a@example.com`);
    expect(await answer.json()).toEqual({ address: 'a@example.com', created_at: shown });
  });

  test('refuse what is no address', async () => {
    const { client } = await startFixture();
    await expect(client.suppressions.create(DOMAIN, 'bounces', { address: 'nobody' })).rejects.toMatchObject({
      status: 400,
    });
  });
});

describe('A domain', () => {
  test('is active with its DNS records, and listed once it was used', async () => {
    const { client } = await startFixture();
    const domain = await client.domains.get(DOMAIN);
    expect(domain).toMatchObject({ name: DOMAIN, state: 'active', is_disabled: false });
    expect(
      domain.sending_dns_records?.map(({ record_type, name, valid }) => [record_type, name, valid]),
    ).toEqual([
      ['TXT', DOMAIN, 'valid'],
      ['CNAME', `pdk1._domainkey.${DOMAIN}`, 'valid'],
      ['CNAME', `pdk2._domainkey.${DOMAIN}`, 'valid'],
      ['CNAME', `email.${DOMAIN}`, 'valid'],
    ]);
    expect(domain.receiving_dns_records).toHaveLength(2);
    expect((await client.domains.list()).map(({ name }) => name)).toEqual([DOMAIN]);
    expect(await client.domains.list({ state: 'disabled' })).toEqual([]);
  });

  test('that is not known is a 404', async () => {
    const { client } = await startFixture();
    await expect(client.domains.get('unknown.example.com')).rejects.toMatchObject({ status: 404 });
  });
});
