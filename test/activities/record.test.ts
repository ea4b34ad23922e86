import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { dealOf } from '../../functions/activities/activity.ts';
import { activityFaults, recordActivities } from '../../functions/activities/record.ts';
import { MINUTE, toIso } from '../../functions/platform/clock.ts';
import { activityRoom, anActivity, NOW } from './room.ts';

const endsAt = NOW + MINUTE;
const anybody = (): boolean => true;

describe('Activities', () => {
  test('that are told again change nothing, and with other content are corrected', async () => {
    const { deps, timeline } = await activityRoom();
    const told = [anActivity(), anActivity({ id: 'call-2' })];
    expect(await recordActivities(deps, told, { endsAt })).toEqual({
      recorded: 2,
      unchanged: 0,
      replaced: 0,
    });
    const again = [anActivity(), anActivity({ id: 'call-2', title: 'Asked for two' })];
    expect(await recordActivities(deps, again, { endsAt })).toEqual({
      recorded: 0,
      unchanged: 1,
      replaced: 1,
    });
    expect(await timeline('grace', 'EVENT')).toEqual([
      ['call-1', 'Asked for a quote'],
      ['call-2', 'Asked for two'],
    ]);
  });

  test.each([
    ['another rep', { repId: 'dee' }, 'dee', 'EVENT'],
    ['another time', { at: '2027-02-01T09:00:00Z' }, 'grace', 'EVENT'],
    ['another type', { type: 'deal', stage: 'won' }, 'grace', 'DEAL'],
  ] as const)('corrected to %s stand once, where they belong now', async (_, change, repId, kind) => {
    const { deps, timeline } = await activityRoom();
    await recordActivities(deps, [anActivity()], { endsAt });
    await recordActivities(deps, [anActivity(change)], { endsAt });
    const all = await Promise.all(
      (['grace', 'dee'] as const).flatMap((rep) =>
        (['EVENT', 'DEAL'] as const).map(async (one) => [rep, one, await timeline(rep, one)] as const),
      ),
    );
    expect(all.filter(([, , found]) => found.length > 0)).toEqual([
      [repId, kind, [['call-1', 'Asked for a quote']]],
    ]);
  });

  test('of one id in one call: the last counts, and none is counted twice', async () => {
    const { deps, timeline } = await activityRoom();
    const told = ['one', 'two', 'two', 'three'].map((title) => anActivity({ title }));
    expect(await recordActivities(deps, told, { endsAt })).toEqual({
      recorded: 1,
      unchanged: 1,
      replaced: 2,
    });
    expect(await timeline('grace', 'EVENT')).toEqual([['call-1', 'three']]);
  });

  test('are read from a moment until before another, the oldest first, in whatever order they came', async () => {
    const { deps, timeline } = await activityRoom();
    const times = fc.sample(fc.integer({ min: 0, max: 999 }), { numRuns: 40, seed: 1 });
    const told = times.map((minutes, i) =>
      anActivity({ id: `c${i}`, at: toIso(NOW - minutes * MINUTE), title: String(minutes) }),
    );
    await recordActivities(deps, told, { endsAt });
    const span = { from: NOW - 700 * MINUTE, to: NOW - 300 * MINUTE };
    const found = (await timeline('grace', 'EVENT', span)).map(([, title]) => Number(title));
    expect(found).toEqual(times.filter((one) => one <= 700 && one > 300).sort((a, b) => b - a));
  });

  test('by two at once are one, and the later word stays', async () => {
    const { deps, timeline } = await activityRoom();
    const counts = await Promise.all(
      ['one', 'two'].map((title) => recordActivities(deps, [anActivity({ title })], { endsAt })),
    );
    expect(counts.reduce((sum, { recorded }) => sum + recorded, 0)).toBe(1);
    expect(await timeline('grace', 'EVENT')).toHaveLength(1);
  });

  test('that can’t all be kept in time ask for the same call again, which goes on', async () => {
    const { deps } = await activityRoom();
    const told = [anActivity()];
    await expect(recordActivities(deps, told, { endsAt: NOW })).rejects.toMatchObject({ code: 'busy' });
    expect(await recordActivities(deps, told, { endsAt })).toMatchObject({ recorded: 1 });
  });
});

describe('What is wrong with activities', () => {
  test('is told all at once, each by its place', async () => {
    const { deps } = await activityRoom();
    await recordActivities(deps, [anActivity({ id: 'theirs' })], { client: 'crm', endsAt });
    const told = [
      anActivity(),
      anActivity({ repId: 'nobody' }),
      anActivity({ at: toIso(NOW + 5 * MINUTE) }),
      anActivity({ at: toIso(NOW + 5 * MINUTE + 1) }),
      anActivity({ id: 'theirs' }),
    ];
    const faults = await activityFaults(deps, told, ({ client }) => client === 'shop');
    expect(faults.map(({ pointer, code }) => [pointer, code])).toEqual([
      ['/activities/1/repId', 'unknown_rep'],
      ['/activities/3/at', 'in_the_future'],
      ['/activities/4/id', 'forbidden'],
    ]);
    expect(await activityFaults(deps, told.slice(0, 1), anybody)).toEqual([]);
  });
});

describe('A deal', () => {
  test('is told from others by its own id, else the lead’s, else the activity’s', () => {
    const deal = (different: Record<string, unknown>) => dealOf(anActivity({ type: 'deal', ...different }));
    expect(deal({ id: 'a', dealId: 'd', leadId: 'l' })).toBe(deal({ id: 'b', dealId: 'd' }));
    expect(deal({ id: 'a', leadId: 'l' })).toBe(deal({ id: 'b', leadId: 'l' }));
    const all = [deal({ id: 'x' }), deal({ dealId: 'x' }), deal({ leadId: 'x' }), deal({ id: 'y' })];
    expect(new Set(all).size).toBe(all.length);
    expect(dealOf(anActivity())).toBeUndefined();
  });
});
