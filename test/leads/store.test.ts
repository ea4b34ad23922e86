import { describe, expect, test } from 'vitest';
import { makeAlertsStore } from '../../functions/leads/alerts-store.ts';
import { eachRunFact, type RunFact } from '../../functions/leads/report-store.ts';
import { makeLinkStore } from '../../functions/leads/link-store.ts';
import { makeLeadStore } from '../../functions/leads/store.ts';
import { DAY, MINUTE } from '../../functions/platform/clock.ts';
import { memoryTables } from '../outbox/memory-outbox.ts';
import { aLead, anOpenResponse, aRecord, aRep, NOW } from './fixture.ts';

const TABLE = 'activity';
const setUp = () => {
  const { dynamo, items } = memoryTables();
  return {
    dynamo,
    items: () => items(TABLE),
    leads: makeLeadStore(dynamo, TABLE, 400),
    alerts: makeAlertsStore(dynamo, TABLE),
    links: makeLinkStore(dynamo, TABLE),
  };
};

describe('A lead', () => {
  test('is written over the revision that was read, and by the first of two alone', async () => {
    const { leads } = setUp();
    const first = await leads.put(aRecord('lead-1'), [], NOW);
    expect(first?.rev).toBe(1);
    expect(await leads.put(aRecord('lead-1', { updates: 9 }), [], NOW)).toBeUndefined();
    const [one, two] = await Promise.all([
      leads.put({ ...aRecord('lead-1'), rev: 1, updates: 1 }, [{ at: NOW, type: 'updated' }], NOW),
      leads.put({ ...aRecord('lead-1'), rev: 1, updates: 2 }, [{ at: NOW, type: 'outcome' }], NOW),
    ]);
    expect([one, two].filter((put) => put !== undefined)).toHaveLength(1);
    expect(await leads.find('lead-1')).toEqual(one ?? two);
    // Who was refused leaves nothing in the history either.
    expect(await leads.history('lead-1')).toHaveLength(1);
  });

  test('comes back as it was written', async () => {
    const { leads } = setUp();
    const record = aRecord('lead-1', {
      lead: aLead({
        version: 3,
        dealValue: { amount: 1.5, currency: 'EUR' },
        contact: {
          email: 'Ada@Example.com',
          consent: { marketing: { basis: 'express', source: 'chat', at: '2026-01-01T00:00:00Z' } },
        },
      }),
      client: 'shop',
      unknownOwner: 'charles',
      leftOut: ['/x: unknown'],
      response: anOpenResponse({
        asked: { repId: 'grace', name: 'Grace', email: 'grace@example.com' },
        told: [{ step: 0, role: 'owner', email: 'grace@example.com', at: NOW, key: 'k', text: 'owed' }],
      }),
      outcome: { outcome: 'lost', reason: 'Price', repId: 'grace', at: NOW, version: 3 },
      owed: [{ do: 'text', key: 'k', run: 1, step: 1, repId: 'grace' }],
      unpublished: [{ key: '0/0', detailType: 'lead.escalated', detail: { id: 'lead-1', told: ['grace'] } }],
      nextDueAt: NOW,
    });
    await leads.put(record, [], NOW);
    const { timeline, ...found } = (await leads.find('lead-1')) ?? {};
    expect(found).toEqual({ ...record, rev: 1 });
    expect(timeline).toMatchObject({ id: 'lead-1', outcomes: [{ outcome: 'lost', repId: 'grace' }] });
    expect(await leads.find('lead-2')).toBeUndefined();
  });

  test('has its history in the order in which it came about, however much happens at one moment', async () => {
    const { leads } = setUp();
    let record = aRecord('lead-1');
    for (let i = 0; i < 12; i += 1) {
      const entries = [
        { at: NOW, type: 'told' as const, step: 2 * i },
        { at: NOW, type: 'told' as const, step: 2 * i + 1 },
      ];
      record = (await leads.put(record, entries, NOW)) ?? record;
    }
    expect((await leads.history('lead-1')).map(({ step }) => step)).toEqual(
      Array.from({ length: 24 }, (_, i) => i),
    );
  });

  test('is found by the address of its person until that is forgotten, and goes with its time', async () => {
    const { leads, items } = setUp();
    const record = aRecord('lead-1');
    await leads.pointTo(record, NOW);
    await leads.pointTo(aRecord('lead-2', { lead: aLead({ contact: { name: 'No address' } }) }), NOW);
    await leads.put({ ...record, runs: 1, response: anOpenResponse() }, [{ at: NOW, type: 'received' }], NOW);
    expect(await leads.ofPerson('ADA@example.com')).toEqual(['lead-1']);
    await leads.forgetPerson('lead-1', 'ada@example.com');
    expect(await leads.ofPerson('ada@example.com')).toEqual([]);
    const ends = items().map((item) => item['ttl']);
    expect(ends.length).toBeGreaterThan(2);
    expect(new Set(ends)).toEqual(new Set([(NOW + 400 * DAY) / 1000]));
  });

  test('of which nothing is due stands in no list of what is', async () => {
    const { leads, items } = setUp();
    const put = await leads.put(aRecord('lead-1', { nextDueAt: NOW }), [], NOW);
    expect(items().filter((item) => 'dueShard' in item)).toHaveLength(1);
    await leads.put({ ...aRecord('lead-1'), rev: put?.rev ?? 0 }, [], NOW);
    expect(items().filter((item) => 'dueShard' in item)).toHaveLength(0);
  });

  test('that a rep was asked to see to is known until it is forgotten', async () => {
    const { leads } = setUp();
    await leads.noteAsked('grace', 'lead-1', NOW);
    await leads.noteAsked('grace', 'lead-1', NOW);
    await leads.noteAsked('grace', 'lead-2', NOW);
    expect(await leads.askedOf('grace')).toEqual(['lead-1', 'lead-2']);
    await leads.forgetAsked('grace', 'lead-1');
    expect(await leads.askedOf('grace')).toEqual(['lead-2']);
    expect(await leads.askedOf('dee')).toEqual([]);
  });
});

