import pMap from 'p-map';
import { DAY, HOUR, MINUTE, SECOND, toIso } from '../functions/platform/clock.ts';
import { startTestCloud, type TestCloud } from '../test/embedded-cloud.ts';
import { moveClock, nowOf } from './moved-clock.ts';

/** What left at one hour, and how long it took on the service's clock. */
export interface DigestLoad {
  reps: number;
  digests: number;
  /** Reps who got two. */
  doubled: number;
  /** From the hour until the last one arrived. */
  lastAfterSeconds: number;
  /** What the limiter needs for as many. */
  limiterSeconds: number;
  overLimiter: number;
  seconds: number;
}

const REPS = Number(process.env['REPS'] ?? 2000);
const PER_MINUTE = Number(process.env['PER_MINUTE'] ?? 300);
const AT_ONCE = 16;

/** All reps have the same hour, and something to be told. */
export const loadDigests = async (): Promise<DigestLoad> => {
  const cloud = await startTestCloud({
    appYaml: `email:\n  delivery: { rate_limit_per_minute: ${PER_MINUTE} }\n`,
  });
  try {
    // `Date` is the service's, which moves.
    const begunAt = performance.now();
    const load = await allAtOneHour(cloud);
    return { ...load, seconds: (performance.now() - begunAt) / 1000 };
  } finally {
    await cloud.stop();
  }
};

const allAtOneHour = async (cloud: TestCloud): Promise<Omit<DigestLoad, 'seconds'>> => {
  const slot = Math.ceil((await nowOf(cloud)) / DAY) * DAY + 32 * HOUR;
  await moveClock(cloud, { to: toIso(slot - 6 * HOUR) });
  const days = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];
  const ids = Array.from({ length: REPS }, (_, i) => `rep-${i}`);
  await pMap(
    ids,
    async (id) => {
      await cloud.call('PUT', `/v1/reps/${id}`, {
        name: id,
        email: `${id}@sales.example`,
        timezone: 'UTC',
        workingHours: days.map((day) => ({ day, from: '09:00', to: '17:00' })),
        digest: { enabled: true, hour: 8, quietDay: 'short' },
      });
      const at = toIso(slot - 7 * HOUR);
      await cloud.call('POST', '/v1/activities', { activities: [{ id, repId: id, type: 'call', at }] });
    },
    { concurrency: AT_ONCE },
  );
  const limiterSeconds = (REPS / PER_MINUTE) * 60;
  await moveClock(cloud, { to: toIso(slot + limiterSeconds * SECOND + 10 * MINUTE) });
  const mails = (await cloud.inbox()).filter(({ to }) => to.startsWith('rep-'));
  const last = Math.max(...mails.map(({ receivedAt }) => Date.parse(receivedAt)));
  const lastAfterSeconds = (last - slot) / SECOND;
  return {
    reps: REPS,
    digests: mails.length,
    doubled: mails.length - new Set(mails.map(({ to }) => to)).size,
    lastAfterSeconds,
    limiterSeconds,
    overLimiter: lastAfterSeconds / limiterSeconds,
  };
};
