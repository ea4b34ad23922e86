import { describe, expect, test } from 'vitest';
import { acknowledge, conclude } from '../../functions/leads/change-response.ts';
import { noteUndelivered } from '../../functions/leads/note-undelivered.ts';
import { advance } from '../../functions/leads/advance.ts';
import { seeTo } from '../../functions/leads/see-to.ts';
import { takeLead } from '../../functions/leads/take-lead.ts';
import { HOUR, MINUTE } from '../../functions/platform/clock.ts';
import type { Rep } from '../../functions/reps/rep.ts';
import { aLead, aRep, aTeam, NOW } from './fixture.ts';
import { memoryRoom, type MemoryRoom } from './memory-room.ts';

const grace = aRep('grace', { deputyId: 'dee', managerId: 'max', teamId: 'sales' });
const people = [grace, aRep('dee'), aRep('max'), aRep('oli', { teamId: 'sales' }), aRep('ona')];
const sales = aTeam('sales', { onCall: ['oli', 'ona'] });
const away = [{ from: '2027-03-01', to: '2027-03-05' }];

const room = (options: Partial<Parameters<typeof memoryRoom>[1]> = {}) =>
  memoryRoom(NOW, { reps: people, teams: [sales], ...options });

const audit = { at: NOW, by: 'service', how: 'bus_event' } as const;

const tell = async (
  { deps }: MemoryRoom,
  different: Record<string, unknown> = {},
  id = 'lead-1',
): Promise<void> => {
  const lead = aLead({ ownerRepId: 'grace', ...different });
  const { record } = await takeLead(deps, id, { lead, at: deps.now(), audit });
  await seeTo(deps, record);
};

/** Moves the clock minute by minute, as timers and the sweeper see it. */
const wait = async (at: MemoryRoom, minutes: number): Promise<void> => {
  const until = at.now() + minutes * MINUTE;
  while (at.now() < until) {
    at.moveTo(Math.min(at.now() + MINUTE, until));
    await at.sweep();
    at.deliver();
  }
};

/** Who was sent what, and when, in minutes from the start. */
const sentIn = ({ mails }: MemoryRoom) =>
  mails()
    .filter(({ reason }) => reason !== 'superseded')
    .map(({ request, acceptedAt }) => [
      (acceptedAt - NOW) / MINUTE,
      request.template,
      request.to.email.split('@')[0],
    ]);

const take = ({ deps }: MemoryRoom, rep: Rep, more: { followUpBy?: number } = {}, id = 'lead-1') =>
  acknowledge(deps, id, { rep, how: 'api', ...more });

const taken = async (at: MemoryRoom, rep: Rep): Promise<void> => {
  await take(at, rep);
  await advance(at.deps, 'lead-1');
};

