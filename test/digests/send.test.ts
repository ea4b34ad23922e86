import { describe, expect, test } from 'vitest';
import { writeDigest } from '../../functions/digests/write-digest.ts';
import { workClock } from '../../functions/digests/plan.ts';
import { DAY, HOUR, MINUTE, toIso } from '../../functions/platform/clock.ts';
import type { Rep } from '../../functions/reps/rep.ts';
import { useClock } from '../../functions/reps/digest-clocks.ts';
import { anActivity } from '../activities/room.ts';
import { aRep, aTeam } from '../leads/fixture.ts';
import { digestRoom } from './room.ts';

/** A Monday, an hour before digests are due. */
const START = Date.parse('2027-03-01T07:00:00Z');
const SLOT = START + HOUR;
const ID = 'UTC|8';

const people = [aRep('grace', { teamId: 'mid' }), aRep('dee', { teamId: 'mid' }), aRep('max')];
const mid = aTeam('mid', { managerId: 'max' });

/** A room in which the hours of all are planned. */
const plannedRoom = async (reps: Rep[] = people) => {
  const room = await digestRoom(START, { reps, teams: [mid] });
  await room.work();
  return room;
};
type Room = Awaited<ReturnType<typeof plannedRoom>>;

const sentIn = (room: Room): string[] =>
  room
    .mails()
    .map(({ to, template }) => `${to.split('@')[0]} ${template}`)
    .sort();
const everybody = ['dee sales_digest', 'grace sales_digest', 'max sales_digest', 'max team_digest'];

describe('At its hour a digest', () => {
  test('goes to each rep, and to who leads a team, and the next day is planned', async () => {
    const room = await plannedRoom();
    expect(room.planned.map(toIso)).toEqual(['2027-03-01T08:00:00.000Z']);
    await room.work();
    expect(await room.send()).toEqual([]);
    expect(sentIn(room)).toEqual([]);
    room.moveTo(SLOT);
    await room.work();
    expect(await room.send()).toEqual([]);
    expect(sentIn(room)).toEqual(everybody);
    expect(room.planned.map(toIso).at(-1)).toBe('2027-03-02T08:00:00.000Z');
    expect(await room.clocksDue()).toEqual([]);
  });

  test('goes once, though its hour is worked on twice and its message comes twice', async () => {
    const room = await plannedRoom();
    room.moveTo(SLOT);
    await Promise.all([workClock(room.plan, ID), workClock(room.plan, ID)]);
    const messages = room.received();
    expect(messages).toHaveLength(4);
    for (const message of messages) await room.sendDue(message);
    expect(sentIn(room)).toEqual(everybody);
  });

  test.each(Array.from({ length: 60 }, (_, i) => i))(
    'goes once, wherever its writing is broken off: after %i calls',
    async (calls) => {
      const room = await plannedRoom(people.slice(0, 2));
      room.moveTo(SLOT);
      await room.work();
      const messages = room.received();
      room.endIn(calls);
      for (const message of messages) await room.sendDue(message).catch(() => undefined);
      room.endIn(undefined);
      for (const message of messages) expect(await room.sendDue(message)).toEqual([]);
      expect(sentIn(room)).toEqual(everybody.slice(0, 2));
    },
  );

  test.each([0, 1, 2, 3, 4, 5])('goes once, though its hour is broken off after %i calls', async (calls) => {
    const room = await plannedRoom();
    room.moveTo(SLOT);
    room.endIn(calls);
    await workClock(room.plan, ID).catch(() => undefined);
    room.endIn(undefined);
    await room.work();
    await room.send();
    expect(sentIn(room)).toEqual(everybody);
  });

  test('goes late, and never when it is too late', async () => {
    const late = await plannedRoom();
    late.moveTo(SLOT + 6 * HOUR);
    await late.work();
    await late.send();
    expect(sentIn(late)).toEqual(everybody);

    const tooLate = await plannedRoom();
    tooLate.moveTo(SLOT + 6 * HOUR + 1);
    await tooLate.work();
    expect(tooLate.received()).toEqual([]);
    expect(tooLate.counts).toMatchObject({ DigestsLeftOut: 1 });
    expect(tooLate.published).toMatchObject([{ detail: { key: 'digest_late', severity: 'warning' } }]);
    // Its hour goes on.
    expect(tooLate.planned.map(toIso).at(-1)).toBe('2027-03-02T08:00:00.000Z');
  });

  test('that nobody was to get is missed by nobody', async () => {
    const room = await plannedRoom();
    for (let days = 0; days < 5; days += 1) {
      room.moveTo(SLOT + days * DAY);
      await room.work();
    }
    // On a Saturday nobody here works, and so nobody misses a digest.
    room.moveTo(SLOT + 5 * DAY + 7 * HOUR);
    await room.work();
    expect(room.published).toEqual([]);
    expect(room.counts).not.toHaveProperty('DigestsLeftOut');
  });

  test('that waited on its queue for too long is left out, and the next one goes', async () => {
    const room = await plannedRoom();
    room.moveTo(SLOT);
    await room.work();
    const messages = room.received();
    room.moveTo(SLOT + 6 * HOUR + 1);
    for (const message of messages) expect(await room.sendDue(message)).toEqual([]);
    expect(sentIn(room)).toEqual([]);
    room.moveTo(SLOT + DAY);
    await room.work();
    await room.send();
    expect(sentIn(room)).toEqual(everybody);
  });

  test('of days of an outage is none but that of today', async () => {
    const room = await plannedRoom();
    room.moveTo(SLOT + 3 * DAY + HOUR);
    await room.work();
    await room.send();
    expect(sentIn(room)).toEqual(everybody);
  });

  test('of one rep stops no other', async () => {
    const room = await plannedRoom();
    room.moveTo(SLOT);
    const failures = await room.sendDue({ kind: 'rep', slotAt: SLOT, repIds: ['nobody', 'grace'] });
    expect(failures).toEqual([]);
    expect(sentIn(room)).toEqual(['grace sales_digest']);
  });
});

