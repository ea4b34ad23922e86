import { describe, expect, test } from 'vitest';
import { conclude } from '../../functions/leads/change-response.ts';
import { makeLeadStore } from '../../functions/leads/store.ts';
import { HOUR, MINUTE } from '../../functions/platform/clock.ts';
import { readTimeline } from '../../functions/reps/timeline.ts';
import { leadEntrySchema } from '../../functions/reps/timeline-entries.ts';
import { memoryTables } from '../outbox/memory-outbox.ts';
import { aLead, anOpenResponse, aRecord, NOW } from './fixture.ts';
import { grace, people, room, take, taken, tell, wait } from './sales-room.ts';

const dee = people[1] ?? grace;
const ago = (at: number): number => (at - NOW) / MINUTE;

describe('Timelines tell of a lead', () => {
  test('how it was judged, whose it was, who was asked and who answered, each with its time', async () => {
    const at = room();
    await tell(at, { ownerRepId: undefined, teamId: 'sales', score: 92 });
    at.deliver();
    await wait(at, 3);
    await tell(at, { ownerRepId: undefined, teamId: 'sales', score: 70 });
    await taken(at, dee);
    const entry = at.records.get('lead-1')?.timeline;
    expect(entry?.judged.map((one) => [ago(one.at), one.score, one.band])).toEqual([
      [0, 92, 'hot'],
      [3, 70, 'warm'],
    ]);
    expect(entry?.holders.map((one) => [ago(one.at), one.repId])).toEqual([
      [0, 'oli'],
      [3, 'dee'],
    ]);
    expect(entry?.states.map((one) => [ago(one.at), one.state, one.repId])).toEqual([
      [0, 'open', undefined],
      [3, 'taken', 'dee'],
    ]);
    expect(entry?.runs).toMatchObject([
      {
        number: 1,
        at: NOW,
        policy: 'hot',
        repId: 'oli',
        answer: { repId: 'dee', seconds: 180, inTarget: true },
      },
    ]);
  });

  test('when nobody was left to ask', async () => {
    const at = room();
    await tell(at);
    await wait(at, 60);
    const [run] = at.records.get('lead-1')?.timeline?.runs ?? [];
    const exhausted = at.histories.get('lead-1')?.find(({ type }) => type === 'exhausted');
    expect(exhausted).toBeDefined();
    expect(run?.exhaustedAt).toBe(exhausted?.at);
  });

  test('what was promised, and whether it was kept, replaced or given up with the lead', async () => {
    const at = room();
    await tell(at);
    at.deliver();
    await take(at, grace, { followUpBy: NOW + HOUR });
    await wait(at, 10);
    await take(at, grace, { followUpBy: NOW + 2 * HOUR });
    await wait(at, 10);
    await conclude(at.deps, 'lead-1', { rep: grace, outcome: { outcome: 'won', repId: 'grace' } });
    const entry = at.records.get('lead-1')?.timeline;
    expect(entry?.promises).toEqual([
      { repId: 'grace', at: NOW, by: NOW + HOUR, endedAt: NOW + 10 * MINUTE },
      { repId: 'grace', at: NOW + 10 * MINUTE, by: NOW + 2 * HOUR, endedAt: NOW + 20 * MINUTE, isKept: true },
    ]);
    expect(entry?.outcomes).toMatchObject([{ at: NOW + 20 * MINUTE, outcome: 'won', repId: 'grace' }]);
    expect(entry?.states.at(-1)?.state).toBe('closed');
  });

  test('every outcome, in its order', async () => {
    const at = room();
    await tell(at);
    at.deliver();
    for (const outcome of ['contacted', 'meeting_booked', 'won'] as const) {
      await conclude(at.deps, 'lead-1', { rep: grace, outcome: { outcome, repId: 'grace' } });
      await wait(at, 1);
    }
    const outcomes = at.records.get('lead-1')?.timeline?.outcomes ?? [];
    expect(outcomes.map(({ outcome }) => outcome)).toEqual(['contacted', 'meeting_booked', 'won']);
  });

  test('of a lead in a batch nothing that nobody has heard', async () => {
    const at = room({
      reps: people.map((rep) => ({ ...rep, alerts: { mode: 'batched', everyMinutes: 30 } })),
    });
    await tell(at, { score: 75 });
    expect(at.records.get('lead-1')?.timeline?.runs).toEqual([]);
    await wait(at, 40);
    const [run] = at.records.get('lead-1')?.timeline?.runs ?? [];
    expect(ago(run?.at ?? 0)).toBe(30);
  });
});

