import fc from 'fast-check';
import { expect, test } from 'vitest';
import { acknowledge, conclude } from '../../functions/leads/change-response.ts';
import { noteUndelivered } from '../../functions/leads/note-undelivered.ts';
import { advance } from '../../functions/leads/advance.ts';
import { takeLead } from '../../functions/leads/take-lead.ts';
import { MINUTE } from '../../functions/platform/clock.ts';
import { aLead, aRep, aTeam, NOW } from './fixture.ts';
import { type MemoryMail, memoryRoom, type MemoryRoom } from './memory-room.ts';

/** Of each property; `RUNS=10000` looks longer. */
const RUNS = Number(process.env['RUNS'] ?? 300);

const reps = [
  aRep('grace', { deputyId: 'dee', managerId: 'max', teamId: 'sales' }),
  aRep('dee'),
  aRep('max'),
  aRep('oli', { teamId: 'sales' }),
];
const audit = { at: NOW, by: 'service', how: 'bus_event' } as const;
const IDS = ['lead-1', 'lead-2'] as const;

const crash = fc.option(fc.nat({ max: 30 }), { nil: undefined, freq: 2 });
const which = fc.constantFrom(...IDS);
const step = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('tell' as const),
      id: which,
      version: fc.integer({ min: 1, max: 6 }),
      score: fc.constantFrom(50, 72, 75, 85, 95),
      owner: fc.constantFrom('grace', 'grace', 'oli'),
      crash,
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('claim' as const),
      id: which,
      rep: fc.nat({ max: 3 }),
      crash,
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('outcome' as const),
      id: which,
      rep: fc.nat({ max: 3 }),
      isFinal: fc.boolean(),
      crash,
    }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('timer' as const), id: which, crash }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('race' as const), id: which }) },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant('bounce' as const), which: fc.nat({ max: 20 }), crash }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('deliver' as const) }) },
  {
    weight: 6,
    arbitrary: fc.record({ do: fc.constant('wait' as const), minutes: fc.constantFrom(1, 3, 6, 11, 300) }),
  },
);
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

/** Who took which run, as far as was seen. */
interface Seen {
  takers: Map<string, string>;
}

const play = async (room: MemoryRoom, one: Step): Promise<void> => {
  const { deps } = room;
  const rep = (i: number) => reps[i] ?? aRep('grace');
  switch (one.do) {
    case 'tell': {
      const lead = aLead({ ownerRepId: one.owner, version: one.version, score: one.score });
      const { record } = await takeLead(deps, one.id, { lead, at: room.now(), audit });
      await advance(deps, record.id);
      return;
    }
    case 'claim':
      await acknowledge(deps, one.id, { rep: rep(one.rep), how: 'api' });
      await advance(deps, one.id);
      return;
    case 'outcome': {
      const outcome = { outcome: one.isFinal ? 'won' : 'contacted', repId: rep(one.rep).id } as const;
      await conclude(deps, one.id, { rep: rep(one.rep), outcome });
      await advance(deps, one.id);
      return;
    }
    case 'timer':
      await advance(deps, one.id);
      return;
    case 'race':
      await Promise.all([
        advance(deps, one.id),
        acknowledge(deps, one.id, { rep: rep(0), how: 'link' }),
        acknowledge(deps, one.id, { rep: rep(1), how: 'api' }),
        advance(deps, one.id),
      ]);
      return;
    case 'bounce': {
      const mail = room.mails()[one.which];
      const { leadId, leadRun } = mail?.request.metadata ?? {};
      if (mail?.status !== 'sent' || typeof leadId !== 'string') return;
      room.setMail(mail.id, { status: 'bounced' });
      await noteUndelivered(deps, leadId, { run: Number(leadRun), key: mail.key });
      return;
    }
    case 'deliver':
      for (const mail of room.deliver())
        expect({ key: mail.key, hasReason: hasReason(room, mail) }).toMatchObject({ hasReason: true });
      return;
    case 'wait':
      room.moveTo(room.now() + one.minutes * MINUTE);
      await room.sweep();
  }
};

/** Whether a mail that leaves tells what is so; what a crash has left to be called back is the sweeper's to do. */
const hasReason = (room: MemoryRoom, { request }: MemoryMail): boolean => {
  if (!alerts.includes(request.template)) return true;
  const record = room.records.get(String(request.metadata?.['leadId']));
  const isCalledBack = record?.owed.some((owed) => owed.do === 'withdraw') ?? false;
  const isOpen = record?.response.state === 'open' && Number(request.metadata?.['leadRun']) === record.runs;
  return isOpen || isCalledBack;
};

const alerts: readonly (string | undefined)[] = ['lead_alert', 'hot_lead_alert', 'lead_escalation'];

