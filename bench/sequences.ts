import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pMap from 'p-map';
import { DAY, MINUTE, toIso } from '../functions/platform/clock.ts';
import { startTestCloud, type TestCloud } from '../test/embedded-cloud.ts';
import { moveClock, nowOf } from './moved-clock.ts';

/** What stood at the end, and what should not have been. */
export interface SequenceLoad {
  scenario: string;
  enrolled: number;
  mails: number;
  /** Recipients of two mails of one step. */
  doubled: number;
  /** What the scenario is about. */
  seen: string;
  seconds: number;
}

const DUE = Number(process.env['DUE'] ?? 3000);
const WATCHED = Number(process.env['WATCHED'] ?? 2000);
const RECIPIENTS = Number(process.env['RECIPIENTS'] ?? 50);
/** One of the scenarios, by the name of its function. */
const only = process.env['SCENARIO'];
const AT_ONCE = 16;
const PER_MINUTE = 1500;

const files = {
  due: `kind: due
description: All at one minute.
window: { from: "06:00", to: "23:00" }
steps: [{ id: pause, wait: PT1M }, { id: first, send: nurture_price_1 }]
`,
  watched: `kind: watched
description: One in ten gets nothing.
holdout: 10
steps: [{ id: pause, wait: PT1M }, { id: first, send: nurture_price_1 }]
`,
  cooling: `kind: nurturing
description: A mail every second day.
steps:
  - { id: a, wait: P2D }
  - { id: one, send: nurture_price_1 }
  - { id: b, wait: P2D }
  - { id: two, send: nurture_price_2 }
  - { id: c, wait: P2D }
  - { id: three, send: nurture_price_4 }
`,
  rebooking: `kind: rebooking
description: A mail every second day from the third on.
steps:
  - { id: a, wait: P3D }
  - { id: one, send: rebook_reminder }
  - { id: b, wait: P2D }
  - { id: two, send: rebook_last }
`,
};

/** Many enrolments at once, some of which get nothing, and what an outage of eight days makes of two ways each. */
export const loadSequences = async (): Promise<SequenceLoad[]> => {
  const sequencesDir = await mkdtemp(path.join(tmpdir(), 'outbound-email-bench-sequences-'));
  for (const [name, source] of Object.entries(files))
    await writeFile(path.join(sequencesDir, `${name}.yaml`), source);
  const appYaml = `email:\n  delivery: { rate_limit_per_minute: ${PER_MINUTE} }\n`;
  const cloud = await startTestCloud({ appYaml, sequencesDir });
  try {
    const rows = [];
    for (const [name, scenario] of Object.entries({ allDueAtOnce, someHeldOut, longOutage })) {
      if (only !== undefined && only !== name) continue;
      // `Date` is the service's, which moves.
      const begunAt = performance.now();
      const row = await scenario(cloud);
      rows.push({ ...row, seconds: (performance.now() - begunAt) / 1000 });
    }
    return rows;
  } finally {
    await cloud.stop();
    await rm(sequencesDir, { recursive: true, force: true });
  }
};

type Outcome = Omit<SequenceLoad, 'seconds'>;

const moveTo = (cloud: TestCloud, at: number): Promise<void> => moveClock(cloud, { to: toIso(at) });
const advance = (cloud: TestCloud, duration: string): Promise<void> =>
  moveClock(cloud, { advance: duration });

const enrollAll = async (cloud: TestCloud, sequence: string, emails: readonly string[]): Promise<number> => {
  const at = toIso(await nowOf(cloud));
  const consent = { marketing: { basis: 'express', source: 'bench', at } };
  const answers = await pMap(
    emails,
    async (email) => {
      const recipient = { email, timezone: 'UTC', consent };
      const answer = await cloud.call('POST', `/v1/sequences/${sequence}/enroll`, { recipient });
      if (answer.status !== 200) throw new Error(JSON.stringify(answer.body));
      return answer.body['enrolled'] === true;
    },
    { concurrency: AT_ONCE },
  );
  return answers.filter(Boolean).length;
};

const addresses = (prefix: string, count: number): string[] =>
  Array.from({ length: count }, (_, i) => `${prefix}-${i}@example.com`);

/** Mails that arrived, by whom they are to; the inbox shows the newest ten thousand, so it is looked at in between as well. */
const makeInbox = (cloud: TestCloud, prefix: string) => {
  const seen = new Map<string, { to: string; at: number; subject: string }>();
  return {
    look: async (): Promise<void> => {
      for (const { id, to, receivedAt, subject } of await cloud.inbox())
        if (to.startsWith(`${prefix}-`)) seen.set(id, { to, at: Date.parse(receivedAt), subject });
    },
    mails: () => [...seen.values()],
    doubled: () => {
      const counts = Map.groupBy(seen.values(), ({ to, subject }) => `${to} ${subject}`);
      return [...counts.values()].filter((all) => all.length > 1).length;
    },
  };
};

