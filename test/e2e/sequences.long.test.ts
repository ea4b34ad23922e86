import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { appointmentCalls, startWithRep } from '../appointments/calls.ts';
import { aConversation } from '../conversations/fixture.ts';
import type { TestCloud } from '../embedded-cloud.ts';

let cloud: TestCloud;
beforeAll(async () => {
  cloud = await startWithRep();
});
afterAll(() => cloud.stop());

interface Enrolled {
  id: string;
  sequence: string;
  status: string;
  key: string;
  step?: string;
  dueAt?: string;
  arm: string;
  end?: { how: string; event?: string };
  history: { what: string; step?: string; reason?: string; to?: string; at: string }[];
  emails: { id: string; step: string; template: string; status: string; reason?: string }[];
}

const { book, verb, inMinutes } = appointmentCalls(() => cloud);
const consent = async () => {
  const at = (await cloud.call<{ now: string }>('GET', '/_local/health')).body.now;
  return { marketing: { basis: 'express' as const, source: 'chat', at } };
};
const enrollmentsOf = async (email: string): Promise<Enrolled[]> =>
  (await cloud.call<{ items: Enrolled[] }>('GET', `/v1/enrollments?recipient=${encodeURIComponent(email)}`))
    .body.items;
const marketingTo = async (email: string): Promise<string[]> =>
  (
    await cloud.call<{ items: { template: string; category: string; createdAt: string }[] }>(
      'GET',
      `/v1/emails?recipient=${encodeURIComponent(email)}&category=marketing`,
    )
  ).body.items
    .toSorted((a, b) => (a.createdAt < b.createdAt ? -1 : 1))
    .map(({ template }) => template);

describe('Who has cancelled', () => {
  test('is helped to find another time after two days and after seven, inside the window', async () => {
    const email = 'ada@rebook.example';
    await book('rebook-1', {
      start: await inMinutes(10 * 24 * 60),
      customer: { email, name: 'Ada', timezone: 'America/New_York', consent: await consent() },
      bookingUrl: 'https://example.com/book/ada',
    });
    await cloud.idle();
    await verb('rebook-1', 'cancel', {});
    await cloud.idle();
    expect(await marketingTo(email)).toEqual([]);
    const [begun] = await enrollmentsOf(email);
    expect(begun).toMatchObject({
      sequence: 'rebook_after_cancel',
      status: 'active',
      step: 'pause',
      key: 'rebook-1',
    });
    await cloud.advance('P6D');
    expect(await marketingTo(email)).toEqual(['rebook_reminder']);
    await cloud.advance('P8D');
    expect(await marketingTo(email)).toEqual(['rebook_reminder', 'rebook_last']);
    const [ended] = await enrollmentsOf(email);
    expect(ended).toMatchObject({ status: 'ended', end: { how: 'completed' } });
    const mail = await cloud.newestMail(email);
    expect(mail.html).toContain('https://example.com/book/ada');
    const sent = ended?.history.filter(({ what }) => what === 'sent') ?? [];
    const clocks = sent.map(({ at }) =>
      new Intl.DateTimeFormat('en-GB', {
        timeZone: 'America/New_York',
        weekday: 'short',
        hour: '2-digit',
      }).format(new Date(at)),
    );
    for (const clock of clocks) expect(clock).toMatch(/^(Mon|Tue|Wed|Thu|Fri)\D+(0[89]|1\d)$/);
    const events = (await cloud.busEvents()).filter(({ detail }) => detail['enrollmentId'] === ended?.id);
    expect(events.map(({ detailType }) => detailType)).toEqual(['sequence.enrolled', 'sequence.ended']);
  });

  test('hears nothing more once something is booked, and what waits is called back', async () => {
    const email = 'bob@rebook.example';
    const customer = { email, consent: await consent() };
    await book('rebook-2', { start: await inMinutes(20 * 24 * 60), customer });
    await cloud.idle();
    await verb('rebook-2', 'cancel', {});
    await cloud.idle();
    await cloud.call('POST', '/v1/pause', { category: 'marketing' });
    // Two days, and the opening of the window.
    for (let jumps = 0; jumps < 2; jumps += 1) {
      const [due] = await enrollmentsOf(email);
      await cloud.call('POST', '/_local/clock', { to: due?.dueAt });
    }
    const [waiting] = await enrollmentsOf(email);
    expect(waiting?.emails).toMatchObject([{ template: 'rebook_reminder', status: 'queued' }]);
    await book('rebook-3', { start: await inMinutes(20 * 24 * 60), customer: { email } });
    await cloud.idle();
    await cloud.call('POST', '/v1/resume', { category: 'marketing' });
    await cloud.advance('PT1H');
    const [ended] = await enrollmentsOf(email);
    expect(ended).toMatchObject({
      end: { how: 'goal', event: 'appointment.updated' },
      emails: [{ status: 'skipped', reason: 'superseded' }],
    });
  });

  test('is not enrolled where the next booking came before', async () => {
    const email = 'cy@rebook.example';
    const customer = { email, consent: await consent() };
    await book('rebook-4', { start: await inMinutes(20 * 24 * 60), customer });
    await cloud.idle();
    await book('rebook-5', { start: await inMinutes(21 * 24 * 60), customer: { email } });
    await cloud.idle();
    await verb('rebook-4', 'cancel', {});
    await cloud.idle();
    expect(await enrollmentsOf(email)).toEqual([]);
  });
});