describe('A hot lead', () => {
  test('is told its owner at once, and with a text after 5 minutes; deputy, manager and team after 10, 20, 30', async () => {
    const at = room();
    await tell(at);
    await wait(at, 60);
    expect(sentIn(at)).toEqual([
      [0, 'hot_lead_alert', 'grace'],
      [5, 'lead_escalation', 'grace'],
      [10, 'lead_escalation', 'dee'],
      [20, 'lead_escalation', 'max'],
      [30, 'lead_escalation', 'oli'],
      [30, 'lead_escalation', 'ona'],
      [40, 'lead_escalation', 'sales'],
    ]);
    expect(at.texts.map(({ at: when, context }) => [(when - NOW) / MINUTE, context['repId']])).toEqual([
      [5, 'grace'],
      [10, 'dee'],
      [20, 'max'],
    ]);
    expect(at.published.map(({ detail }) => [detail['step'], detail['exhausted']])).toEqual([
      [1, false],
      [2, false],
      [3, false],
      [4, false],
      [5, true],
    ]);
  });

  test('that is taken after 12 minutes is told nobody any more, and all who were told hear who has it', async () => {
    const at = room();
    await tell(at);
    await wait(at, 12);
    await taken(at, people[1] ?? grace);
    await wait(at, 60);
    expect(sentIn(at).slice(3)).toEqual([[12, 'lead_taken', 'grace']]);
    expect(at.records.get('lead-1')?.response).toMatchObject({
      state: 'taken',
      takenBy: { repId: 'dee', responseSeconds: 720, withinTarget: false },
    });
    expect(at.published.at(-1)).toMatchObject({
      detailType: 'lead.acknowledged',
      detail: { id: 'lead-1', repId: 'dee', how: 'api', responseSeconds: 720, withinTarget: false },
    });
  });

  test('that is taken before its alert has left is told nobody, not even that it is taken', async () => {
    const at = room();
    await tell(at);
    await taken(at, people[1] ?? grace);
    expect(at.deliver()).toEqual([]);
    await wait(at, 60);
    expect(sentIn(at)).toEqual([]);
  });

  test('is one of the first who takes it; the other hears who, and the same again changes nothing', async () => {
    const at = room();
    await tell(at);
    expect((await take(at, grace)).kind).toBe('taken');
    expect(await take(at, people[1] ?? grace)).toMatchObject({
      kind: 'wrong_state',
      takenBy: { repId: 'grace', name: 'grace' },
    });
    const before = at.records.get('lead-1');
    expect((await take(at, grace)).kind).toBe('taken');
    expect(at.records.get('lead-1')).toEqual(before);
  });

  test.each([
    {
      what: 'goes on at once to whoever is next when nobody of a step was reached',
      phone: undefined,
      next: 1,
    },
    { what: 'waits for who got a text, though their mail bounced', phone: '+4930123456', next: 0 },
  ])('$what', async ({ phone, next }) => {
    const at = room({ reps: people.map((one) => (one === grace ? { ...grace, phone } : one)) });
    await tell(at);
    await wait(at, 5);
    // What bounces of an earlier step hurries nobody.
    await noteUndelivered(at.deps, 'lead-1', { run: 1, key: 'lead/lead-1/1/0/grace/email' });
    await at.sweep();
    expect(sentIn(at)).toHaveLength(2);
    await noteUndelivered(at.deps, 'lead-1', { run: 1, key: 'lead/lead-1/1/1/grace/email' });
    await at.sweep();
    expect(sentIn(at).slice(2)).toEqual([[5, 'lead_escalation', 'dee']].slice(0, next));
  });

  test('whose alert bounces is told the next at once', async () => {
    const at = room();
    await tell(at);
    await noteUndelivered(at.deps, 'lead-1', { run: 1, key: 'lead/lead-1/1/0/grace/email' });
    await at.sweep();
    expect(sentIn(at)).toEqual([
      [0, 'hot_lead_alert', 'grace'],
      [0, 'lead_escalation', 'grace'],
    ]);
  });
});

