import { describe, expect, test } from 'vitest';
import { DAY, DOMAIN, mailTo, MINUTE, SECOND, START, startFixture } from './fixture.ts';

describe('The events API', () => {
  test('shows an event after 20 seconds, in the shape of its webhook', async () => {
    const { client, receiver, advance } = await startFixture({ seed: 3 });
    await client.messages.create(DOMAIN, mailTo('silent@example.com', { 'v:messageId': 'msg_1' }));
    await advance(19 * SECOND);
    expect((await client.events.get(DOMAIN)).items).toEqual([]);
    await advance(4 * MINUTE);
    const { items } = await client.events.get(DOMAIN);
    expect(items).toEqual([receiver.posted[0]!['event-data']]);
  });

  test('inserts about a tenth of the events late, up to four minutes, at their own place in time', async () => {
    const { client, advance } = await startFixture();
    for (let i = 0; i < 200; i++) await client.messages.create(DOMAIN, mailTo('silent@example.com'));
    await advance(20 * SECOND);
    const early = (await client.events.get(DOMAIN, { limit: 300 })).items.length;
    expect(early).toBeGreaterThan(160);
    expect(early).toBeLessThan(197);
    await advance(4 * MINUTE - 20 * SECOND);
    expect((await client.events.get(DOMAIN, { limit: 300 })).items).toHaveLength(200);
  });

  test('is read page by page, and the last page’s next link shows later what came since', async () => {
    const { client, advance } = await startFixture();
    const send = (subject: string) =>
      client.messages.create(DOMAIN, mailTo('silent@example.com', { subject }));
    for (const subject of ['1', '2', '3', '4', '5']) {
      await send(subject);
      await advance(SECOND);
    }
    await advance(5 * MINUTE);
    const query = { begin: new Date(START).toUTCString(), ascending: 'yes' as const, limit: 2 };
    const read = async (page?: string) => {
      const answer = await client.events.get(DOMAIN, { ...query, ...(page !== undefined && { page }) });
      return { subjects: answer.items.map((item) => item.message.headers.subject), pages: answer.pages };
    };
    const first = await read();
    const second = await read(first.pages.next.page);
    const third = await read(second.pages.next.page);
    const fourth = await read(third.pages.next.page);
    expect([first, second, third, fourth].map(({ subjects }) => subjects)).toEqual([
      ['1', '2'],
      ['3', '4'],
      ['5'],
      [],
    ]);
    expect((await read(third.pages.previous.page)).subjects).toEqual(['3', '4']);
    expect((await read(third.pages.first.page)).subjects).toEqual(['1', '2']);
    expect((await read(third.pages.last.page)).subjects).toEqual(['4', '5']);
    await send('6');
    await advance(5 * MINUTE);
    expect((await read(fourth.pages.next.page)).subjects).toEqual(['6']);
    expect((await read(third.pages.next.page)).subjects).toEqual(['6']);
  });

  test('shows the newest first when nothing else is asked for', async () => {
    const { client, advance } = await startFixture();
    for (const to of ['silent+1@example.com', 'silent+2@example.com']) {
      await client.messages.create(DOMAIN, mailTo(to));
      await advance(SECOND);
    }
    await advance(5 * MINUTE);
    const { items } = await client.events.get(DOMAIN);
    expect(items.map(({ recipient }) => recipient)).toEqual(['silent+2@example.com', 'silent+1@example.com']);
  });

  test.each([
    { query: { event: 'delivered' }, found: 2 },
    { query: { event: 'accepted OR failed' }, found: 5 },
    { query: { severity: 'temporary' }, found: 1 },
    { query: { recipient: 'Softbounce@example.com' }, found: 3 },
    { query: { 'message-id': 'jane@mg.example.com' }, found: 2 },
    { query: { tags: 'march OR june' }, found: 2 },
    { query: { subject: 'appointment' }, found: 7 },
    { query: { begin: String(START / 1000 + 1), ascending: 'yes' as const }, found: 1 },
    { query: { begin: String(START / 1000 - 1), end: String(START / 1000 + 1) }, found: 6 },
    { query: { begin: String(START / 1000 + 1), end: String(START / 1000 - 1) }, found: 6 },
  ])('finds $found events by $query', async ({ query, found }) => {
    const { client, advance } = await startFixture();
    const jane = { 'h:Message-Id': '<jane@mg.example.com>', 'o:tag': ['march'] };
    await client.messages.create(DOMAIN, mailTo('jane@example.com', jane));
    await client.messages.create(DOMAIN, mailTo('softbounce@example.com'));
    await client.messages.create(DOMAIN, mailTo('bounce@example.com'));
    await client.messages.create('other.example.com', mailTo('jane@example.com'));
    await advance(HALF_HOUR);
    expect((await client.events.get(DOMAIN, query)).items).toHaveLength(found);
  });

  test('keeps events for three days', async () => {
    const { client, advance } = await startFixture();
    await client.messages.create(DOMAIN, mailTo('silent@example.com'));
    await advance(3 * DAY);
    expect((await client.events.get(DOMAIN)).items).toHaveLength(1);
    await advance(SECOND);
    expect((await client.events.get(DOMAIN)).items).toHaveLength(0);
  });

  test.each([{ begin: String(START / 1000) }, { begin: 'yesterday-ish', ascending: 'yes' as const }])(
    'refuses %o',
    async (query) => {
      const { client } = await startFixture();
      await expect(client.events.get(DOMAIN, query)).rejects.toMatchObject({ status: 400 });
    },
  );
});

const HALF_HOUR = 30 * MINUTE;
