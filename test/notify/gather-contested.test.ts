import { describe, expect, test } from 'vitest';
import { gatheringMail } from '../../functions/conversations/gathered-mail.ts';
import { gather, removeEntryOrMail } from '../../functions/notify/gather.ts';
import { DUE, entry, setUp, to } from './gather-fixture.ts';

describe('Who finds others faster each time', () => {
  const gathering = {
    into: gatheringMail,
    entry: entry('a'),
    dueAt: DUE,
    nextSlot: () => undefined,
    mostMails: 5,
    recipient: undefined,
  };
  /** Counts calls, and ends a test in which they do not end. */
  const counter = (most: number) => {
    let count = 0;
    return {
      next: () => {
        count += 1;
        if (count > most) throw new Error('It never ends');
      },
      count: () => count,
    };
  };

  test('begins a mail twenty times, gives up, and is handed the work again', async () => {
    const { outbox } = await setUp();
    const calls = counter(40);
    const never = {
      ...outbox,
      send: () => {
        calls.next();
        return Promise.resolve({ id: 'msg_0', isNew: false });
      },
    };
    await expect(gather(never, 'conversations', gathering, to)).rejects.toThrow('again and again');
    expect(calls.count()).toBe(20);
  });

  test('walks past a thousand mails that have left, and no further', async () => {
    const { outbox, add, change } = await setUp();
    const id = (await add(entry('b')))!;
    await change(id, { type: 'queue' });
    const left = await outbox.amend(id, () => undefined);
    const calls = counter(1100);
    const gone = {
      ...outbox,
      amend: () => {
        calls.next();
        return Promise.resolve(left);
      },
    };
    await expect(gather(gone, 'conversations', gathering, to)).rejects.toThrow('again and again');
    expect(calls.count()).toBe(1000);
  });

  test('tries twenty times to call a mail off, gives up, and is handed the work again', async () => {
    const { outbox, add } = await setUp();
    const id = (await add(entry('a')))!;
    const calls = counter(40);
    const never = {
      ...outbox,
      supersede: () => {
        calls.next();
        return Promise.resolve(false);
      },
    };
    await expect(removeEntryOrMail(never, gatheringMail, id, { id: 'a' })).rejects.toThrow('again and again');
    expect(calls.count()).toBe(20);
  });
});