describe('Whom a lead is told', () => {
  test.each([
    { who: 'the owner', reps: people, told: 'grace' },
    {
      who: 'the deputy while the owner is away',
      reps: people.map((one) => (one === grace ? { ...one, absences: away } : one)),
      told: 'dee',
    },
    {
      who: 'who is on call while both are away',
      reps: people.map((one) => (one.id === 'grace' || one.id === 'dee' ? { ...one, absences: away } : one)),
      told: 'oli',
    },
    {
      who: 'the manager while all others are away',
      reps: people.map((one) => (one.id === 'max' ? one : { ...one, absences: away })),
      told: 'max',
    },
    {
      who: 'the address of last resort where everybody is away',
      reps: people.map((one) => ({ ...one, absences: away })),
      told: 'sales',
    },
    {
      who: 'nobody who wants no alerts',
      reps: people.map((one) => (one === grace ? aRep('grace', { ...grace, alerts: { mode: 'off' } }) : one)),
      told: 'dee',
    },
  ])('is $who', async ({ reps, told }) => {
    const at = room({ reps });
    await tell(at);
    expect(sentIn(at)).toEqual([[0, 'hot_lead_alert', told]]);
  });

  test('out of hours is the owner, from their next opening on', async () => {
    const hours = { workingHours: [{ day: 'thu', from: '09:00', to: '17:00' }] };
    const at = room({ reps: people.map((one) => aRep(one.id, { ...one, ...hours })) });
    await tell(at);
    expect(at.records.get('lead-1')?.response).toMatchObject({
      run: { asked: { repId: 'grace' }, clockFrom: Date.parse('2027-03-04T09:00:00Z') },
      next: { at: Date.parse('2027-03-04T09:05:00Z') },
    });
    await wait(at, 60);
    expect(sentIn(at)).toEqual([[0, 'hot_lead_alert', 'grace']]);
  });

  test('of a lead without owner is who is on call in the team that it names', async () => {
    const at = room();
    await tell(at, { ownerRepId: undefined, teamId: 'sales' });
    expect(sentIn(at)).toEqual([[0, 'hot_lead_alert', 'oli']]);
  });

  test('of a lead of nobody is the address of last resort, once', async () => {
    const at = room();
    await tell(at, { ownerRepId: undefined });
    await wait(at, 120);
    expect(sentIn(at)).toEqual([[0, 'hot_lead_alert', 'sales']]);
    expect(at.records.get('lead-1')?.response).toMatchObject({ state: 'open', next: { type: 'nothing' } });
    expect((await take(at, grace)).kind).toBe('taken');
  });

  test('is nobody for a lead below what its rep wants to hear, but for a hot one', async () => {
    const reps = people.map((one) =>
      one === grace ? aRep('grace', { ...grace, alerts: { mode: 'immediate', minScore: 78 } }) : one,
    );
    const at = room({ reps });
    await tell(at, { score: 75 });
    await tell(at, { score: 69 }, 'lead-2');
    expect(sentIn(at)).toEqual([]);
    await tell(at, { score: 79 }, 'lead-3');
    await tell(at, { score: 61, need: 'asap' }, 'lead-4');
    expect(sentIn(at)).toEqual([
      [0, 'lead_alert', 'grace'],
      [0, 'hot_lead_alert', 'grace'],
    ]);
  });
});

describe('A change of a lead', () => {
  test('that is the same or older changes nothing', async () => {
    const at = room();
    await tell(at, { version: 2 });
    const before = at.records.get('lead-1');
    await tell(at, { version: 2 });
    await tell(at, { version: 1, score: 99 });
    expect(at.records.get('lead-1')).toEqual({ ...before, rev: at.records.get('lead-1')?.rev });
    expect(sentIn(at)).toHaveLength(1);
  });

  test('worth a word is one mail to who was asked last, and to who has it', async () => {
    const at = room();
    await tell(at, { score: 82 });
    at.deliver();
    await tell(at, { score: 85, timeframe: 'this week' });
    await tell(at, { score: 88, timeframe: 'this week' });
    await taken(at, people[1] ?? grace);
    at.deliver();
    await tell(at, { score: 99, timeframe: 'this week' });
    expect(sentIn(at)).toEqual([
      [0, 'hot_lead_alert', 'grace'],
      [0, 'lead_update', 'grace'],
      [0, 'lead_taken', 'grace'],
      [0, 'lead_update', 'dee'],
    ]);
    const updates = at.mails().filter(({ request }) => request.template === 'lead_update');
    expect(updates.map(({ request }) => request.data?.['changes'])).toEqual([
      [{ what: 'timeframe', from: undefined, to: 'this week' }],
      [{ what: 'score', from: '85', to: '99' }],
    ]);
  });

  test('while its alert still waits to leave takes its place', async () => {
    const at = room();
    await tell(at, { score: 82 });
    await tell(at, { score: 95 });
    await tell(at, { score: 95, timeframe: 'today' });
    expect(sentIn(at)).toEqual([[0, 'hot_lead_alert', 'grace']]);
    const [alert] = at.mails().filter(({ status }) => status === 'queued');
    expect(alert?.request.data).toMatchObject({ lead: { score: 95 }, timeframe: 'today' });
    await wait(at, 5);
    expect(sentIn(at).slice(1)).toEqual([[5, 'lead_escalation', 'grace']]);
  });

  test('from warm to hot asks anew, and takes back what waits', async () => {
    const at = room();
    await tell(at, { score: 75 });
    await tell(at, { score: 85 });
    await wait(at, 5);
    expect(sentIn(at)).toEqual([
      [0, 'hot_lead_alert', 'grace'],
      [5, 'lead_escalation', 'grace'],
    ]);
  });

  test('of the owner hands it over: the new one is asked, the old one told', async () => {
    const at = room();
    await tell(at);
    at.deliver();
    await tell(at, { ownerRepId: 'oli' });
    expect(sentIn(at).slice(1)).toEqual([
      [0, 'hot_lead_alert', 'oli'],
      [0, 'lead_handed_over', 'grace'],
    ]);
    const handedOver = at
      .mails()
      .find(({ request }) => request.template === 'hot_lead_alert' && request.to.email === 'oli@example.com');
    expect(handedOver?.request.data).toMatchObject({ handedOverBy: 'grace' });
  });

  test('after it was won or lost is no news, unless its version is newer', async () => {
    const at = room();
    await tell(at, { version: 1 });
    at.deliver();
    const outcome = { outcome: 'lost', reason: 'price', repId: 'grace' } as const;
    await conclude(at.deps, 'lead-1', { rep: grace, outcome });
    await tell(at, { version: 1, score: 100 });
    expect(sentIn(at)).toHaveLength(1);
    await tell(at, { version: 2, score: 100 });
    expect(sentIn(at).slice(1)).toEqual([[0, 'hot_lead_alert', 'grace']]);
  });
});

