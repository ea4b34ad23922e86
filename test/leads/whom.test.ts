import { describe, expect, test } from 'vitest';
import { MINUTE, toIso } from '../../functions/platform/clock.ts';
import { aRep, NOW } from './fixture.ts';
import { grace, people, away, room, tell, wait, sentIn, take } from './sales-room.ts';

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

  test('of a lead whose team nobody knows is who is on call in the team of app.yaml', async () => {
    const at = room();
    at.deps.rules = { ...at.deps.rules, teamId: 'sales' };
    await tell(at, { ownerRepId: undefined, teamId: 'no-such-team' });
    expect(sentIn(at)).toEqual([[0, 'hot_lead_alert', 'oli']]);
  });

  test('next is named with the time at which they are told, where nobody stands between', async () => {
    const at = room({ reps: people.filter(({ id }) => id === 'grace' || id === 'max'), teams: [] });
    await tell(at);
    await wait(at, 5);
    const [reminder] = at.mails().filter(({ request }) => request.template === 'lead_escalation');
    expect(reminder?.request.data?.['nextAsked']).toEqual({ who: 'max', at: toIso(NOW + 10 * MINUTE) });
    await wait(at, 5);
    expect(sentIn(at).at(-1)).toEqual([10, 'lead_escalation', 'max']);
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
