import { describe, expect, test } from 'vitest';
import { findBody } from '../../functions/outbox/message/body-store.ts';
import { findMessage } from '../../functions/outbox/message/store.ts';
import { makeOutbox } from '../../functions/outbox/outbox.ts';
import { id, memoryOutbox } from './memory-outbox.ts';
import { aMessageThatIs, HOUR, NOW } from './messages.ts';

const about = (title: string) => ({
  key: 'occasion-1',
  request: {
    to: { email: 'ada@example.com' },
    template: 'system_notification',
    data: { title, body: 'Come and look.' },
    sendAt: NOW + HOUR,
  },
});

const setUp = async (messages: Parameters<typeof memoryOutbox>[0] = []) => {
  const memory = await memoryOutbox(messages, () => NOW);
  const outbox = makeOutbox(memory.deps);
  const says = async (messageId: string) => {
    const message = await findMessage(memory.deps.sends, messageId);
    const body = message && (await findBody(memory.deps.sends, message));
    return body?.content.kind === 'template' ? body.content.data['title'] : undefined;
  };
  const bodies = () => memory.items('sends').filter(({ sk }) => String(sk).startsWith('BODY#'));
  return { ...memory, outbox, says, bodies };
};

describe('The same occasion again', () => {
  test('is the same mail, and takes back nothing that was added to it since', async () => {
    const { outbox, says } = await setUp();
    const first = await outbox.send('room', about('Before'));
    await outbox.amend(first.id, (data) => ({ ...data, title: 'Since' }));
    expect(await outbox.send('room', about('Before'))).toEqual({ id: first.id, isNew: false });
    expect(await says(first.id)).toBe('Since');
  });

  test('in other words leaves nothing of them behind', async () => {
    const { outbox, says, bodies } = await setUp();
    const first = await outbox.send('room', about('First'));
    expect(await outbox.send('room', about('Second'))).toEqual({ id: first.id, isNew: false });
    expect(await says(first.id)).toBe('First');
    expect(bodies()).toHaveLength(1);
    expect(JSON.stringify(bodies())).not.toContain('Second');
  });

  test('at the same moment is one mail with one body', async () => {
    const { outbox, says, bodies } = await setUp();
    const sent = await Promise.all(
      ['One', 'Two', 'One', 'Three'].map((title) => outbox.send('room', about(title))),
    );
    expect(sent.filter(({ isNew }) => isNew)).toHaveLength(1);
    expect(bodies()).toHaveLength(1);
    expect(['One', 'Two', 'Three']).toContain(await says(sent[0]?.id ?? ''));
  });

  test('that repeats a large one keeps it whole', async () => {
    const { outbox, bodies } = await setUp();
    const large = { ...about('Large'), request: { ...about('Large').request, data: undefined } };
    const request = { ...large.request, template: undefined, category: 'system' as const, subject: 'Large' };
    const ask = () =>
      outbox.send('room', { key: 'large', request: { ...request, text: 'x'.repeat(700_000) } });
    await ask();
    await ask();
    expect(bodies()).toHaveLength(4);
  });
});

describe('A mail that waits', () => {
  test('says with each change which revision it is', async () => {
    const { outbox } = await setUp();
    const { id: sent } = await outbox.send('room', about('Before'));
    const amended = await outbox.amend(sent, (data) => ({ ...data, title: 'After' }));
    const state = (await outbox.find([sent])).get(sent);
    expect(amended).toMatchObject({ outcome: 'amended', email: { rev: state?.rev } });
  });

  test('is superseded only while it is at the revision that was looked at', async () => {
    const waiting = aMessageThatIs('scheduled', { id: id(1) });
    const { outbox, statusOf } = await setUp([waiting]);
    expect(await outbox.supersede([id(1)], waiting.rev - 1)).toBe(false);
    expect(await statusOf(1)).toBe('scheduled');
    expect(await outbox.supersede([id(1)], waiting.rev)).toBe(true);
    expect(await statusOf(1)).toBe('skipped');
  });

  test('that nobody knows can’t be amended', async () => {
    const { outbox } = await setUp();
    expect(await outbox.amend(id(7), (data) => ({ ...data }))).toEqual({ outcome: 'unknown' });
  });
});