/** All mails fall due at six; half a minute later a transactional one is asked for. */
const allDueAtOnce = async (cloud: TestCloud): Promise<Outcome> => {
  const now = await nowOf(cloud);
  const six = Math.ceil(now / DAY) * DAY + DAY / 4;
  await moveTo(cloud, six - 7 * 60 * MINUTE);
  const inbox = makeInbox(cloud, 'due');
  const enrolled = await enrollAll(cloud, 'due', addresses('due', DUE));
  await moveTo(cloud, six + MINUTE / 2);
  await inbox.look();
  const left = inbox.mails().length;
  const id = await cloud.send('in-the-middle@example.com');
  let message = await cloud.message(id);
  while (message.sentAt === undefined) {
    await advance(cloud, 'PT1S');
    message = await cloud.message(id);
  }
  await inbox.look();
  const passed = inbox.mails().length - left;
  await advance(cloud, `PT${Math.ceil(DUE / PER_MINUTE) + 5}M`);
  await inbox.look();
  const waited = Date.parse(message.sentAt) - Date.parse(message.createdAt);
  return {
    scenario: `${DUE} due at one minute`,
    enrolled,
    mails: inbox.mails().length,
    doubled: inbox.doubled(),
    seen: `a transactional mail left ${waited} ms after it was asked for; ${left} had left before, ${passed} meanwhile`,
  };
};

interface Stats {
  stats: { enrolled: number; steps: { sent: number }[]; heldOut: { enrolled: number } };
}

const someHeldOut = async (cloud: TestCloud): Promise<Outcome> => {
  const inbox = makeInbox(cloud, 'watched');
  const enrolled = await enrollAll(cloud, 'watched', addresses('watched', WATCHED));
  await advance(cloud, 'PT10M');
  await inbox.look();
  const { stats } = (await cloud.call<Stats>('GET', '/v1/sequences/watched')).body;
  const heldOut = new Set<string>();
  let cursor = '';
  do {
    const page = await cloud.call<{ items: { arm: string; recipient: { email: string } }[]; next?: string }>(
      'GET',
      `/v1/enrollments?sequence=watched&limit=100${cursor}`,
    );
    for (const { arm, recipient } of page.body.items) if (arm === 'held_out') heldOut.add(recipient.email);
    cursor = page.body.next === undefined ? '' : `&cursor=${page.body.next}`;
  } while (cursor !== '');
  const mailed = inbox.mails().filter(({ to }) => heldOut.has(to)).length;
  return {
    scenario: `${WATCHED} with holdout: 10`,
    enrolled,
    mails: inbox.mails().length,
    doubled: inbox.doubled(),
    seen: `treated ${stats.enrolled}, sent ${stats.steps[0]?.sent ?? 0}, held out ${stats.heldOut.enrolled} (${heldOut.size} listed), of them mailed ${mailed}`,
  };
};

/** Mailgun is away for eight days from an hour after two enrolments of everybody. */
const longOutage = async (cloud: TestCloud): Promise<Outcome> => {
  const inbox = makeInbox(cloud, 'outage');
  const emails = addresses('outage', RECIPIENTS);
  const enrolled =
    (await enrollAll(cloud, 'cooling', emails)) + (await enrollAll(cloud, 'rebooking', emails));
  await advance(cloud, 'PT1H');
  await cloud.fault('503');
  for (let days = 0; days < 8; days += 1) await advance(cloud, 'P1D');
  await cloud.fault('none');
  for (let days = 0; days < 16; days += 1) {
    await advance(cloud, 'P1D');
    await inbox.look();
  }
  const gaps = [...Map.groupBy(inbox.mails(), ({ to }) => to).values()].flatMap((mails) => {
    const times = mails.map(({ at }) => at).sort((a, b) => a - b);
    return times.slice(1).map((at, i) => at - (times[i] ?? 0));
  });
  const close = gaps.filter((gap) => gap < DAY - MINUTE).length;
  const shortest = Math.round(Math.min(...gaps) / MINUTE);
  return {
    scenario: `${RECIPIENTS} on two ways each, eight days without Mailgun`,
    enrolled,
    mails: inbox.mails().length,
    doubled: inbox.doubled(),
    seen: `two mails within a day ${close} times; the shortest time between two is ${shortest} minutes`,
  };
};
