import { describe, expect, test } from 'vitest';
import { DAY, DOMAIN, mailTo, MINUTE, SECOND, START, startFixture } from './fixture.ts';
import { callFake } from './mailgun-api.ts';

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
    { query: { subject: 'appoint' }, found: 0 },
    { query: { subject: 'your AND Appointment' }, found: 7 },
    { query: { subject: '"appointment your"' }, found: 0 },
    { query: { subject: 'NOT appointment' }, found: 0 },
    { query: { event: 'NOT accepted' }, found: 4 },
    { query: { event: 'accepted AND delivered' }, found: 0 },
    { query: { event: '(failed OR delivered) NOT delivered' }, found: 2 },
    { query: { tags: 'march' }, found: 2 },
    { query: { tags: 'NOT March' }, found: 5 },
    { query: { event: 'failed', severity: 'NOT temporary' }, found: 1 },
    { query: { 'message-id': '<jane@mg.example.com>' }, found: 2 },
    { query: { to: 'softbounce@example.com' }, found: 3 },
    { query: { to: 'bounce@example.com' }, found: 2 },
    { query: { from: 'sales@mg.example.com' }, found: 7 },
    { query: { from: 'other' }, found: 0 },
    { query: { size: '>10 <100000' }, found: 7 },
    { query: { size: '>100000' }, found: 0 },
    { query: { attachment: 'invite.ics' }, found: 0 },
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

  test('takes each filter of the same field, and finds attachments by name', async () => {
    const { client, mailgun, advance } = await startFixture();
    const attachment = { filename: 'Invite.ics', data: Buffer.from('BEGIN:VCALENDAR') };
    await client.messages.create(DOMAIN, mailTo('silent@example.com', { subject: 'Hello Ada', attachment }));
    await client.messages.create(DOMAIN, mailTo('silent@example.com', { subject: 'Hello Bob' }));
    await advance(5 * MINUTE);
    const found = async (query: string) => {
      const answer = await callFake(mailgun.url, `GET /v3/${DOMAIN}/events?${query}`);
      return ((await answer.json()) as { items: unknown[] }).items.length;
    };
    expect(await found('subject=hello')).toBe(2);
    expect(await found('subject=hello&subject=ada')).toBe(1);
    expect(await found('attachment=invite.ics')).toBe(1);
  });

  test('shows an event of another application as it was given', async () => {
    const { client, mailgun, advance } = await startFixture();
    await client.messages.create(DOMAIN, mailTo('silent@example.com'));
    expect((await startFixture()).mailgun.addEvent({ event: 'delivered' })).toBeUndefined();
    const odd = { event: 'delivered', 'user-variables': 'a text', message: null, recipient: 7 };
    const stored = mailgun.addEvent(odd);
    expect(stored).toEqual({ ...odd, id: expect.any(String) as string, timestamp: START / 1000 });
    mailgun.addEvent({ ...odd, id: 'mine', timestamp: START / 1000 + 1, domain: { name: 'mg.other.com' } });
    const read = async (domain: string, query = {}) => (await client.events.get(domain, query)).items;
    await advance(SECOND);
    expect(await read(DOMAIN)).toEqual([stored]);
    expect(await read('mg.other.com', { event: 'delivered' })).toMatchObject([{ id: 'mine' }]);
    await advance(5 * MINUTE);
    expect(await read(DOMAIN, { subject: 'NOT hello' })).toHaveLength(2);
  });

  test.each([
    { begin: String(START / 1000) },
    { begin: 'yesterday-ish', ascending: 'yes' as const },
    { begin: String(START / 1000), end: String(START / 1000 + 1), ascending: 'no' as const },
    { subject: '"open' },
    { subject: '(hello' },
    { subject: 'hello OR' },
    { subject: 'hello)' },
    { size: 'large' },
  ])('refuses %o', async (query) => {
    const { client } = await startFixture();
    await expect(client.events.get(DOMAIN, query)).rejects.toMatchObject({ status: 400 });
  });
});

const HALF_HOUR = 30 * MINUTE;
