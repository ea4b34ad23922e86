import { type Erased, erasedThings, type PersonalData } from '../contract/personal-data.ts';
import { DAY, toIso } from '../platform/clock.ts';
import { aboutPerson } from './about.ts';
import type { ErasureLog } from './erasure-log.ts';

export interface EraseDeps {
  /** In the order in which they forget: what leads to others' knowledge goes after it. */
  rooms: readonly Pick<PersonalData, 'about' | 'erase'>[];
  erasures: ErasureLog;
  now: () => number;
}

/** How long after an erasure copies may last that nobody can reach into. */
const lasting = {
  /** The archive of the bus. */
  busArchive: 14,
  /** Messages on queues and their dead letters. */
  queues: 14,
  /** Events of Mailgun that come later, and speak of nothing that is left. */
  unknownEvents: 30,
  /** Point-in-time backups of the tables. */
  backups: 35,
  /** Mailgun's logs and stored messages, at the most that its plans keep. */
  mailgunLogs: 30,
  /** Our own logs, which hold ids and no addresses. */
  logs: 90,
} as const;

export interface Erasure extends Erased {
  erasedAt: string;
  /** When the rest is gone. */
  expires: Record<keyof typeof lasting, string>;
}

/**
 * Erases a person: tables, bucket, waiting mail and Mailgun's lists. Counters stay.
 * @throws ServiceError `busy` when there is more than one call can do; the next one goes on.
 */
export const erasePerson = async (deps: EraseDeps, email: string, endsAt: number): Promise<Erasure> => {
  const now = deps.now();
  // First of all, so that whatever fails below is known to be unfinished.
  await deps.erasures.add(email, now);
  const erased: Erased = {
    messages: 0,
    conversations: 0,
    appointments: 0,
    enrollments: 0,
    leads: 0,
    activities: 0,
    kept: [],
  };
  const about = await aboutPerson(deps.rooms, email);
  for (const room of deps.rooms) {
    const { kept = [], ...counts } = await room.erase(email, { ...about, endsAt });
    for (const thing of erasedThings) erased[thing] += counts[thing] ?? 0;
    erased.kept.push(...kept);
  }
  return { erasedAt: toIso(now), ...erased, expires: expiresAfter(now) };
};

const expiresAfter = (now: number): Erasure['expires'] => ({
  busArchive: toIso(now + lasting.busArchive * DAY),
  unknownEvents: toIso(now + lasting.unknownEvents * DAY),
  queues: toIso(now + lasting.queues * DAY),
  backups: toIso(now + lasting.backups * DAY),
  mailgunLogs: toIso(now + lasting.mailgunLogs * DAY),
  logs: toIso(now + lasting.logs * DAY),
});
