import { describe, expect, test } from 'vitest';
import { takeActivity } from '../../functions/activities/take-event.ts';
import { HOUR, toIso } from '../../functions/platform/clock.ts';
import { activityRoom, NOW } from './room.ts';

const told = {
  id: 'call-1',
  repId: 'grace',
  type: 'call',
  at: toIso(NOW - HOUR),
  title: 'Asked for a quote',
};

describe('An activity from the bus', () => {
  test('is kept as it is told', async () => {
    const { deps, timeline } = await activityRoom();
    expect(await takeActivity(deps, { detail: told, at: NOW })).toEqual([]);
    expect(await timeline('grace', 'EVENT')).toEqual([['call-1', 'Asked for a quote']]);
  });

  test('loses what can’t be kept, and no more', async () => {
    const { deps } = await activityRoom();
    const detail = { ...told, leadId: 7, mood: 'good', value: { amount: 'a lot' } };
    const faults = await takeActivity(deps, { detail, at: NOW });
    expect(faults.map(({ pointer }) => pointer).sort()).toEqual([
      '/leadId',
      '/mood',
      '/value/amount',
      '/value/currency',
    ]);
    expect(await deps.activities.find('call-1')).toMatchObject({ title: 'Asked for a quote' });
  });

  test.each([
    ['without a time', undefined],
    ['of no time at all', 'yesterday'],
    ['of tomorrow', toIso(NOW + 24 * HOUR)],
  ])('%s happened when the bus heard of it', async (_, at) => {
    const { deps } = await activityRoom();
    const faults = await takeActivity(deps, { detail: { ...told, at }, at: NOW - 2 * HOUR });
    expect(faults.map(({ pointer }) => pointer)).toEqual(['/at']);
    expect(await deps.activities.find('call-1')).toMatchObject({ at: NOW - 2 * HOUR });
  });

  test.each([
    ['id', { id: undefined }],
    ['a rep whom anybody knows', { repId: 'nobody' }],
    ['a rep', { repId: undefined }],
    ['a type that there is', { type: 'fax' }],
  ])('without %s is refused, and nothing is kept', async (_, different) => {
    const { deps, timeline } = await activityRoom();
    await expect(takeActivity(deps, { detail: { ...told, ...different }, at: NOW })).rejects.toMatchObject({
      code: 'invalid',
    });
    expect(await timeline('grace', 'EVENT')).toEqual([]);
  });
});
