import { describe, expect, test } from 'vitest';
import { gatheringMail } from '../../functions/conversations/gathered-mail.ts';
import { type Gathering, removeEntryOrMail } from '../../functions/notify/gather.ts';
import { DAY, NOW } from '../outbox/messages.ts';
import { DUE, entry, setUp } from './gather-fixture.ts';

describe('A mail that gathers', () => {
  test('that has left is followed by the next slot’s', async () => {
    const { add, change, idsIn, messageOf, moveTo } = await setUp();
    const first = await add(entry('a'));
    moveTo(DUE);
    await change(first, { type: 'queue' });
    const second = await add(entry('b'));
    expect(second).not.toBe(first);
    expect(await idsIn(first)).toEqual(['a']);
    expect(await messageOf(second)).toMatchObject({ scheduledAt: DUE + DAY });
  });

  test('that has left with an entry is told by it all the same', async () => {
    const { add, change, moveTo } = await setUp();
    const first = await add(entry('a'));
    moveTo(DUE);
    await change(first, { type: 'queue' });
    expect(await add(entry('a'))).toBe(first);
  });

  test('that was refused answers for all that it would have held', async () => {
    const { add, change } = await setUp();
    const first = await add(entry('a'));
    await change(first, { type: 'skip', reason: 'opted_out' });
    const again = await add(entry('b'));
    await change(again, { type: 'skip', reason: 'opted_out' });
    expect(await add(entry('c'))).toBe(again);
  });

  test('that a person cancelled answers for all that it would have held, too', async () => {
    const { add, change } = await setUp();
    const first = await add(entry('a'));
    await change(first, { type: 'cancel' });
    const again = await add(entry('b'));
    expect(again).not.toBe(first);
    await change(again, { type: 'cancel' });
    expect(await add(entry('c'))).toBe(again);
  });

  test('that left with several tells each of them, and not what it does not hold', async () => {
    const { add, change, moveTo } = await setUp();
    const first = await add(entry('a'));
    await add(entry('b'));
    moveTo(DUE);
    await change(first, { type: 'queue' });
    expect(await add(entry('a'))).toBe(first);
    expect(await add(entry('b'))).toBe(first);
    expect(await add(entry('c'))).not.toBe(first);
  });

  test('whose content is gone is followed by the next slot’s', async () => {
    const { add, change, moveTo, forget, messageOf } = await setUp();
    const first = await add(entry('a'));
    moveTo(DUE);
    await change(first, { type: 'queue' });
    await forget(first);
    expect(await messageOf(await add(entry('a')))).toMatchObject({ scheduledAt: DUE + DAY });
  });

  test('is named by its reader, its slot and its part, so that what is known of them is found again', async () => {
    const { add, named } = await setUp();
    expect(await add(entry('a'))).toBe(named('0'));
    for (let i = 0; i < 29; i += 1) await add(entry(`c${i}`));
    expect(await add(entry('one more'))).toBe(named('1'));
  });

  test('is named by how many before it were emptied', async () => {
    const { add, outbox, named } = await setUp();
    for (const rest of ['0', '0/1', '0/2']) {
      const id = await add(entry(rest));
      expect(id).toBe(named(rest));
      await removeEntryOrMail(outbox, gatheringMail, id ?? '', { id: rest });
    }
  });

  test.each<{ what: string; recipient: Gathering['recipient']; rest: string }>([
    { what: 'never', recipient: undefined, rest: '0/0' },
    { what: 'by a switch', recipient: { resubscribedAt: { digests: NOW + 1 } }, rest: `${NOW + 1}/0` },
    { what: 'by lifting a suppression', recipient: { unsuppressedAt: NOW + 1 }, rest: `${NOW + 1}/0` },
    {
      what: 'twice, the switch first',
      recipient: { resubscribedAt: { digests: NOW + 1 }, unsuppressedAt: NOW + 2 },
      rest: `${NOW + 2}/0`,
    },
    {
      what: 'twice, the switch last',
      recipient: { resubscribedAt: { digests: NOW + 2 }, unsuppressedAt: NOW + 1 },
      rest: `${NOW + 2}/0`,
    },
  ])('that follows a refused one is named by when mail was last wanted again: $what', async (c) => {
    const { add, change, named } = await setUp();
    await change(await add(entry('a')), { type: 'skip', reason: 'opted_out' });
    expect(await add(entry('b'), { recipient: c.recipient })).toBe(named(c.rest));
  });

  test('is begun anew once its reader wants mail again', async () => {
    const { add, change, idsIn } = await setUp();
    const first = await add(entry('a'));
    await change(first, { type: 'skip', reason: 'opted_out' });
    const wanted = { recipient: { resubscribedAt: { conversationSummaries: NOW + 1 } } };
    const second = await add(entry('b'), wanted);
    expect(await idsIn(second)).toEqual(['b']);
    await change(second, { type: 'skip', reason: 'suppressed_manual' });
    const third = await add(entry('c'), { recipient: { ...wanted.recipient, unsuppressedAt: NOW + 2 } });
    expect(await idsIn(third)).toEqual(['c']);
    expect(new Set([first, second, third]).size).toBe(3);
  });

  test('that lost all that it held is begun anew, however often', async () => {
    const { add, outbox, idsIn } = await setUp();
    const ids = new Set<string | undefined>();
    for (const name of ['a', 'b', 'c', 'd']) {
      const id = await add(entry(name));
      ids.add(id);
      expect(await idsIn(id)).toEqual([name]);
      await removeEntryOrMail(outbox, gatheringMail, id ?? '', { id: name });
    }
    expect(ids.size).toBe(4);
    // However often, its slot never fills up with what was emptied.
    for (let i = 0; i < 40; i += 1) {
      const id = await add(entry(`e${i}`));
      await removeEntryOrMail(outbox, gatheringMail, id ?? '', { id: `e${i}` });
    }
    expect(await add(entry('last'))).toBeDefined();
  });
});