describe('A promise', () => {
  test.each([
    {
      what: 'is reminded of half an hour before, and missed a minute after',
      after: 200,
      isKept: false,
      states: ['reminded', 'missed'],
    },
    { what: 'is kept by an outcome before its time', after: 100, isKept: true, states: ['reminded', 'kept'] },
  ])('$what', async ({ after, isKept, states }) => {
    const at = room();
    await tell(at);
    at.deliver();
    await take(at, grace, { followUpBy: NOW + 2 * HOUR });
    await wait(at, after);
    if (isKept) {
      const outcome = { outcome: 'contacted', repId: 'grace' } as const;
      await conclude(at.deps, 'lead-1', { rep: grace, outcome });
    }
    const types = (at.histories.get('lead-1') ?? []).map(({ type }) => type);
    expect(types.filter((type) => ['reminded', 'missed', 'kept'].includes(type))).toEqual(states);
    expect(sentIn(at).slice(1)).toEqual([[90, 'lead_follow_up', 'grace']]);
  });
});

describe('Alerts that are not urgent', () => {
  const warm = (i: number) => ({ score: 70 + (i % 9), contact: { email: `p${i}@example.com` } });
  const limited = people.map((one) =>
    one === grace ? aRep('grace', { ...grace, alerts: { mode: 'immediate', perHour: 5 } }) : one,
  );

  test('of sixty leads in ten minutes are five mails and one batch, each lead once, the most urgent first', async () => {
    const at = room({ reps: limited });
    for (let i = 0; i < 60; i += 1) {
      await tell(at, warm(i), `lead-${i}`);
      at.moveTo(at.now() + 10_000);
      await at.sweep();
    }
    await wait(at, 30);
    const alerts = at.mails().filter(({ request }) => request.template === 'lead_alert');
    const batches = at.mails().filter(({ request }) => request.template === 'lead_alert_batch');
    expect(alerts).toHaveLength(5);
    expect(batches).toHaveLength(1);
    const data = batches[0]?.request.data as { leads: { lead: { priority: number }; takeUrl: string }[] };
    expect(data.leads).toHaveLength(55);
    expect(new Set(data.leads.map(({ takeUrl }) => takeUrl)).size).toBe(55);
    const priorities = data.leads.map(({ lead }) => lead.priority);
    expect(priorities).toEqual(priorities.toSorted((a, b) => b - a));
  });

  test('are a hundred in a mail at the most, each in one', async () => {
    const reps = people.map((one) =>
      one === grace ? aRep('grace', { ...grace, alerts: { mode: 'batched', everyMinutes: 30 } }) : one,
    );
    const at = room({ reps });
    for (let i = 0; i < 130; i += 1) await tell(at, warm(i), `lead-${i}`);
    await wait(at, 40);
    const mails = at.mails().filter(({ request }) => request.template === 'lead_alert_batch');
    const leads = mails.map(({ request }) => request.data?.['leads'] as { takeUrl: string }[]);
    expect(leads.map(({ length }) => length)).toEqual([100, 30]);
    expect(new Set(leads.flat().map(({ takeUrl }) => takeUrl)).size).toBe(130);
  });

  test('leave a lead out of their batch that was taken meanwhile, and never hold a hot one', async () => {
    const reps = people.map((one) =>
      one === grace ? aRep('grace', { ...grace, alerts: { mode: 'batched', everyMinutes: 30 } }) : one,
    );
    const at = room({ reps });
    await tell(at, warm(1), 'lead-1');
    await tell(at, warm(2), 'lead-2');
    await tell(at, { score: 90 }, 'lead-3');
    await taken(at, grace);
    await wait(at, 40);
    const [batch] = at.mails().filter(({ request }) => request.template === 'lead_alert_batch');
    const data = batch?.request.data as { leads: unknown[] };
    expect(data.leads).toHaveLength(1);
    expect(sentIn(at).slice(0, 1)).toEqual([[0, 'hot_lead_alert', 'grace']]);
    expect(at.records.get('lead-2')?.response).toMatchObject({ state: 'open' });
  });

  test('are reminded of together where they would be within a quarter of an hour', async () => {
    const at = room();
    await tell(at, warm(1), 'lead-1');
    at.moveTo(at.now() + 5 * MINUTE);
    await tell(at, warm(2), 'lead-2');
    at.deliver();
    await wait(at, 5 * 60);
    const reminders = at.mails().filter(({ request }) => request.template === 'lead_escalation');
    expect(reminders).toHaveLength(1);
    expect(reminders[0]?.request.data?.['others']).toHaveLength(1);
    const steps = ['lead-1', 'lead-2'].map(
      (id) => (at.histories.get(id) ?? []).find(({ type }) => type === 'step')?.at,
    );
    expect(steps).toEqual([NOW + 4 * HOUR, NOW + 4 * HOUR + 5 * MINUTE]);
  });
});

