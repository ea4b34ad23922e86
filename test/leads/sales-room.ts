import { acknowledge } from '../../functions/leads/change-response.ts';
import { advance } from '../../functions/leads/advance.ts';
import { seeTo } from '../../functions/leads/see-to.ts';
import { takeLead } from '../../functions/leads/take-lead.ts';
import { MINUTE } from '../../functions/platform/clock.ts';
import type { Rep } from '../../functions/reps/rep.ts';
import { aLead, aRep, aTeam, NOW } from './fixture.ts';
import { memoryRoom, type MemoryRoom } from './memory-room.ts';

export const grace = aRep('grace', { deputyId: 'dee', managerId: 'max', teamId: 'sales' });
export const people = [grace, aRep('dee'), aRep('max'), aRep('oli', { teamId: 'sales' }), aRep('ona')];
export const sales = aTeam('sales', { onCall: ['oli', 'ona'] });
export const away = [{ from: '2027-03-01', to: '2027-03-05' }];

export const room = (options: Partial<Parameters<typeof memoryRoom>[1]> = {}) =>
  memoryRoom(NOW, { reps: people, teams: [sales], ...options });

export const audit = { at: NOW, by: 'service', how: 'bus_event' } as const;

export const tell = async (
  { deps }: MemoryRoom,
  different: Record<string, unknown> = {},
  id = 'lead-1',
): Promise<void> => {
  const lead = aLead({ ownerRepId: 'grace', ...different });
  const { record } = await takeLead(deps, id, { lead, at: deps.now(), audit });
  await seeTo(deps, record);
};

/** Moves the clock minute by minute, as timers and the sweeper see it. */
export const wait = async (at: MemoryRoom, minutes: number): Promise<void> => {
  const until = at.now() + minutes * MINUTE;
  while (at.now() < until) {
    at.moveTo(Math.min(at.now() + MINUTE, until));
    await at.sweep();
    at.deliver();
  }
};

/** Who was sent what, and when, in minutes from the start. */
export const sentIn = ({ mails }: MemoryRoom) =>
  mails()
    .filter(({ reason }) => reason !== 'superseded')
    .map(({ request, acceptedAt }) => [
      (acceptedAt - NOW) / MINUTE,
      request.template,
      request.to.email.split('@')[0],
    ]);

export const take = ({ deps }: MemoryRoom, rep: Rep, more: { followUpBy?: number } = {}, id = 'lead-1') =>
  acknowledge(deps, id, { rep, how: 'api', ...more });

export const taken = async (at: MemoryRoom, rep: Rep): Promise<void> => {
  await take(at, rep);
  await advance(at.deps, 'lead-1');
};
