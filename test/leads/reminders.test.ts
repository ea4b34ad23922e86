import { expect, test } from 'vitest';
import { advance } from '../../functions/leads/advance.ts';
import { seeTo } from '../../functions/leads/see-to.ts';
import { takeLead } from '../../functions/leads/take-lead.ts';
import { HOUR, MINUTE } from '../../functions/platform/clock.ts';
import { aLead, aRep, NOW } from './fixture.ts';
import { memoryRoom } from './memory-room.ts';

const audit = { at: NOW, by: 'service', how: 'bus_event' } as const;

/** Names in the reminders of two leads, of which the first is broken off at its so many-th call and done anew. */
const remindedOf = async (calls: number): Promise<string[]> => {
  const room = memoryRoom(NOW, { reps: [aRep('grace')] });
  for (const [i, at] of [0, 16 * MINUTE].entries()) {
    room.moveTo(NOW + at);
    const contact = { email: `p${i}@example.com`, name: `Person ${i}` };
    const lead = aLead({ score: 72, ownerRepId: 'grace', contact });
    const { record } = await takeLead(room.deps, `lead-${i}`, { lead, at: room.now(), audit });
    await seeTo(room.deps, record);
    room.deliver();
  }
  room.moveTo(NOW + 4 * HOUR);
  room.endIn(calls);
  await advance(room.deps, 'lead-0').catch(() => undefined);
  room.endIn(undefined);
  room.deliver();
  for (const minutes of [2, 16, 30]) {
    room.moveTo(NOW + 4 * HOUR + minutes * MINUTE);
    await room.sweep();
    room.deliver();
  }
  const reminders = room.mails().filter(({ request }) => request.template === 'lead_escalation');
  return Array.from(JSON.stringify(reminders).matchAll(/Person \d/g), ([name]) => name);
};

test('A rep is reminded of every lead, wherever the mail that tells of another was broken off', async () => {
  for (let calls = 0; calls < 40; calls += 1) {
    const names = await remindedOf(calls);
    expect({ calls, names: [...new Set(names)].toSorted() }).toEqual({
      calls,
      names: ['Person 0', 'Person 1'],
    });
  }
});