describe('What a rep is sent of late', () => {
  const rules = { perHour: 2, batchMs: 15 * MINUTE, hours: 'always' } as const;
  const grace = aRep('grace');
  const placeIn = ({ alerts }: ReturnType<typeof setUp>, id: string, now = NOW) =>
    alerts.place({ leadId: id, key: `${id}/1` }, grace, rules, now);

  test('is counted once for each alert, also of many at one moment', async () => {
    const tables = setUp();
    const ids = Array.from({ length: 12 }, (_, i) => `lead-${i}`);
    const places = await Promise.all(ids.map((id) => placeIn(tables, id)));
    expect(places.filter(({ as }) => as === 'single')).toHaveLength(2);
    const batches = places.flatMap((place) => (place.as === 'batch' ? [place] : []));
    expect(new Set(batches.map(({ id }) => id)).size).toBe(1);
    const [batch] = batches;
    expect(batch?.dueAt).toBe(NOW + 15 * MINUTE);
    expect(await tables.alerts.membersOf(batch?.id ?? '')).toHaveLength(10);
  });

  test('has a batch that nobody joins any more once it is closed, whoever closes it and whenever', async () => {
    const tables = setUp();
    await placeIn(tables, 'a');
    await placeIn(tables, 'b');
    const first = await placeIn(tables, 'c');
    if (first.as !== 'batch') throw new Error('It is no batch');
    const batch = await tables.alerts.findBatch(first.id);
    if (batch === undefined) throw new Error('There is no batch');
    // Joins and the closing race for one ledger.
    const places = await Promise.all([
      placeIn(tables, 'd'),
      tables.alerts.closeBatch(first.id, batch, NOW + 15 * MINUTE),
      placeIn(tables, 'e'),
    ]);
    const members = await tables.alerts.membersOf(first.id);
    for (const [place, id] of [
      [places[0], 'd'],
      [places[2], 'e'],
    ] as const)
      expect(members.includes(id)).toBe(place.as === 'batch' && place.id === first.id);
    const next = await placeIn(tables, 'f', NOW + 15 * MINUTE);
    expect(next).toMatchObject({ as: 'batch' });
    expect(next).not.toMatchObject({ id: first.id });
    expect(await tables.alerts.membersOf(first.id)).toEqual(members);
  });

  test('has a batch that is due until all of it has left', async () => {
    const { alerts, items } = setUp();
    const rep = aRep('grace', { alerts: { mode: 'batched', everyMinutes: 30 } });
    const place = await alerts.place({ leadId: 'a', key: 'a/1' }, rep, rules, NOW);
    if (place.as !== 'batch') throw new Error('It is no batch');
    const isDue = () => items().some((item) => item['nextDueAt'] === NOW + 30 * MINUTE);
    const batch = { repId: 'grace', dueAt: place.dueAt };
    await alerts.closeBatch(place.id, batch, place.dueAt);
    await alerts.divide(place.id, { ...batch, closedAt: place.dueAt }, [['a']]);
    expect(isDue()).toBe(true);
    expect(await alerts.findBatch(place.id)).toMatchObject({ mails: [['a']] });
    await alerts.finishBatch(place.id, { ...batch, closedAt: place.dueAt, mails: [['a']] }, place.dueAt);
    expect(isDue()).toBe(false);
    expect(await alerts.findBatch(place.id)).toMatchObject({ doneAt: place.dueAt });
  });

  test('has so many texts within a day, each counted once however often it is asked for', async () => {
    const { alerts } = setUp();
    const may = (key: string, now = NOW) => alerts.mayText('grace', key, 2, now);
    expect(await Promise.all(['a', 'a', 'a', 'b'].map((key) => may(key)))).toEqual([true, true, true, true]);
    expect(await may('c')).toBe(false);
    expect(await may('b')).toBe(true);
    expect(await alerts.mayText('dee', 'c', 2, NOW)).toBe(true);
    expect(await may('c', NOW + DAY)).toBe(true);
  });
});

