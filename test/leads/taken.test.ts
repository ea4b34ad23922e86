import { describe, expect, test } from 'vitest';
import { conclude } from '../../functions/leads/change-response.ts';
import { HOUR } from '../../functions/platform/clock.ts';
import { NOW } from './fixture.ts';
import { grace, people, room, tell, wait, sentIn, take, taken } from './sales-room.ts';

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
