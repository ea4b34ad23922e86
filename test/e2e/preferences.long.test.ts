import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestCloud, type TestCloud } from '../embedded-cloud.ts';

let cloud: TestCloud;
beforeAll(async () => {
  cloud = await startTestCloud();
});
afterAll(() => cloud.stop());

const summary = { subject: 'Our talk', text: 'Hello', category: 'conversation_summary' };
const offer = { subject: 'News', text: 'Hello', category: 'marketing' };
const consent = { marketing: { basis: 'express', source: 'signup_form', at: '2026-01-31T09:00:00+01:00' } };

const put = (email: string, patch: Record<string, unknown>) =>
  cloud.call('PUT', `/v1/preferences/${encodeURIComponent(email)}`, patch);
const get = (email: string) => cloud.call('GET', `/v1/preferences/${encodeURIComponent(email)}`);
const outcome = async (id: string) => {
  const { status, reason } = await cloud.message(id);
  return reason ?? status;
};
const now = async () => Date.parse((await cloud.call<{ now: string }>('GET', '/_local/health')).body.now);
/** `HH:MM` in UTC, so many hours from now. */
const clockIn = async (hours: number) =>
  new Date((await now()) + hours * 3_600_000).toISOString().slice(11, 16);

describe('Preferences', () => {
  test('of an address that nobody knows are the defaults', async () => {
    expect(await get('stranger@example.com')).toMatchObject({
      status: 200,
      body: {
        emailAddress: 'stranger@example.com',
        conversationSummaries: true,
        appointmentReminders: true,
        marketingEmails: false,
        summaryFormat: 'detailed',
        summaryFrequency: 'immediate',
      },
    });
  });

  test('are merged, and null goes back to the default', async () => {
    await put('merge@example.com', { summaryFormat: 'brief', timezone: 'Europe/Berlin' });
    const second = await put('MERGE@example.com', { marketingPerWeek: 2, timezone: null });
    expect(second.body).toMatchObject({ summaryFormat: 'brief', marketingPerWeek: 2 });
    expect(second.body).not.toHaveProperty('timezone');
    const { body } = await get('merge@example.com');
    expect((await put('merge@example.com', body)).status).toBe(200);
  });

  test('may be sent back as they came, and refuse nothing by that', async () => {
    const known = (await get('echo@example.com')).body;
    await put('echo@example.com', { ...known, locale: 'de' });
    await put('echo@example.com', { consent });
    expect((await get('echo@example.com')).body).toMatchObject({ marketingEmails: true, locale: 'de' });
    const other = await put('echo@example.com', { emailAddress: 'somebody@example.com' });
    expect(other).toMatchObject({ status: 422, body: { errors: [{ pointer: '/emailAddress' }] } });
  });

  test('keep a text that was cut inside an emoji, without its half', async () => {
    const half = JSON.stringify({ consent }).replace('signup_form', 'form \\ud83d');
    expect(await cloud.call('PUT', '/v1/preferences/half@example.com', half)).toMatchObject({
      status: 200,
      body: { consent: { marketing: { source: 'form \ufffd' } } },
    });
  });

  test('that are wrong are refused with all their faults, and change nothing', async () => {
    const answer = await put('wrong@example.com', {
      timezone: 'Mars/Base',
      summaryHour: 24,
      quietHours: { from: '25:00', to: '07:00' },
      horoscope: true,
      consent: { marketing: { basis: 'rumour', source: 'x', at: 'yesterday' } },
      summaryFormat: 'brief',
    });
    expect(answer.status).toBe(422);
    expect((answer.body['errors'] as { pointer: string }[]).map(({ pointer }) => pointer).sort()).toEqual([
      '/consent/marketing/at',
      '/consent/marketing/basis',
      '/horoscope',
      '/quietHours/from',
      '/summaryHour',
      '/timezone',
    ]);
    expect((await get('wrong@example.com')).body).toMatchObject({ summaryFormat: 'detailed' });
    expect((await get('not an address')).status).toBe(422);
  });

  test('stop their category at once, also for mail that waits', async () => {
    const waiting = await cloud.send('stopper@example.com', {
      ...summary,
      sendAt: new Date((await now()) + 60_000).toISOString(),
    });
    await put('stopper@example.com', { conversationSummaries: false });
    expect(await outcome(await cloud.send('stopper@example.com', summary))).toBe('opted_out');
    await cloud.advance('PT5M');
    expect(await outcome(waiting)).toBe('opted_out');
    expect(await cloud.inbox('stopper@example.com')).toEqual([]);
  });

  test('say in which language and zone a mail is written', async () => {
    await put('lehrer@example.com', { locale: 'de', timezone: 'Europe/Berlin' });
    await cloud.send('lehrer@example.com', {
      template: 'generic_message',
      subject: undefined,
      data: { subject: 'Unterlagen', body: 'Anbei.', senderName: 'Grace' },
    });
    await cloud.idle();
    const [arrived] = await cloud.inbox('lehrer@example.com');
    expect((await cloud.mail(arrived!.id)).text).toContain('Freundliche Grüße');
  });
});