describe('A lead stands', () => {
  const table = 'activity';
  const stored = () => {
    const { dynamo, items } = memoryTables();
    const leads = makeLeadStore(dynamo, table, 400);
    const timelineOf = async (repId: string, from = 0) =>
      (await readTimeline({ dynamo, table }, repId, 'LEAD', { from })).map((item) =>
        leadEntrySchema.parse(item),
      );
    return { leads, timelineOf, items: () => items(table) };
  };

  test('once in the timeline of each who had to do with it, as it is now', async () => {
    const { leads, timelineOf } = stored();
    const asked = { repId: 'dee', name: 'Dee', email: 'dee@example.com' };
    const told = [{ step: 0, role: 'owner' as const, email: 'dee@example.com', at: NOW, key: 'k' }];
    const record = aRecord('lead-1', { runs: 1, response: anOpenResponse({ asked, told }) });
    const first = await leads.put(record, [], NOW);
    const later = NOW + 30 * HOUR;
    await leads.put({ ...record, ...first, lead: aLead({ ownerRepId: 'max' }) }, [], later);
    for (const repId of ['grace', 'dee', 'max']) {
      const entries = await timelineOf(repId);
      expect(entries).toHaveLength(1);
      expect(entries[0]?.holders.map((one) => one.repId)).toEqual(['grace', 'max']);
      expect(entries[0]?.changedAt).toBe(later);
    }
  });

  test('where what is promised is found, however long ago it was', async () => {
    const { leads, timelineOf } = stored();
    const by = NOW + 120 * 24 * HOUR;
    const takenBy = { repId: 'grace', name: 'Grace', at: NOW, how: 'api' as const };
    const response = { state: 'taken' as const, takenBy, followUp: { by, state: 'promised' as const } };
    await leads.put(aRecord('lead-1', { response }), [], NOW);
    expect(await timelineOf('grace', by - 24 * HOUR)).toHaveLength(1);
    expect(await timelineOf('grace', by + 24 * HOUR)).toHaveLength(0);
  });

  test('unchanged where nothing changed that timelines tell of', async () => {
    const { leads, timelineOf } = stored();
    const first = await leads.put(aRecord('lead-1'), [], NOW);
    await leads.put({ ...aRecord('lead-1'), ...first, updates: 3 }, [], NOW + 50 * HOUR);
    expect((await timelineOf('grace')).map(({ changedAt }) => changedAt)).toEqual([NOW]);
  });

  test('without a word of its person once they are erased, and is counted on', async () => {
    const { leads, timelineOf, items } = stored();
    const outcome = { outcome: 'lost' as const, reason: 'Ada found it too dear', repId: 'grace', at: NOW };
    const first = await leads.put(aRecord('lead-1', { outcome }), [], NOW);
    const erased = { ...aRecord('lead-1', { outcome }), ...first, erasedAt: NOW + HOUR };
    await leads.put(
      {
        ...erased,
        lead: { ...aLead({ ownerRepId: 'grace' }), contact: {} },
        outcome: { ...outcome, reason: undefined },
      },
      [],
      NOW + HOUR,
    );
    const [entry] = await timelineOf('grace');
    expect(entry?.outcomes).toMatchObject([{ outcome: 'lost', repId: 'grace' }]);
    expect(JSON.stringify(items())).not.toMatch(/Ada|ada@/);
  });
});
