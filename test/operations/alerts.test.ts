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

  test('of two hundred kinds are no more mails when they come for a second time', async () => {
    const room = await alertRoom(START);
    const all = async (state: string, round: number): Promise<void> => {
      for (let i = 0; i < 60; i += 1)
        await room.take(firing(`${round}-${i}`, { key: `disk-${i}`, title: `Disk ${i} is full`, state }));
    };
    await all('firing', 1);
    await room.moveTo(START + MINUTE);
    expect(room.mails()).toHaveLength(21);
    await room.moveTo(START + HOUR);
    await all('resolved', 2);
    expect(room.mails()).toHaveLength(41);
    await room.moveTo(START + 2 * HOUR);
    await all('firing', 3);
    await room.moveTo(START + 3 * HOUR);
    expect(subjects(room).filter((one) => one?.startsWith('Warning: Disk'))).toHaveLength(40);
  });

  test('that are too many name the worst of them', async () => {
    const room = await alertRoom(START);
    for (let i = 0; i < 40; i += 1) {
      const [severity, title] = i === 25 ? ['critical', 'Database is gone'] : ['info', `Disk ${i} is full`];
      await room.take(firing(`a${i}`, { key: undefined, severity, title }));
    }
    await room.moveTo(START + MINUTE);
    expect(subjects(room)).toContain('Critical: Many different alerts at once (20×)');
    expect(JSON.stringify(room.outbox.items('sends'))).toContain('Database is gone');
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

  test('that is told again after its end, of a time before it, changes nothing', async () => {
    const room = await alertRoom(START);
    await room.take(firing('a'));
    await room.moveTo(START + MINUTE);
    await room.take(firing('b', { state: 'resolved' }));
    await room.moveTo(START + 5 * MINUTE);
    await room.take(firing('a'), { at: START });
    await room.take(firing('c'), { at: START });
    await room.moveTo(START + HOUR);
    expect(subjects(room)).toEqual(['Warning: The CRM does not answer', 'Over: The CRM does not answer']);
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

  test('with a key that is too long is in a group of its own, and a URL that is too long is left out', async () => {
    const room = await alertRoom(START);
    const long = (end: string) => 'k'.repeat(200) + end;
    const actionUrl = `https://crm.example/${'x'.repeat(2500)}`;
    const leftOut = await room.take(firing('a', { key: long('a'), title: 'A', actionUrl }));
    expect(leftOut.map(({ pointer }) => pointer)).toEqual(['/actionUrl']);
    await room.take(firing('b', { key: long('b'), title: 'B' }));
    await room.take(firing('c', { key: long('b'), title: 'B', state: 'resolved' }));
    await room.moveTo(START + MINUTE);
    expect(subjects(room)).toEqual(['Warning: A']);
  });

  test('of ours about a thing without a name is told all the same', async () => {
    const room = await alertRoom(START);
    await room.take(firing('lead_untaken/ ', { key: 'lead_untaken', title: 'x' }), { isOwn: true });
    await room.moveTo(START + MINUTE);
    expect(subjects(room)).toEqual(['Warning: Leads that nobody took']);
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

describe('Somebody whom an alert names', () => {
  const ADA = 'ada@customer.example';
  const person = (room: Room) => alertsOfPerson({ ...room.deps, outbox: makeOutbox(room.outbox.deps) });
  const scope = { endsAt: START + HOUR, leadIds: [] };
  const everything = (room: Room): string =>
    JSON.stringify([room.outbox.items('activity'), room.outbox.items('sends')]);

  test('is in its export, and in no table and mail once they are erased', async () => {
    const room = await alertRoom(START);
    await room.take(firing('a', { title: 'Mail to Ada@Customer.example. failed', key: 'k' }));
    await room.take(firing('b', { title: 'Mail failed', body: `to <${ADA}>, twice`, key: 'l' }));
    await room.moveTo(START + MINUTE);
    expect(await person(room).export(ADA, scope)).toMatchObject({
      alerts: [{ title: 'Mail to Ada@Customer.example. failed' }, { body: `to <${ADA}>, twice` }],
    });
    await person(room).erase(ADA, scope);
    expect(everything(room)).not.toMatch(/ada@customer/i);
  });

  test.each([
    'user=ada@customer.example',
    '“ada@customer.example”',
    '{ada@customer.example}',
    '**ada@customer.example**',
    'ada@customer.example/',
    'ada@customer.example—bounced',
    '"ada@customer.example"',
    'mailto:ada@customer.example?subject=x',
    `${Array.from({ length: 60 }, (_, i) => `p${i}@x.example`).join(' ')} ada@customer.example`,
  ])('is found in %s', async (text) => {
    const room = await alertRoom(START);
    await room.take(
      firing('a', { body: text, actionUrl: 'https://crm.example/?who=ada%40customer.example' }),
      {
        at: START - 90 * 24 * HOUR,
      },
    );
    await room.moveTo(START + MINUTE);
    await person(room).erase(ADA, scope);
    expect(everything(room)).not.toMatch(/ada(@|%40)customer/i);
  });

  test('and who is erased while the mail is written is erased in it', async () => {
    const room = await alertRoom(START);
    await room.take(firing('a', { title: `Mail to ${ADA} failed` }));
    const { outbox } = room.deps;
    const send: typeof outbox.send = async (feature, request) => {
      await person(room).erase(ADA, scope);
      return outbox.send(feature, request);
    };
    room.deps.outbox = { ...outbox, send };
    await room.moveTo(START + MINUTE);
    expect(room.mails()).toHaveLength(1);
    expect(everything(room)).not.toMatch(/ada@customer/i);
  });
});
