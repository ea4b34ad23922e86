import { describe, expect, test } from 'vitest';
import { gatheringMail } from '../../functions/conversations/gathered-mail.ts';
import { removeEntry, removeEntryOrMail } from '../../functions/notify/gather.ts';
import { DUE, entry, setUp } from './gather-fixture.ts';

describe('What a mail gathered', () => {
  test('can be taken out of it again, and the rest stays', async () => {
    const { add, outbox, idsIn } = await setUp();
    const id = (await add(entry('a')))!;
    await add(entry('b'));
    expect(await removeEntry(outbox, gatheringMail, id, { id: 'a' })).toBe(true);
    expect(await idsIn(id)).toEqual(['b']);
    expect(await removeEntry(outbox, gatheringMail, id, { id: 'b' })).toBe(false);
    expect(await idsIn(id)).toEqual(['b']);
  });

  test('stays when it tells a state that is no older', async () => {
    const { add, outbox, idsIn } = await setUp();
    const id = (await add(entry('a', 2)))!;
    await add(entry('b'));
    await removeEntryOrMail(outbox, gatheringMail, id, { id: 'a', before: 2 });
    expect(await idsIn(id)).toEqual(['a', 'b']);
    await removeEntryOrMail(outbox, gatheringMail, id, { id: 'a', before: 3 });
    expect(await idsIn(id)).toEqual(['b']);
  });

  test('takes its mail with it when nothing else is in it', async () => {
    const { add, outbox, messageOf } = await setUp();
    const id = (await add(entry('a')))!;
    await removeEntryOrMail(outbox, gatheringMail, id, { id: 'a' });
    expect((await messageOf(id)).life).toMatchObject({ status: 'skipped', reason: 'superseded' });
  });

  test('does not take a mail with it that another entry came into at this very moment', async () => {
    const { add, outbox, messageOf, idsIn } = await setUp();
    const id = (await add(entry('a')))!;
    let isFirst = true;
    const busy = {
      ...outbox,
      supersede: async (ids: readonly string[], rev?: number) => {
        if (isFirst) await add(entry('b'));
        isFirst = false;
        return outbox.supersede(ids, rev);
      },
    };
    await removeEntryOrMail(busy, gatheringMail, id, { id: 'a' });
    expect((await messageOf(id)).life.status).toBe('scheduled');
    expect(await idsIn(id)).toEqual(['b']);
  });

  test('is gone with a mail that nobody knows', async () => {
    const { outbox } = await setUp();
    expect(await removeEntry(outbox, gatheringMail, 'msg_0', { id: 'a' })).toBe(false);
    await expect(removeEntryOrMail(outbox, gatheringMail, 'msg_0', { id: 'a' })).resolves.toBeUndefined();
  });

  test('can leave a mail whose time has come while it was not handed to Mailgun', async () => {
    const { add, outbox, change, idsIn, moveTo } = await setUp();
    const id = (await add(entry('a')))!;
    await add(entry('b'));
    moveTo(DUE);
    await change(id, { type: 'queue' });
    expect(await removeEntry(outbox, gatheringMail, id, { id: 'a' })).toBe(true);
    expect(await idsIn(id)).toEqual(['b']);
    await removeEntryOrMail(outbox, gatheringMail, id, { id: 'b' });
    expect(await idsIn(id)).toEqual(['b']);
  });
});