describe('A rep who', () => {
  test.each([
    ['is away', { absences: [{ from: '2027-03-01', to: '2027-03-01' }] }],
    ['does not work on that day', { workingHours: [{ day: 'tue', from: '09:00', to: '17:00' }] }],
    ['wants none', { digest: { enabled: false, hour: 8, quietDay: 'short' } }],
    ['has another hour by then', { digest: { enabled: true, hour: 9, quietDay: 'short' } }],
    ['has other clocks by then', { timezone: 'Europe/Berlin' }],
    ['wants none on a quiet day', { digest: { enabled: true, hour: 8, quietDay: 'none' } }],
  ])('%s gets none', async (_, change) => {
    const room = await plannedRoom([aRep('grace')]);
    room.moveTo(SLOT);
    await room.work();
    await room.setRep(aRep('grace', change));
    await room.send();
    expect(sentIn(room)).toEqual([]);
  });

  test('moves their hour gets the next one at it, and never two on one day', async () => {
    const room = await plannedRoom([aRep('grace')]);
    room.moveTo(SLOT);
    await room.work();
    await room.send();
    const later = { enabled: true, hour: 10, quietDay: 'short' };
    await room.setRep(aRep('grace', { digest: later }));
    for (let at = SLOT; at < SLOT + 2 * DAY; at += 30 * MINUTE) {
      room.moveTo(at);
      await room.work();
      await room.send();
    }
    expect(room.mails().map(({ at }) => toIso(at))).toEqual([
      '2027-03-01T08:00:00.000Z',
      '2027-03-02T10:00:00.000Z',
    ]);
    // What came between the two hours is told, once.
    const { span } = await writeDigest(room.deps, aRep('grace', { digest: later }), SLOT + DAY + 2 * HOUR);
    expect(toIso(span.from)).toBe('2027-03-01T08:00:00.000Z');
  });

  test('has something to read gets it on a quiet day’s terms, too', async () => {
    const quiet = { digest: { enabled: true, hour: 8, quietDay: 'none' } };
    const room = await plannedRoom([aRep('grace', quiet)]);
    await room.tell([anActivity({ at: toIso(START - HOUR) })]);
    room.moveTo(SLOT);
    await room.work();
    await room.send();
    expect(sentIn(room)).toEqual(['grace sales_digest']);
  });
});

test('An hour that is new within the last minutes is worked on, too', async () => {
  const room = await digestRoom(SLOT - MINUTE, { reps: [aRep('grace')] });
  room.moveTo(SLOT + 2 * MINUTE);
  await room.work();
  await room.send();
  expect(sentIn(room)).toEqual(['grace sales_digest']);
});

test('An hour that nobody has any more is forgotten, and known again with the next rep who has it', async () => {
  const room = await plannedRoom([aRep('grace')]);
  await room.setRep(aRep('grace', { digest: { enabled: false, hour: 8, quietDay: 'short' } }));
  room.moveTo(SLOT + DAY);
  await room.work();
  room.moveTo(SLOT + 9 * DAY);
  expect(await room.clocksDue()).toEqual([]);
  await room.setRep(aRep('grace'));
  await room.work();
  room.moveTo(SLOT + 10 * DAY);
  await room.work();
  await room.send();
  expect(sentIn(room)).toEqual(['grace sales_digest']);
});

test('An hour is kept for a rep who is put at the moment at which it is worked on', async () => {
  const room = await plannedRoom([]);
  const rep = aRep('grace');
  room.moveTo(SLOT - MINUTE);
  await useClock(room.deps, rep, SLOT - MINUTE);
  await room.work();
  room.moveTo(SLOT);
  await room.work();
  expect(room.planned.map(toIso).at(-1)).toBe('2027-03-02T08:00:00.000Z');
});

test('Two thousand reps at one hour are handed over ten at a time, each once', async () => {
  const reps = Array.from({ length: 2000 }, (_, i) => aRep(`rep-${i}`));
  const room = await digestRoom(START, { reps });
  await room.work();
  room.moveTo(SLOT);
  await room.work();
  const messages = room.received();
  expect(messages).toHaveLength(200);
  expect(new Set(messages.flatMap(({ repIds }) => repIds)).size).toBe(2000);
});

test('A digest costs six queries, and one more for each member of the team, once for all of them', async () => {
  const alone = await plannedRoom([aRep('grace')]);
  alone.moveTo(SLOT);
  const before = alone.queries();
  await alone.sendDue({ kind: 'rep', slotAt: SLOT, repIds: ['grace'] });
  // None of it is asked for by the mail itself, which has its own.
  expect(alone.queries() - before).toBeLessThanOrEqual(6);
  const members = Array.from({ length: 10 }, (_, i) => aRep(`m${i}`, { teamId: 'mid' }));
  const team = await plannedRoom(members);
  team.moveTo(SLOT);
  const start = team.queries();
  await team.sendDue({ kind: 'rep', slotAt: SLOT, repIds: members.map(({ id }) => id) });
  expect(team.queries() - start).toBeLessThanOrEqual(10 * 6 + 10);
});
