import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DAY, HOUR, toIso } from '../../functions/platform/clock.ts';
import { NO_DIGEST } from '../cloud-client.ts';
import { startTestCloud, type TestCloud } from '../embedded-cloud.ts';

const OPERATOR = 'ops@acme.example';
const ADA = 'ada@customer.example';
/** A Tuesday. */
const APP_YAML = `
operations: { notice_email: ${OPERATOR}, weekly_report: { day: tue, hour: 9 } }
localization: { timezone: Europe/Berlin }
`;
let cloud: TestCloud;
/** When this began, on the service's clock: a Wednesday at noon. */
let start: number;

beforeAll(async () => {
  cloud = await startTestCloud({ appYaml: APP_YAML });
  const { body } = await cloud.call<{ now: string }>('GET', '/_local/health');
  start = Math.ceil(Date.parse(body.now) / DAY) * DAY + 12 * HOUR;
  while (new Date(start).getUTCDay() !== 3) start += DAY;
  await cloud.call('POST', '/_local/clock', { to: toIso(start) });
});
afterAll(() => cloud.stop());

const tell = (detail: Record<string, unknown>, detailType = 'system.alert') =>
  cloud.call('POST', '/_local/events', { source: 'crm', detailType, detail });
const firing = (id: string, more: Record<string, unknown> = {}) => ({
  id,
  key: 'crm',
  severity: 'critical',
  title: 'The CRM does not answer',
  state: 'firing',
  ...more,
});
const subjects = async (): Promise<string[]> => (await cloud.inbox(OPERATOR)).map(({ subject }) => subject);

describe('Two hundred alerts in a minute', () => {
  test('are one mail with their number, and one when they are over', async () => {
    await Promise.all(Array.from({ length: 200 }, (_, i) => tell(firing(`a${i}`))));
    await cloud.idle();
    expect(await subjects()).toEqual([]);
    await cloud.advance('PT2M');
    expect(await subjects()).toEqual(['Critical: The CRM does not answer (200×)']);
    await cloud.advance('PT20M');
    await tell(firing('end', { state: 'resolved' }));
    await cloud.idle();
    expect(await subjects()).toEqual([
      'Critical: The CRM does not answer (200×)',
      'Over: The CRM does not answer (200×)',
    ]);
    const { text } = await cloud.newestMail(OPERATOR);
    expect(text).toContain('It lasted 22 minutes. It came 200 times.');
  });
});

describe('The service itself tells operators', () => {
  test('of an event that it refuses, and of an alert without a title', async () => {
    await tell({ id: 'x', title: ' ' });
    await tell({ text: 'no id' }, 'lead.qualified');
    await cloud.idle();
    await cloud.advance('PT2M');
    expect((await subjects()).slice(2).sort()).toEqual([
      'Warning: Events lead.qualified are refused',
      'Warning: Events system.alert are refused',
    ]);
  });

  test('of a lead that nobody took', async () => {
    await cloud.call('PUT', '/v1/reps/grace', {
      name: 'Grace Hopper',
      email: 'grace@acme.example',
      timezone: 'Europe/Berlin',
      digest: NO_DIGEST,
    });
    const lead = { version: 1, score: 92, ownerRepId: 'grace', contact: { email: ADA, name: 'Ada' } };
    await cloud.call('PUT', '/v1/leads/lead-1', lead);
    await cloud.idle();
    await cloud.advance('PT1H');
    expect((await subjects()).at(-1)).toBe('Critical: Leads that nobody took');
    expect((await cloud.newestMail(OPERATOR)).text).toContain('- lead-1');
  });
});

test('Somebody whom an alert names is forgotten in it, and in the mail that told of it', async () => {
  await tell(firing('n', { key: 'n', title: `Mail to ${ADA} failed`, severity: 'info' }));
  await cloud.idle();
  await cloud.advance('PT2M');
  expect((await subjects()).at(-1)).toContain('Note: Mail to');
  const exported = await cloud.call('GET', `/v1/recipients/${ADA}/export`);
  expect(exported.body['alerts']).toMatchObject([{ title: `Mail to ${ADA} failed` }]);
  expect((await cloud.call('DELETE', `/v1/recipients/${ADA}`)).status).toBe(200);
  const again = await cloud.call('GET', `/v1/recipients/${ADA}/export`);
  expect(JSON.stringify(again.body)).not.toContain('failed');
});

test('The report of the week leaves once, at its hour, and says what needs attention', async () => {
  const due = start + 6 * DAY - 12 * HOUR;
  const isSummer = new Date(due).toLocaleTimeString('de', { timeZone: 'Europe/Berlin', hour: 'numeric' });
  const at = due + (9 - Number.parseInt(isSummer, 10)) * HOUR;
  await cloud.call('POST', '/_local/clock', { to: toIso(at - HOUR) });
  const reports = async () =>
    (await cloud.inbox(OPERATOR)).filter(({ subject }) => subject.startsWith('Your week'));
  expect(await reports()).toEqual([]);
  await cloud.call('POST', '/_local/clock', { to: toIso(at + 3 * HOUR) });
  const [report, ...others] = await reports();
  expect(others).toEqual([]);
  expect(report?.subject).toBe('Your week in e-mail: 4 things need attention');
  const { text } = await cloud.mail(report?.id ?? '');
  expect(text).toContain('Nobody took one lead. Give them to somebody');
  expect(text).toContain('The CRM does not answer: 200');
  expect(text).toContain('Leads nobody took: 1');
  await cloud.advance('P6D');
  expect(await reports()).toHaveLength(1);
});
