import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DAY, HOUR, MINUTE, toIso } from '../../functions/platform/clock.ts';
import { startTestCloud, type TestCloud } from '../embedded-cloud.ts';

/** Opens each mail two minutes after it came. */
const ADA = 'open+ada@customer.example';
let cloud: TestCloud;
/** When this began, on the service's clock. */
let start: number;

interface Preview {
  slot: string;
  from: string;
  to: string;
  quiet: boolean;
  numbers: Record<string, unknown>;
  insights: { rule: string; text: string; evidence: Record<string, number>; action: string }[];
  subject: string;
  text: string;
  html: string;
}
interface Mail {
  id: string;
  status: string;
  to: { email: string };
  template: string;
  createdAt: string;
  subject: string;
}

const rep = (id: string, more: Record<string, unknown> = {}) =>
  cloud.call('PUT', `/v1/reps/${id}`, {
    name: id,
    email: `${id}@sales.example`,
    timezone: 'Europe/Berlin',
    workingHours: ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'].map((day) => ({
      day,
      from: '09:00',
      to: '17:00',
    })),
    ...more,
  });
const preview = async (id: string, query = '') =>
  cloud.call<Preview>('GET', `/v1/digests/${id}/preview${query}`);
const digests = async (): Promise<Mail[]> =>
  (await cloud.call<{ items: Mail[] }>('GET', '/v1/emails?category=digest&limit=100')).body.items;
const textOf = async ({ id }: Mail) =>
  (await cloud.call<{ text: string }>('GET', `/v1/emails/${id}/content`)).body.text;
/** What stands above the footer, which is the reader's own. */
const body = (text: string | undefined): string => (text ?? '').split('\n--\n')[0] ?? '';

beforeAll(async () => {
  cloud = await startTestCloud();
  const { body: health } = await cloud.call<{ now: string }>('GET', '/_local/health');
  // At noon no digest is near, whenever this runs.
  start = Math.ceil(Date.parse(health.now) / DAY) * DAY + 12 * HOUR;
  await cloud.call('POST', '/_local/clock', { to: toIso(start) });
  await cloud.call('PUT', '/v1/teams/mid', { name: 'Mid-market', managerId: 'max' });
  await rep('max', { digest: { enabled: true, hour: 8, quietDay: 'none' } });
  await rep('grace', { teamId: 'mid' });
  await rep('dee', { teamId: 'mid', locale: 'de', digest: { enabled: true, hour: 9, quietDay: 'none' } });
  const at = (minutes: number): string => toIso(start - minutes * MINUTE);
  await cloud.call('POST', '/v1/activities', {
    activities: [
      { id: 'c1', repId: 'grace', type: 'call', at: at(10), outcome: 'reached' },
      { id: 'c2', repId: 'grace', type: 'call', at: at(20) },
      {
        id: 'd1',
        repId: 'grace',
        type: 'deal',
        at: at(30),
        dealId: 'D',
        stage: 'proposal',
        value: { amount: 4000, currency: 'EUR' },
      },
    ],
  });
  await cloud.call('PUT', '/v1/leads/lead-1', {
    version: 1,
    contact: { email: ADA, name: 'Ada Lovelace', company: 'Analytical Ltd' },
    score: 92,
    ownerRepId: 'grace',
  });
  await cloud.call('PUT', '/v1/appointments/appt-1', {
    sequence: 0,
    title: 'Product demo',
    start: toIso(start + 30 * HOUR),
    timezone: 'Europe/Berlin',
    durationMinutes: 30,
    kind: 'video',
    joinUrl: 'https://example.com/join',
    customer: { email: ADA, name: 'Ada Lovelace' },
    repId: 'grace',
    materials: [{ title: 'Price list', url: 'https://example.com/prices' }],
  });
  await cloud.idle();
});
afterAll(() => cloud.stop());