describe('Text messages', () => {
  test('are not tried again to a number that has stopped them', async () => {
    const at = room();
    at.answerTexts({ outcome: 'refused', why: 'opted_out', detail: '' });
    await tell(at);
    await wait(at, 5);
    await tell(at, {}, 'lead-2');
    await wait(at, 5);
    expect(at.texts.filter(({ context }) => context['repId'] === 'grace')).toHaveLength(1);
  });

  test('carry who it is, why, and a link of the rep, and last until the next step', async () => {
    const at = room();
    await tell(at, { reasons: [{ text: 'wants it today', points: 30 }] });
    await wait(at, 5);
    const [text] = at.texts;
    expect(text?.body).toMatch(
      /^Hot lead 92: Ada Lovelace, Analytical Ltd: wants it today\. Take it: https:\/\/leads\.example\.com\/l\/[\w-]{22}$/,
    );
    expect(text?.ttlSeconds).toBe(300);
  });
});

describe('A lead that somebody has', () => {
  test('is not asked for again when they become its owner', async () => {
    const at = room();
    await tell(at);
    at.deliver();
    await taken(at, people[1] ?? grace);
    await tell(at, { ownerRepId: 'dee' });
    await wait(at, 30);
    expect(at.records.get('lead-1')?.response.state).toBe('taken');
    expect(sentIn(at).map(([, template]) => template)).toEqual(['hot_lead_alert', 'lead_taken']);
  });

  test('and that was closed and came again is not asked for with every version', async () => {
    const at = room();
    await tell(at, { version: 1 });
    const outcome = { outcome: 'lost', reason: 'price', repId: 'grace' } as const;
    await conclude(at.deps, 'lead-1', { rep: grace, outcome });
    await tell(at, { version: 2 });
    await taken(at, grace);
    at.deliver();
    await tell(at, { version: 3, need: 'more seats' });
    await wait(at, 30);
    expect(at.records.get('lead-1')?.response.state).toBe('taken');
    expect(at.records.get('lead-1')?.outcome).toBeUndefined();
    expect(at.texts).toEqual([]);
  });

  test('is told who has it to those of earlier runs, too', async () => {
    const at = room();
    await tell(at);
    await wait(at, 21);
    await tell(at, { ownerRepId: 'oli' });
    at.deliver();
    await taken(at, people[3] ?? grace);
    const told = at.mails().filter(({ request }) => request.template === 'lead_taken');
    expect(told.map(({ request }) => request.to.email).sort()).toEqual([
      'dee@example.com',
      'grace@example.com',
      'max@example.com',
    ]);
  });
});