describe('Who has found the price too high', () => {
  const talk = async (id: string, email: string) => {
    const customer = { email, name: 'Kim', consent: await consent() };
    await cloud.call(
      'POST',
      `/v1/conversations/${id}/complete`,
      aConversation({
        outcome: 'price_objection',
        products: ['Business plan'],
        customer,
        lead: { id: `lead-${id}`, score: 70, reasons: [] },
      }),
    );
  };

  test('goes the way that fits what they did', async () => {
    const addresses = {
      clicked: 'click+price@nurture.example',
      opened: 'open+price@nurture.example',
      silent: 'kim+price@nurture.example',
    };
    for (const [id, email] of Object.entries(addresses)) await talk(`price-${id}`, email);
    await cloud.advance('P30D');
    expect(await marketingTo(addresses.clicked)).toEqual(['nurture_price_1', 'nurture_price_3']);
    expect(await marketingTo(addresses.opened)).toEqual([
      'nurture_price_1',
      'nurture_price_2',
      'nurture_price_4',
    ]);
    expect(await marketingTo(addresses.silent)).toEqual(['nurture_price_1', 'nurture_price_2']);
    const stats = await cloud.call<{ stats: Record<string, unknown> }>(
      'GET',
      '/v1/sequences/price_objection',
    );
    expect(stats.body.stats).toMatchObject({ enrolled: 3, active: 0, completed: 3 });
  });

  test('goes on when a mail about them to somebody else bounces, is complained of and names their enrolment', async () => {
    const email = 'kim+rep@nurture.example';
    await talk('price-rep', email);
    await cloud.advance('PT30M');
    const [begun] = await enrollmentsOf(email);
    for (const to of ['bounce+rep@acme.example', 'complain+rep@acme.example']) {
      const sent = await cloud.call('POST', '/v1/emails', {
        to: { email: to },
        template: 'system_notification',
        data: { title: 'A new lead', body: 'Kim' },
        leadId: 'lead-price-rep',
        metadata: { enrollmentId: begun?.id, step: 'value' },
      });
      expect(sent.status).toBe(202);
    }
    await cloud.idle();
    const ends = (await cloud.busEvents()).filter(({ detail }) => detail['leadId'] === 'lead-price-rep');
    expect(ends.map(({ detailType }) => detailType)).toEqual(
      expect.arrayContaining(['email.bounced', 'email.complained']),
    );
    expect(await enrollmentsOf(email)).toMatchObject([{ id: begun?.id, status: 'active' }]);
  });

  test('who opts out in between hears nothing more', async () => {
    const email = 'out@nurture.example';
    await talk('price-out', email);
    await cloud.advance('P4D');
    const [mail] = (await cloud.inbox(email)).slice(-1);
    const header = (await cloud.mail(mail?.id ?? '')).headers.find(([name]) => name === 'List-Unsubscribe');
    const [, url = ''] = /<(https?:[^>]+)>/.exec(header?.[1] ?? '') ?? [];
    const { pathname } = new URL(url);
    await fetch(cloud.url + pathname, { method: 'POST', body: 'List-Unsubscribe=One-Click' });
    await cloud.idle();
    expect((await enrollmentsOf(email))[0]).toMatchObject({ status: 'ended', end: { how: 'opted_out' } });
    const before = await marketingTo(email);
    await cloud.advance('P20D');
    expect(await marketingTo(email)).toEqual(before);
  });
});