describe('A rep', () => {
  test('sees what their digest would say now', async () => {
    const { status, body: shown } = await preview('grace');
    expect(status).toBe(200);
    expect(shown.numbers).toMatchObject({
      calls: 2,
      newLeads: { hot: 1, warm: 0, cold: 0 },
      alerts: { asked: 1, answered: 0 },
      pipeline: [
        { stage: 'proposal', deals: 1, value: [{ amount: 4000, currency: 'EUR' }], entered: 1, left: 0 },
      ],
    });
    expect(shown.insights.map(({ rule }) => rule)).toEqual(['hot_unanswered']);
    expect(shown.text).toContain('Ada Lovelace, Analytical Ltd');
    expect(shown.html).toContain('Ada Lovelace');
  });

  test('gets it at their hour, as the preview of that hour says, and the next day again', async () => {
    await cloud.advance('P1D');
    await cloud.idle();
    const [mail, ...others] = (await digests()).filter(({ to }) => to.email === 'grace@sales.example');
    expect(others).toEqual([]);
    expect(mail?.template).toBe('sales_digest');
    if (mail === undefined) return;
    const slot = new Date(Date.parse(mail.createdAt) - (Date.parse(mail.createdAt) % HOUR)).toISOString();
    const { body: shown } = await preview('grace', `?at=${slot}`);
    expect(shown.slot).toBe(slot);
    expect(shown.to).toBe(slot);
    expect(Date.parse(shown.to) - Date.parse(shown.from)).toBe(DAY);
    expect(shown.subject).toBe(mail.subject);
    expect(body(await textOf(mail))).toBe(body(shown.text));
    await cloud.advance('P1D');
    await cloud.idle();
    const two = (await digests()).filter(({ to }) => to.email === 'grace@sales.example');
    expect(two.map(({ createdAt }) => createdAt.slice(11, 13))).toEqual([
      slot.slice(11, 13),
      slot.slice(11, 13),
    ]);
  });

  test('gets the present one at once when somebody asks for it, once a key', async () => {
    const send = (headers: Record<string, string> = {}) =>
      cloud.call<{ emails: { id: string; template: string; to: string; status: string }[] }>(
        'POST',
        '/v1/digests/dee/send',
        undefined,
        headers,
      );
    const [first, again, other] = [
      await send({ 'idempotency-key': 'k1' }),
      await send({ 'idempotency-key': 'k1' }),
      await send(),
    ];
    expect(first.body.emails).toMatchObject([{ template: 'sales_digest', to: 'dee@sales.example' }]);
    expect(again.body.emails[0]?.id).toBe(first.body.emails[0]?.id);
    expect(other.body.emails[0]?.id).not.toBe(first.body.emails[0]?.id);
    const { body: shown } = await preview('dee');
    expect(shown.subject).toBe('Ein ruhiger Tag');
  });

  test('who wants none on quiet days has got none', async () => {
    const mails = (await digests()).filter(({ to }) => to.email === 'dee@sales.example');
    // The two that were asked for by hand.
    expect(mails).toHaveLength(2);
  });
});

describe('Who leads a team', () => {
  test('gets its day with the risks first, and has a preview of it', async () => {
    const mails = (await digests()).filter(({ to }) => to.email === 'max@sales.example');
    expect(mails.map(({ template }) => template)).toContain('team_digest');
    const { body: shown } = await preview('max', '?kind=team');
    expect(shown.insights.map(({ rule }) => rule)).toContain('nobody_took_it');
    expect(shown.numbers).toMatchObject({ members: [{ repId: 'dee' }, { repId: 'grace' }] });
    expect(shown.subject).toContain('Mid-market');
  });
});

describe('What customers read', () => {
  test('is told to the rep whose it is', async () => {
    const { body: shown } = await preview('grace', `?at=${toIso(start + HOUR)}`);
    expect(shown.numbers).toMatchObject({
      engagement: { opened: 1, people: [{ email: ADA, opened: true, clicked: false }] },
    });
  });
});

describe('What is asked for wrongly is refused:', () => {
  test.each([
    { what: 'a moment ahead', query: 'at=2126-01-01T00:00:00Z', code: 'in_the_future' },
    { what: 'a moment long ago', query: 'at=2001-01-01T00:00:00Z', code: 'too_long_ago' },
    { what: 'a moment that is none', query: 'at=yesterday', code: 'invalid_format' },
    { what: 'a kind that is none', query: 'kind=company', code: 'invalid_value' },
  ])('$what', async ({ query, code }) => {
    const answer = await cloud.call('GET', `/v1/digests/grace/preview?${query}`);
    const pointer = `/query/${query.split('=')[0] ?? ''}`;
    expect(answer).toMatchObject({ status: 422, body: { errors: [{ pointer, code }] } });
  });

  test('a rep whom nobody knows, who leads nobody, or a team of nobody', async () => {
    expect((await preview('nobody')).status).toBe(404);
    expect((await cloud.call('POST', '/v1/digests/nobody/send')).status).toBe(404);
    expect((await preview('grace', '?kind=team')).status).toBe(409);
    await cloud.call('PUT', '/v1/teams/empty', { name: 'Empty', managerId: 'dee' });
    const empty = await cloud.call<{ detail: string }>('GET', '/v1/digests/dee/preview?kind=team');
    expect(empty).toMatchObject({
      status: 409,
      body: { detail: expect.stringContaining('"empty"') as unknown },
    });
  });
});

test('An erasure takes the person out of digests and timelines', async () => {
  const exported = await cloud.call<{ engagement: { fact: string }[] }>(
    'GET',
    `/v1/recipients/${encodeURIComponent(ADA)}/export`,
  );
  expect(new Set(exported.body.engagement.map(({ fact }) => fact))).toEqual(new Set(['opened']));
  await cloud.call('DELETE', `/v1/recipients/${encodeURIComponent(ADA)}`);
  const { body: shown } = await preview('grace');
  expect(`${shown.text}${shown.html}`).not.toMatch(/Ada|ada@/);
  for (const mail of await digests()) {
    const { status, body: content } = await cloud.call<{ text?: string }>(
      'GET',
      `/v1/emails/${mail.id}/content`,
    );
    if (status === 200) expect(content.text).not.toMatch(/Ada|ada@/);
  }
});