test('A link leads to one rep in one run, and its own words stand nowhere', async () => {
  const { links, items } = setUp();
  const link = { leadId: 'lead-1', run: 2, repId: 'grace' };
  await links.put('a-token-of-22-letters-', link, NOW);
  expect(await links.find('a-token-of-22-letters-')).toEqual(link);
  expect(await links.find('another-token')).toBeUndefined();
  expect(JSON.stringify(items())).not.toContain('a-token-of-22');
  expect(items()[0]?.['ttl']).toBe((NOW + 90 * DAY) / 1000);
});

test('Figures are of the days that are asked for, a run each, also of several on one day', async () => {
  const { dynamo, leads } = setUp();
  for (const [i, days] of [0, 0, 1, 2].entries()) {
    const at = NOW + days * DAY;
    const response = anOpenResponse({ openedAt: at });
    await leads.put(aRecord(`lead-${i}`, { runs: 1, response }), [], at);
  }
  const facts = async (from: number, to: number): Promise<RunFact[]> => {
    const found: RunFact[] = [];
    for await (const page of eachRunFact(dynamo, TABLE, { from, to })) found.push(...page);
    return found;
  };
  expect(await facts(NOW, NOW)).toHaveLength(2);
  expect(await facts(NOW, NOW + DAY)).toHaveLength(3);
  expect(await facts(NOW + DAY, NOW + 3 * DAY)).toEqual([
    { policy: 'hot', step: 0, isExhausted: true },
    { policy: 'hot', step: 0, isExhausted: true },
  ]);
  expect(await facts(NOW - DAY, NOW - DAY)).toEqual([]);
});
