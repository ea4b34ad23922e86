import { describe, expect, test } from 'vitest';
import { conversationSchema } from '../../functions/conversations/conversation.ts';
import { gatheredEntry, gatheringMail } from '../../functions/conversations/gathered-mail.ts';
import { gather, type Gathering, removeEntry, removeEntryOrMail } from '../../functions/notify/gather.ts';
import { bodyKey, findBody, removeBody } from '../../functions/outbox/message/body-store.ts';
import { apply, findMessage } from '../../functions/outbox/message/store.ts';
import { idOf, makeOutbox } from '../../functions/outbox/outbox.ts';
import { aConversation } from '../conversations/fixture.ts';
import { memoryOutbox } from '../outbox/memory-outbox.ts';
import { DAY, HOUR, NOW } from '../outbox/messages.ts';

const DUE = NOW + HOUR;
const to = { to: { email: 'Ada@example.com' } };
const conversation = (brief: string) => conversationSchema.parse(aConversation({ summary: { brief } }));
const entry = (id: string, rev = 1, brief = 'In brief.') =>
  gatheredEntry({ id, rev, conversation: conversation(brief) }, 'customer');

const setUp = async () => {
  let now = NOW;
  const memory = await memoryOutbox([], () => now);
  const outbox = makeOutbox(memory.deps);
  const { sends } = memory.deps;
  const add = (one: ReturnType<typeof entry>, more: Partial<Gathering> = {}) =>
    gather(
      outbox,
      'conversations',
      {
        into: gatheringMail,
        entry: one,
        dueAt: DUE,
        nextSlot: (slot) => slot + DAY,
        mostMails: 5,
        recipient: undefined,
        ...more,
      },
      to,
    );
  const messageOf = async (id: string | undefined) => (await findMessage(sends, id ?? ''))!;
  const entriesOf = async (id: string | undefined) => {
    const body = await findBody(sends, await messageOf(id));
    const data = body?.content.kind === 'template' ? body.content.data : {};
    return data['summaries'] as { conversationId: string; revision: number; text?: string }[];
  };
  const idsIn = async (id: string | undefined) =>
    (await entriesOf(id)).map(({ conversationId }) => conversationId);
  const change = async (id: string | undefined, action: Parameters<typeof apply>[2]) =>
    apply(sends, await messageOf(id), action, { now });
  return {
    outbox,
    add,
    idsIn,
    entriesOf,
    messageOf,
    change,
    forget: async (id: string | undefined) => removeBody(sends, [bodyKey(await messageOf(id))]),
    moveTo: (at: number) => {
      now = at;
    },
  };
};

describe('A mail that gathers', () => {
  test('is begun for its slot, and takes in what comes before it leaves', async () => {
    const { add, idsIn, messageOf } = await setUp();
    const first = await add(entry('a'));
    expect(await add(entry('b'))).toBe(first);
    expect(await idsIn(first)).toEqual(['a', 'b']);
    expect(await messageOf(first)).toMatchObject({
      scheduledAt: DUE,
      template: 'conversation_summary_gathered',
      to: { email: 'Ada@example.com' },
    });
  });

  test('is another one for another reader, whatever the case of their address', async () => {
    const { add, outbox } = await setUp();
    const first = await add(entry('a'));
    const gathering = {
      into: gatheringMail,
      entry: entry('b'),
      dueAt: DUE,
      nextSlot: () => undefined,
      mostMails: 5,
      recipient: undefined,
    };
    const of = (email: string) => gather(outbox, 'conversations', gathering, { to: { email } });
    expect(await of('ADA@EXAMPLE.COM')).toBe(first);
    expect(await of('bob@example.com')).not.toBe(first);
  });

  test('holds each conversation once, in its latest state', async () => {
    const { add, entriesOf } = await setUp();
    const id = await add(entry('a', 1, 'Old words.'));
    await add(entry('b'));
    await add(entry('a', 3, 'New words.'));
    expect(await add(entry('a', 2, 'Late words.'))).toBe(id);
    const entries = await entriesOf(id);
    expect(entries.map(({ conversationId, revision }) => [conversationId, revision])).toEqual([
      ['a', 3],
      ['b', 1],
    ]);
    expect(entries[0]?.text).toContain('New words.');
  });

  test('takes the same again as said', async () => {
    const { add, idsIn } = await setUp();
    const id = await add(entry('a'));
    expect(await add(entry('a'))).toBe(id);
    expect(await idsIn(id)).toEqual(['a']);
  });

  test('goes on in another one when thirty are in it', async () => {
    const { add, idsIn } = await setUp();
    const ids = new Set<string | undefined>();
    for (let i = 0; i < 61; i += 1) ids.add(await add(entry(`c${i}`), { mostMails: Infinity }));
    const [first, second, third] = [...ids];
    expect(ids.size).toBe(3);
    expect(await idsIn(first)).toHaveLength(30);
    expect(await idsIn(second)).toHaveLength(30);
    expect(await idsIn(third)).toEqual(['c60']);
  });

  test('goes on in another one when a client would cut it off', async () => {
    const { add, idsIn } = await setUp();
    const long = 'x'.repeat(10_000);
    const ids = [];
    for (let i = 0; i < 12; i += 1) ids.push(await add(entry(`c${i}`, 1, long), { mostMails: Infinity }));
    expect(new Set(ids).size).toBe(1);
    const many = { highlights: Array.from({ length: 5 }, () => 'é'.repeat(450)) };
    const big = (id: string) =>
      gatheredEntry(
        {
          id,
          rev: 1,
          conversation: conversationSchema.parse(
            aConversation({
              ...many,
              nextSteps: Array.from({ length: 10 }, () => ({ text: 'é'.repeat(450) })),
            }),
          ),
        },
        'customer',
      );
    const bigs = [];
    for (let i = 0; i < 6; i += 1)
      bigs.push(await add(big(`b${i}`), { dueAt: DUE + HOUR, mostMails: Infinity }));
    expect(new Set(bigs).size).toBeGreaterThan(1);
    expect((await idsIn(bigs[0])).length).toBeGreaterThan(1);
  });

  test('is one of no more than the reader may get in a slot', async () => {
    const { add } = await setUp();
    const ids = [];
    for (let i = 0; i < 61; i += 1) ids.push(await add(entry(`c${i}`), { mostMails: 2 }));
    expect(ids[59]).toBeDefined();
    expect(ids[60]).toBeUndefined();
  });

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
    const { add } = await setUp();
    const slot = new Date(DUE).toISOString();
    const named = (rest: string) => idOf('conversations', `gathered/ada@example.com/${slot}/${rest}`);
    expect(await add(entry('a'))).toBe(named('0'));
    for (let i = 0; i < 29; i += 1) await add(entry(`c${i}`));
    expect(await add(entry('one more'))).toBe(named('1'));
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
    for (let i = 0; i < 130; i += 1) {
      const id = await add(entry(`e${i}`));
      await removeEntryOrMail(outbox, gatheringMail, id ?? '', { id: `e${i}` });
    }
    expect(await add(entry('last'))).toBeDefined();
  });
});

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

test('who finds others faster each time gives up, and is handed the work again', async () => {
  const { outbox } = await setUp();
  const gathering = {
    into: gatheringMail,
    entry: entry('a'),
    dueAt: DUE,
    nextSlot: () => undefined,
    mostMails: 5,
    recipient: undefined,
  };
  const never = { ...outbox, send: () => Promise.resolve({ id: 'msg_0', isNew: false }) };
  await expect(gather(never, 'conversations', gathering, to)).rejects.toThrow('again and again');
});