describe('Marketing', () => {
  test('needs consent, and leaves once it is there', async () => {
    expect(await outcome(await cloud.send('lead@example.com', offer))).toBe('no_consent');
    expect((await put('lead@example.com', { consent })).body).toMatchObject({ marketingEmails: true });
    const id = await cloud.send('lead@example.com', offer);
    await cloud.idle();
    expect(await outcome(id)).toBe('delivered');
    await put('lead@example.com', { consent: { marketing: null } });
    expect(await outcome(await cloud.send('lead@example.com', offer))).toBe('no_consent');
  });

  test('holds the recipient’s cap a week, also among mails that leave at the same moment', async () => {
    await put('capped@example.com', { consent, marketingPerWeek: 2 });
    const sendAt = new Date((await now()) + 60_000).toISOString();
    const ids = await Promise.all(
      [1, 2, 3, 4].map(() => cloud.send('capped@example.com', { ...offer, sendAt })),
    );
    await cloud.advance('PT5M');
    const outcomes = await Promise.all(ids.map(outcome));
    expect(outcomes.sort()).toEqual(['delivered', 'delivered', 'frequency_cap', 'frequency_cap']);
    expect(await outcome(await cloud.send('capped@example.com', offer))).toBe('frequency_cap');
    await cloud.advance('P7D');
    const later = await cloud.send('capped@example.com', offer);
    await cloud.idle();
    expect(await outcome(later)).toBe('delivered');
  });

  test('counts no mail that Mailgun refused', async () => {
    await put('refused@example.com', { consent, marketingPerWeek: 1 });
    await cloud.fault('400', { count: 1 });
    const refused = await cloud.send('refused@example.com', offer);
    await cloud.idle();
    expect(await outcome(refused)).toBe('rejected');
    const next = await cloud.send('refused@example.com', offer);
    await cloud.idle();
    expect(await outcome(next)).toBe('delivered');
    await cloud.fault('none');
  });
});

describe('Quiet hours', () => {
  test('put off what may wait until they end, and nothing else', async () => {
    const [from, to] = [await clockIn(-1), await clockIn(3)];
    await put('sleeper@example.com', { quietHours: { from, to }, timezone: 'UTC' });
    const talk = await cloud.send('sleeper@example.com', summary);
    const notice = await cloud.send('sleeper@example.com');
    await cloud.advance('PT2H');
    expect(await outcome(talk)).toBe('scheduled');
    expect(await outcome(notice)).toBe('delivered');
    await cloud.advance('PT2H');
    expect(await outcome(talk)).toBe('delivered');
  });

  test('that come while a mail waits for its time hold it back as well; what goes stale is skipped', async () => {
    const at = (await now()) + 3_600_000;
    const sendAt = new Date(at).toISOString();
    const stale = await cloud.send('napper@example.com', {
      ...summary,
      sendAt,
      expiresAt: new Date(at + 3_600_000).toISOString(),
    });
    const patient = await cloud.send('napper@example.com', { ...summary, sendAt });
    const [from, to] = [await clockIn(0), await clockIn(4)];
    await put('napper@example.com', { quietHours: { from, to }, timezone: 'UTC' });
    await cloud.advance('PT3H');
    expect(await outcome(patient)).toBe('queued');
    await cloud.advance('PT2H');
    expect(await outcome(patient)).toBe('delivered');
    expect(await outcome(stale)).toBe('expired');
  });
});
