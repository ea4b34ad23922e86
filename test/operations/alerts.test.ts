import { describe, expect, test } from 'vitest';
import { alertsOfPerson } from '../../functions/operations/personal-data.ts';
import { workGroup } from '../../functions/operations/work-group.ts';
import { makeOutbox } from '../../functions/outbox/outbox.ts';
import { HOUR, MINUTE } from '../../functions/platform/clock.ts';
import { alertRoom, OPERATOR } from './room.ts';

const START = Date.parse('2027-03-02T08:00:00Z');
type Room = Awaited<ReturnType<typeof alertRoom>>;

const firing = (id: string, more: Record<string, unknown> = {}) => ({
  id,
  key: 'crm',
  severity: 'warning',
  title: 'The CRM does not answer',
  state: 'firing',
  ...more,
});
const subjects = (room: Room): (string | undefined)[] => room.mails().map(({ subject }) => subject);

describe('Two hundred alerts in a minute', () => {
  test('are one mail with their number, and one when they are over', async () => {
    const room = await alertRoom(START);
    for (let i = 0; i < 200; i += 1) await room.take(firing(`a${i}`));
    expect(subjects(room)).toEqual([]);
    await room.moveTo(START + 20 * MINUTE);
    await room.take(firing('end', { state: 'resolved' }));
    expect(subjects(room)).toEqual([
      'Warning: The CRM does not answer (200×)',
      'Over: The CRM does not answer (200×)',
    ]);
    expect(room.mails().map(({ to, category }) => [to.email, category])).toEqual([
      [OPERATOR, 'system'],
      [OPERATOR, 'system'],
    ]);
  });

  test('of two hundred kinds are twenty mails, and one for all the others', async () => {
    const room = await alertRoom(START);
    for (let i = 0; i < 200; i += 1)
      await room.take(firing(`a${i}`, { key: undefined, title: `Disk ${i} is full` }));
    await room.moveTo(START + MINUTE);
    expect(room.mails()).toHaveLength(21);
    expect(subjects(room)).toContain('Warning: Many different alerts at once (180×)');
  });
});

describe('An alert', () => {
  test('that comes twice under one id counts once', async () => {
    const room = await alertRoom(START);
    for (let i = 0; i < 3; i += 1) await room.take(firing('same'));
    await room.moveTo(START + MINUTE);
    expect(subjects(room)).toEqual(['Warning: The CRM does not answer']);
  });

  test('that was over before anybody was told is told to nobody', async () => {
    const room = await alertRoom(START);
    await room.take(firing('a'));
    await room.take(firing('b', { state: 'resolved' }));
    await room.moveTo(START + HOUR);
    expect(room.mails()).toEqual([]);
  });

  test('whose end is heard of before its beginning is over', async () => {
    const room = await alertRoom(START);
    await room.take(firing('b', { state: 'resolved' }), { at: START - MINUTE });
    await room.take(firing('a'), { at: START - 2 * MINUTE });
    await room.moveTo(START + HOUR);
    expect(room.mails()).toEqual([]);
  });

  test('that ended begins anew, under the id that it had before, too', async () => {
    const room = await alertRoom(START);
    await room.take(firing('a'));
    await room.moveTo(START + MINUTE);
    await room.take(firing('a', { state: 'resolved' }));
    await room.moveTo(START + 5 * MINUTE);
    await room.take(firing('a'));
    await room.moveTo(START + 6 * MINUTE);
    expect(subjects(room)).toEqual([
      'Warning: The CRM does not answer',
      'Over: The CRM does not answer',
      'Warning: The CRM does not answer',
    ]);
  });

  test('of others can’t end one of ours', async () => {
    const room = await alertRoom(START);
    await room.take(firing('dead_letter/x', { key: 'dead_letter', title: 'x' }), { isOwn: true });
    await room.moveTo(START + MINUTE);
    await room.take(firing('y', { key: 'dead_letter', state: 'resolved' }));
    expect(subjects(room)).toEqual(['Warning: E-mails failed for good']);
  });

  test('says what is wrong with it, where it has no title or no id', async () => {
    const room = await alertRoom(START);
    for (const [detail, pointer] of [
      [firing('a', { title: undefined }), '/title'],
      [firing('a', { title: ' \u200b ' }), '/title'],
      [firing('a', { id: undefined }), '/id'],
    ] as const)
      await expect(room.take(detail)).rejects.toMatchObject({ faults: [{ pointer }] });
    expect(room.outbox.items('activity')).toEqual([]);
  });

  test('is taken as far as it can be', async () => {
    const room = await alertRoom(START);
    const leftOut = await room.take(
      firing('a', {
        severity: 'apocalypse',
        title: 'Two\nlines',
        body: 'x'.repeat(9000),
        actionUrl: 'javascript:alert(1)',
        colour: 'red',
      }),
    );
    expect(leftOut.map(({ pointer }) => pointer).sort()).toEqual([
      '/actionUrl',
      '/body',
      '/colour',
      '/severity',
    ]);
    await room.moveTo(START + MINUTE);
    expect(subjects(room)).toEqual(['Warning: Two lines']);
  });
});

describe('Wherever a process ends', () => {
  test('each alert counts once, and each mail leaves once', async () => {
    for (let calls = 0; calls < 60; calls += 1) {
      const room = await alertRoom(START);
      const again = async (run: () => Promise<unknown>): Promise<void> => {
        room.endIn(calls);
        await run().catch(() => undefined);
        room.endIn(undefined);
        await run();
      };
      await again(() => room.take(firing('a')));
      await again(() => room.take(firing('b')));
      const [id] = [...room.timers.keys()];
      await again(() => room.moveTo(START + MINUTE));
      // What a timer that was lost would have done, the sweeper does.
      await again(() => workGroup(room.deps, String(id)));
      await again(() => room.take(firing('c', { state: 'resolved' })));
      expect(subjects(room), `ended at call ${calls}`).toEqual([
        'Warning: The CRM does not answer (2×)',
        'Over: The CRM does not answer (2×)',
      ]);
    }
  });
});

test('Somebody whom an alert names is in its export, and in no table and mail once they are erased', async () => {
  const room = await alertRoom(START);
  await room.take(firing('a', { title: 'Mail to Ada@Customer.example. failed', key: 'k' }));
  await room.take(firing('b', { title: 'Mail failed', body: 'to <ada@customer.example>, twice', key: 'l' }));
  await room.moveTo(START + MINUTE);
  const person = alertsOfPerson({ ...room.deps, outbox: makeOutbox(room.outbox.deps) });
  const scope = { endsAt: START + HOUR, leadIds: [] };
  expect(await person.export('ada@customer.example', scope)).toMatchObject({
    alerts: [{ title: 'Mail to Ada@Customer.example. failed' }, { body: 'to <ada@customer.example>, twice' }],
  });
  await person.erase('ada@customer.example', scope);
  const everything = JSON.stringify([room.outbox.items('activity'), room.outbox.items('sends')]);
  expect(everything).not.toMatch(/ada@customer/i);
});
