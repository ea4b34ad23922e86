import { describe, expect, test } from 'vitest';
import { contactOnDuty, findSalesSide } from '../../functions/reps/on-duty.ts';
import { repSchema, teamSchema } from '../../functions/reps/rep.ts';

const NOW = Date.parse('2027-03-03T10:00:00Z');
const away = [{ from: '2027-03-01', to: '2027-03-05' }];
const rep = (id: string, different: Record<string, unknown> = {}) =>
  repSchema.parse({ id, name: id, email: `${id}@example.com`, timezone: 'UTC', ...different });

const setUp = (reps: ReturnType<typeof rep>[], team: Record<string, unknown> = {}) => {
  const asked: string[] = [];
  const sales = teamSchema.parse({ id: 'sales', name: 'Sales', onCall: ['ann', 'bea', 'nobody'], ...team });
  return {
    asked,
    find: (about: { ownerRepId?: string; teamId?: string }) =>
      findSalesSide(
        {
          findRep: (id) => {
            asked.push(id);
            return Promise.resolve(reps.find((one) => one.id === id));
          },
          findTeam: (id) => Promise.resolve(id === 'sales' ? sales : undefined),
        },
        { ownerRepId: about.ownerRepId, teamId: about.teamId },
      ),
  };
};

describe('The sales side of a customer', () => {
  test('of whom nobody is known is nobody, and nobody is asked for', async () => {
    const { find, asked } = setUp([]);
    const sides = await find({});
    expect(sides).toEqual({
      owner: undefined,
      deputy: undefined,
      team: undefined,
      onCall: [],
      manager: undefined,
    });
    expect(asked).toEqual([]);
    expect(contactOnDuty(sides, NOW)).toBeUndefined();
  });

  test('is who is on call and there, where their team has no address of its own', async () => {
    const { find, asked } = setUp([rep('ann', { absences: away }), rep('bea')]);
    const sides = await find({ teamId: 'sales' });
    expect(sides.onCall.map(({ id }) => id)).toEqual(['ann', 'bea']);
    expect(asked).toEqual(['ann', 'bea', 'nobody']);
    expect(contactOnDuty(sides, NOW)?.email).toBe('bea@example.com');
  });

  test('is the team where it has an address, whoever is on call', async () => {
    const { find } = setUp([rep('ann')], { email: 'sales@example.com' });
    const sides = await find({ teamId: 'sales' });
    expect(contactOnDuty(sides, NOW)).toEqual({ email: 'sales@example.com', name: 'Sales' });
  });

  test('is the owner, else their deputy, else their team, else the owner all the same', async () => {
    const owner = rep('gus', { deputyId: 'dee', teamId: 'sales' });
    const present = await setUp([owner, rep('dee')]).find({ ownerRepId: 'gus', teamId: 'other' });
    expect(contactOnDuty(present, NOW)?.email).toBe('gus@example.com');
    expect(present.team?.id).toBe('sales');
    const gone = { ...owner, absences: away };
    const deputy = await setUp([gone, rep('dee')]).find({ ownerRepId: 'gus' });
    expect(contactOnDuty(deputy, NOW)?.email).toBe('dee@example.com');
    const nobody = await setUp([gone, rep('dee', { absences: away })]).find({ ownerRepId: 'gus' });
    expect(contactOnDuty(nobody, NOW)?.email).toBe('gus@example.com');
  });
});