/** What must hold after every step, whatever came before it. */
const check = (room: MemoryRoom, seen: Seen): void => {
  for (const id of IDS) {
    const record = room.records.get(id);
    if (record === undefined) continue;
    const { response } = record;
    const run = response.state === 'none' ? undefined : response.run;
    if ((response.state === 'taken' || response.state === 'closed') && response.takenBy !== undefined) {
      // One taker for each run, for ever.
      const name = `${id}/${record.runs}/${response.takenBy.at}`;
      expect(seen.takers.get(name) ?? response.takenBy.repId).toBe(response.takenBy.repId);
      seen.takers.set(name, response.takenBy.repId);
    }
    const history = room.histories.get(id) ?? [];
    const steps = history
      .filter(({ type }) => type === 'step')
      .map(({ run: number, step: n }) => `${number}/${n}`);
    expect(new Set(steps).size).toBe(steps.length);
    // No step ahead of its time, unless a mail before it reached nobody.
    for (const [i, entry] of history.entries()) {
      if (entry.type !== 'step') continue;
      const ofRun = history.slice(0, i).filter((one) => one.run === entry.run);
      if (ofRun.some(({ type }) => type === 'undelivered')) continue;
      // An alert that is said anew moves no clock.
      const told = ofRun.filter(({ type }) => type === 'told');
      const before = told.findLast(({ step: n }) => n !== 0) ?? told[0];
      expect(entry.at - (before?.at ?? 0)).toBeGreaterThanOrEqual(5 * MINUTE);
    }
    // No step after somebody took it.
    const runs = new Set(history.flatMap((entry) => entry.run ?? []));
    for (const number of runs) {
      const ofRun = history.filter((entry) => entry.run === number);
      const takenAt = ofRun.findIndex(({ type }) => type === 'acknowledged');
      expect(ofRun.slice(takenAt === -1 ? ofRun.length : takenAt).map(({ type }) => type)).not.toContain(
        'step',
      );
      expect(ofRun.filter(({ type }) => type === 'acknowledged').length).toBeLessThanOrEqual(1);
    }
    // Never nobody told.
    if (run !== undefined && response.state === 'open') expect(run.told.length).toBeGreaterThan(0);
  }
};

/** Nothing leaves that has no reason any more: of the mails of a run, none is on its way once somebody has taken it. */
const checkSettled = (room: MemoryRoom): void => {
  for (const { key, request, status } of room.mails()) {
    if (!alerts.includes(request.template) || (status !== 'queued' && status !== 'scheduled')) continue;
    const record = room.records.get(String(request.metadata?.['leadId']));
    if (record === undefined) continue;
    const isLive = record.response.state === 'open' && Number(request.metadata?.['leadRun']) === record.runs;
    expect({ key, isLive }).toEqual({ key, isLive: true });
  }
  for (const record of room.records.values()) expect(record.owed).toEqual([]);
};

interface Setting {
  steps: readonly Step[];
  /** Whether what is not urgent gathers for the owner. */
  isBatched: boolean;
}

const run = async ({ steps, isBatched }: Setting, isBlind = false): Promise<void> => {
  const alerts = { mode: isBatched ? 'batched' : 'immediate', everyMinutes: 5 };
  const own = reps.map((rep) => aRep(rep.id, { ...rep, alerts }));
  const room = memoryRoom(NOW, { reps: own, teams: [aTeam('sales', { onCall: ['oli'] })], isBlind });
  const seen: Seen = { takers: new Map() };
  for (const one of steps) {
    room.endIn('crash' in one ? one.crash : undefined);
    await play(room, one).catch((error: unknown) => {
      if (!(error instanceof Error && error.message === 'crashed')) throw error;
    });
    room.endIn(undefined);
    check(room, seen);
  }
  await room.sweep();
  check(room, seen);
  checkSettled(room);
  const keys = room.mails().map(({ key }) => key);
  expect(new Set(keys).size).toBe(keys.length);
  const textKeys = room.texts.map(({ to, context }) => `${to} ${JSON.stringify(context)}`);
  expect(new Set(textKeys).size).toBe(textKeys.length);
};

const orders = fc.record({
  steps: fc.array(step, { minLength: 1, maxLength: 25 }),
  isBatched: fc.boolean(),
});

test(
  'In any order of alerts, timers, claims, outcomes, bounces and crashes one rep takes a lead, each step comes once, and nothing follows',
  { timeout: 600_000 },
  async () => {
    await fc.assert(
      fc.asyncProperty(orders, (setting) => run(setting)),
      { numRuns: RUNS },
    );
  },
);

test('A store that writes over what it has not read is noticed', async () => {
  const found = await fc.check(
    fc.asyncProperty(orders, (setting) => run(setting, true)),
    { numRuns: 300, seed: 7, endOnFailure: true },
  );
  expect(found.failed).toBe(true);
});
