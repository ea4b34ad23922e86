import { describe, expect, test } from 'vitest';
import { conversationSchema } from '../../functions/conversations/conversation.ts';
import { gatheredEntry, gatheringMail } from '../../functions/conversations/gathered-mail.ts';
import { gather } from '../../functions/notify/gather.ts';
import { aConversation } from '../conversations/fixture.ts';
import { HOUR } from '../outbox/messages.ts';
import { DUE, entry, setUp } from './gather-fixture.ts';

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

  test('holds what was told last of one state', async () => {
    const { add, entriesOf } = await setUp();
    const id = await add(entry('a', 1, 'Old words.'));
    await add(entry('a', 1, 'Better words.'));
    expect((await entriesOf(id))[0]?.text).toContain('Better words.');
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

  test('holds eighty thousand bytes, and not one more', async () => {
    const { add } = await setUp();
    const half = { into: { ...gatheringMail, bytesOf: () => 40_000 } };
    const first = await add(entry('a'), half);
    expect(await add(entry('b'), half)).toBe(first);
    const more = { into: { ...gatheringMail, bytesOf: () => 40_001 }, dueAt: DUE + HOUR };
    expect(await add(entry('b'), more)).not.toBe(await add(entry('a'), more));
  });

  test('is one of no more than the reader may get in a slot', async () => {
    const { add } = await setUp();
    const ids = [];
    for (let i = 0; i < 61; i += 1) ids.push(await add(entry(`c${i}`), { mostMails: 2 }));
    expect(ids[59]).toBeDefined();
    expect(ids[60]).toBeUndefined();
  });
});
