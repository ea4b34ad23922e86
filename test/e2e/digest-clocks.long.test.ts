import { afterAll, beforeAll, expect, test } from 'vitest';
import { weekdays } from '../../functions/platform/local-time.ts';
import { startTestCloud, type TestCloud } from '../embedded-cloud.ts';

let cloud: TestCloud;
beforeAll(async () => {
  cloud = await startTestCloud();
});
afterAll(() => cloud.stop());

const zones = ['America/New_York', 'Europe/Berlin', 'Australia/Lord_Howe', 'Asia/Kathmandu'] as const;
const hours = [1, 2, 3, 8];

const setAll = async (enabled: boolean): Promise<void> => {
  for (const timezone of zones)
    for (const hour of hours)
      await cloud.call('PUT', `/v1/reps/${timezone.replace('/', '-')}-${hour}`, {
        name: 'Rep',
        email: `${timezone.replace('/', '-').toLowerCase()}-${hour}@sales.example`,
        timezone,
        workingHours: weekdays.map((day) => ({ day, from: '09:00', to: '17:00' })),
        digest: { enabled, hour, quietDay: 'short' },
      });
};

/** Moments at which clocks of a zone show an hour of a date: of one that they leave out, the same length later. */
const localOf = (at: string, timeZone: string): { date: string; clock: string } => {
  const parts = new Intl.DateTimeFormat('sv', {
    timeZone,
    dateStyle: 'short',
    timeStyle: 'short',
  }).format(new Date(at));
  return { date: parts.slice(0, 10), clock: parts.slice(11, 16) };
};

interface Mail {
  to: { email: string };
  createdAt: string;
}
const mailsOf = async (email: string): Promise<Mail[]> =>
  (await cloud.call<{ items: Mail[] }>('GET', `/v1/emails?recipient=${encodeURIComponent(email)}&limit=100`))
    .body.items;

test.each([
  {
    from: '2027-03-13T06:00:00Z',
    to: '2027-03-15T18:00:00Z',
    // The clocks of New York go from 2:00 to 3:00 on the 14th.
    later: { 'america-new_york-2': ['2027-03-14', '03:00'] },
  },
  {
    from: '2027-03-27T06:00:00Z',
    to: '2027-03-29T18:00:00Z',
    later: { 'europe-berlin-2': ['2027-03-28', '03:00'] },
  },
  { from: '2027-10-30T06:00:00Z', to: '2027-11-01T18:00:00Z', later: {} },
  { from: '2027-11-06T06:00:00Z', to: '2027-11-08T18:00:00Z', later: {} },
])('Around $from each rep gets one digest a day, at their hour, whatever the clocks do', async (change) => {
  await setAll(false);
  await cloud.call('POST', '/_local/clock', { to: change.from });
  await setAll(true);
  await cloud.call('POST', '/_local/clock', { to: change.to });
  await cloud.idle();
  const later: Record<string, readonly string[]> = change.later;
  for (const zone of zones) {
    for (const hour of hours) {
      const name = `${zone.replace('/', '-').toLowerCase()}-${hour}`;
      const mails = await mailsOf(`${name}@sales.example`);
      const seen = mails
        .filter(({ createdAt }) => createdAt >= change.from)
        .map(({ createdAt }) => localOf(createdAt, zone));
      const dates = seen.map(({ date }) => date).sort();
      expect([...new Set(dates)]).toEqual(dates);
      // Two days and some hours have two such hours, or three.
      expect(dates.length).toBeGreaterThanOrEqual(2);
      expect(dates.length).toBeLessThanOrEqual(3);
      for (const { date, clock } of seen) {
        const [exception, at] = later[name] ?? [];
        expect([name, date, clock]).toEqual([
          name,
          date,
          date === exception ? at : `${String(hour).padStart(2, '0')}:00`,
        ]);
      }
    }
  }
});