describe('What can’t be done', () => {
  test('for one keeps nobody else from being told', async () => {
    const at = room();
    const send = at.deps.outbox.send;
    at.deps.outbox.send = (feature, asked) =>
      asked.request.to.email === 'grace@example.com'
        ? Promise.reject(new Error('throttled'))
        : send(feature, asked);
    await tell(at);
    await wait(at, 60);
    expect(new Set(sentIn(at).map(([, , who]) => who))).toEqual(
      new Set(['dee', 'max', 'oli', 'ona', 'sales']),
    );
  });
});

describe('A lead that goes up and down', () => {
  test('is not asked for anew while a hot run is open', async () => {
    const at = room();
    for (const score of [92, 76, 92, 76, 92]) {
      await tell(at, { score });
      await wait(at, 1);
    }
    expect(sentIn(at).filter(([, template]) => template === 'hot_lead_alert')).toHaveLength(1);
  });

  test('keeps the highest version that was told, whatever came without one', async () => {
    const at = room();
    await tell(at, { version: 5, need: 'A' });
    await tell(at, { need: 'B' });
    await tell(at, { version: 3, need: 'C' });
    expect(at.records.get('lead-1')).toMatchObject({ version: 5, lead: { need: 'B' } });
  });

  test('is one mail about all changes while that waits', async () => {
    const at = room();
    await tell(at, { score: 82 });
    at.deliver();
    for (const phone of ['+4930111111', '+4930222222', '+4930333333'])
      await tell(at, { score: 82, contact: { email: 'ada@example.com', phone } });
    const waiting = at.mails().filter(({ status }) => status === 'queued');
    expect(waiting.map(({ request }) => request.data?.['changes'])).toEqual([
      [{ what: 'phone', from: undefined, to: '+4930333333' }],
    ]);
  });
});

describe('Reminders', () => {
  test('of many leads at one moment share a few mails, each lead once', async () => {
    const at = room({ sections: { leads: { per_hour: 1000 } } });
    for (let i = 0; i < 50; i += 1)
      await tell(at, { score: 75, contact: { email: `p${i}@example.com` } }, `lead-${i}`);
    at.deliver();
    await wait(at, 250);
    const reminders = at.mails().filter(({ request }) => request.template === 'lead_escalation');
    expect(reminders.length).toBeLessThanOrEqual(3);
    const named = reminders.flatMap(({ request }) => [
      request.leadId,
      ...(request.data as { others: { takeUrl: string }[] }).others.map(({ takeUrl }) => takeUrl),
    ]);
    expect(named).toHaveLength(50);
    expect(new Set(named).size).toBe(50);
  });

  test('of what is not urgent wait for the hours of who was asked', async () => {
    const hours = {
      workingHours: [
        { day: 'wed', from: '09:00', to: '12:00' },
        { day: 'thu', from: '09:00', to: '17:00' },
      ],
    };
    const at = room({ reps: people.map((one) => aRep(one.id, { ...one, ...hours })) });
    await tell(at, { score: 75 });
    at.deliver();
    await wait(at, 24 * 60);
    expect(sentIn(at)).toEqual([
      [0, 'lead_alert', 'grace'],
      [23 * 60, 'lead_escalation', 'grace'],
    ]);
  });
});