describe('A client', () => {
  const enroll = (name: string, body: unknown, headers: Record<string, string> = {}) =>
    cloud.call<{
      enrolled: boolean;
      reason?: string;
      enrollment?: Enrolled;
      enrollmentId?: string;
      errors?: { pointer: string }[];
    }>('POST', `/v1/sequences/${name}/enroll`, body, headers);

  test('enrols, is told why not, stops, and repeats safely', async () => {
    const recipient = { email: 'dora@api.example', name: 'Dora', consent: await consent() };
    const first = await enroll('not_now', { recipient, key: 'deal-1' }, { 'idempotency-key': 'k1' });
    expect(first).toMatchObject({ status: 200, body: { enrolled: true } });
    const again = await enroll('not_now', { recipient, key: 'deal-1' }, { 'idempotency-key': 'k1' });
    expect(again.body.enrollment?.id).toBe(first.body.enrollment?.id);
    expect((await enroll('not_now', { recipient, key: 'deal-2' }, { 'idempotency-key': 'k1' })).status).toBe(
      422,
    );
    expect((await enroll('not_now', { recipient, key: 'deal-1' })).body.reason).toBe('same_key');
    expect(
      (await enroll('price_objection', { recipient: { email: 'DORA@api.example' } })).body,
    ).toMatchObject({
      reason: 'already_active',
      enrollmentId: first.body.enrollment?.id,
    });
    const id = first.body.enrollment?.id ?? '';
    expect((await cloud.call('DELETE', `/v1/enrollments/${id}`)).body).toMatchObject({
      end: { how: 'stopped' },
    });
    expect((await cloud.call('DELETE', `/v1/enrollments/${id}`)).status).toBe(200);
    expect((await enroll('not_now', { recipient, key: 'deal-3' })).body.reason).toBe('too_soon');
    expect((await enroll('not_now', { recipient: { email: 'none@api.example' } })).body.reason).toBe(
      'no_consent',
    );
    expect((await enroll('not_now', { recipient: {} })).body.reason).toBe('no_address');
    expect((await enroll('nothing', { recipient })).status).toBe(404);
    const faulty = await enroll('not_now', { recipient, data: { products: 'x', colour: 'red' } });
    expect(faulty.status).toBe(422);
    expect(faulty.body.errors?.map(({ pointer }) => pointer)).toEqual(['/data/products', '/data/colour']);
  });

  test('reads enrolments of a sequence, page by page, and those that have ended', async () => {
    for (let i = 0; i < 5; i += 1)
      await enroll('interested_not_booked', {
        recipient: { email: `page-${i}@api.example`, consent: await consent() },
      });
    const page = async (query: string) =>
      (await cloud.call<{ items: Enrolled[]; next?: string }>('GET', `/v1/enrollments?${query}`)).body;
    const first = await page('sequence=interested_not_booked&limit=3');
    const second = await page(`sequence=interested_not_booked&limit=3&cursor=${first.next ?? ''}`);
    expect([...first.items, ...second.items]).toHaveLength(5);
    expect(second.next).toBeUndefined();
    expect((await page('status=ended&limit=100')).items.every(({ status }) => status === 'ended')).toBe(true);
    expect((await page('limit=2')).items).toHaveLength(2);
  });

  test('erases somebody, whose way ends', async () => {
    const email = 'gone@api.example';
    await enroll('not_now', { recipient: { email, name: 'Gone Girl', consent: await consent() } });
    expect((await cloud.call('GET', `/v1/recipients/${email}/export`)).body).toMatchObject({
      enrollments: [{ sequence: 'not_now', status: 'active' }],
    });
    expect((await cloud.call('DELETE', `/v1/recipients/${email}`)).status).toBe(200);
    expect(await enrollmentsOf(email)).toEqual([]);
  });
});
