import { describe, expect, test } from 'vitest';
import { fireBatch } from '../../functions/leads/fire-batch.ts';
import { seeTo } from '../../functions/leads/see-to.ts';
import { takeLead } from '../../functions/leads/take-lead.ts';
import { MINUTE } from '../../functions/platform/clock.ts';
import { aLead, aRep, NOW } from './fixture.ts';
import { memoryRoom, type MemoryRoom } from './memory-room.ts';

const audit = { at: NOW, by: 'service', how: 'bus_event' } as const;
const IDS = ['lead-0', 'lead-1', 'lead-2'];

const makeRoom = (): MemoryRoom =>
  memoryRoom(NOW, { reps: [aRep('grace', { alerts: { mode: 'batched', everyMinutes: 30 } })] });
const tell = async ({ deps }: MemoryRoom, id: string): Promise<void> => {
  const contact = { email: `${id}@example.com`, name: id };
  const lead = aLead({ score: 72, ownerRepId: 'grace', contact });
  const { record } = await takeLead(deps, id, { lead, at: NOW, audit });
  await seeTo(deps, record);
};
/** Everything that is due within the hour, as the sweeper finds it. */
const passAnHour = async (room: MemoryRoom): Promise<void> => {
  for (let minute = 1; minute <= 60; minute += 1) {
    room.moveTo(NOW + minute * MINUTE);
    await room.sweep();
  }
};
/** Mails that tell of each lead: batches and single alerts. */
const mailsOfEach = (room: MemoryRoom): number[] =>
  IDS.map(
    (id) => room.mails().filter(({ request }) => JSON.stringify(request.data).includes(`"${id}"`)).length,
  );

describe('Each lead of a batch is in one mail', () => {
  test('wherever its sending was broken off', async () => {
    for (let calls = 0; calls < 80; calls += 1) {
      const room = makeRoom();
      for (const id of IDS) await tell(room, id);
      room.moveTo(NOW + 30 * MINUTE);
      const [batch] = IDS.map((id) => room.records.get(id)?.response);
      const id = batch?.state === 'waiting' ? batch.batch.id : '';
      room.endIn(calls);
      const isBroken = await fireBatch(room.deps, id).then(
        () => false,
        () => true,
      );
      room.endIn(undefined);
      await passAnHour(room);
      expect({ calls, mails: mailsOfEach(room) }).toEqual({ calls, mails: [1, 1, 1] });
      if (!isBroken) return;
    }
    throw new Error('It never came to its end');
  });

  test('also one that was broken off while it was taken in, and told again', async () => {
    // Taking one in and planning its timer are less calls than that.
    for (let calls = 0; calls < 40; calls += 1) {
      const room = makeRoom();
      for (const id of ['lead-0', 'lead-1']) await tell(room, id);
      room.endIn(calls);
      await tell(room, 'lead-2').catch(() => undefined);
      room.endIn(undefined);
      await tell(room, 'lead-2');
      await passAnHour(room);
      expect({ calls, mails: mailsOfEach(room) }).toEqual({ calls, mails: [1, 1, 1] });
    }
  });
});
