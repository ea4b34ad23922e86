import { describe, expect, test } from 'vitest';
import { type ListFilter, listMessages } from '../../functions/outbox/api/list.ts';
import type { Position } from '../../functions/outbox/api/list-index.ts';
import type { Message } from '../../functions/outbox/message/message.ts';
import { apply, findMessage } from '../../functions/outbox/message/store.ts';
import { memoryOutbox, id } from './memory-outbox.ts';
import { aMessage, aMessageThatIs, DAY, MINUTE, NOW } from './messages.ts';

const LATER = NOW + 40 * DAY;
const MANY = 3000;

/** Ada's mails, and many newer ones of others; a month lies between the first and the last. */
const crowd = (of: (i: number) => Partial<Message>): Message[] =>
  Array.from({ length: MANY }, (_, i) =>
    aMessageThatIs('delivered', {
      id: id(i + 100),
      to: { email: `someone-${i}@example.com` },
      subject: `News ${i}`,
      createdAt: NOW + MINUTE + i * Math.floor((40 * DAY) / MANY / 2),
      ...of(i),
    }),
  );

const listed = async (
  sends: Awaited<ReturnType<typeof memoryOutbox>>['deps']['sends'],
  filter: ListFilter,
  limit = 10,
) => {
  const pages: string[][] = [];
  let from: Position | undefined;
  do {
    const page = await listMessages(sends, filter, { limit, from, now: LATER });
    pages.push(page.messages.map((message) => message.id));
    from = page.next;
  } while (from !== undefined);
  return pages;
};

describe('A list of e-mails', () => {
  test('by status has full pages, however many newer ones are in another status', async () => {
    const waiting = Array.from({ length: 25 }, (_, i) =>
      aMessage({ id: id(i), createdAt: NOW + i, life: { status: 'queued', nextCheckAt: LATER } }),
    );
    const { deps } = await memoryOutbox([...waiting, ...crowd(() => ({}))], () => LATER);
    const pages = await listed(deps.sends, { status: 'queued' });
    expect(pages.map(({ length }) => length)).toEqual([10, 10, 5]);
    expect(pages.flat()).toEqual(waiting.map((message) => message.id).reverse());
  });

  test('by words finds one behind thousands of newer ones, in one page', async () => {
    const ada = aMessage({ id: id(1), to: { email: 'ada@example.com' }, subject: 'Your confirmation' });
    const { deps } = await memoryOutbox([ada, ...crowd(() => ({}))], () => LATER);
    for (const search of ['ada@example.com', 'ADA confirm', 'confirmation', 'ada@exam', ada.id])
      expect(await listed(deps.sends, { search })).toEqual([[ada.id]]);
    expect(await listed(deps.sends, { search: 'ada news' })).toEqual([[]]);
  });

  test('by words finds all that hold them, also where one mail is of that very id or address', async () => {
    const mails = [
      aMessage({ id: id(1), subject: 'invoice 7', createdAt: NOW + 1 }),
      aMessage({ id: id(2), leadId: 'invoice', createdAt: NOW + 2 }),
      aMessage({ id: id(3), conversationId: 'invoice', createdAt: NOW + 3 }),
    ];
    const { deps } = await memoryOutbox(mails, () => LATER);
    expect((await listed(deps.sends, { search: 'Invoice' }, 1)).flat()).toEqual([3, 2, 1].map(id));
  });

  test('by a whole address finds the mails to it, and by a part of one those of all that hold it', async () => {
    const mails = [
      aMessage({ id: id(1), to: { email: 'anna@hide.example' }, createdAt: NOW + 1 }),
      aMessage({ id: id(2), to: { email: 'joanna@hide.example' }, createdAt: NOW + 2 }),
    ];
    const { deps } = await memoryOutbox(mails, () => LATER);
    const find = (filter: ListFilter) => listed(deps.sends, filter);
    expect(await find({ search: 'ANNA@hide.example' })).toEqual([[id(1)]]);
    expect(await find({ search: 'anna@hide' })).toEqual([[id(2), id(1)]]);
    expect(await find({ search: 'anna@hide.example', recipient: 'joanna@hide.example' })).toEqual([[]]);
  });

  test('goes on where it was, though statuses change and new ones come between its pages', async () => {
    const waiting = Array.from({ length: 20 }, (_, i) =>
      aMessage({ id: id(i), createdAt: NOW + i, life: { status: 'queued', nextCheckAt: LATER } }),
    );
    const { deps } = await memoryOutbox(waiting, () => LATER);
    const first = await listMessages(
      deps.sends,
      { status: 'queued' },
      { limit: 10, from: undefined, now: LATER },
    );
    const ids = first.messages.map((message) => message.id);
    for (const one of [ids[0] ?? '', id(9), id(8)]) {
      const message = await findMessage(deps.sends, one);
      if (message !== undefined) await apply(deps.sends, message, { type: 'cancel' }, { now: LATER });
    }
    const second = await listMessages(
      deps.sends,
      { status: 'queued' },
      { limit: 10, from: first.next, now: LATER },
    );
    expect(second.messages.map((message) => message.id)).toEqual([7, 6, 5, 4, 3, 2, 1, 0].map(id));
    expect(second.next).toBeUndefined();
  });
});
