import { DatabaseSync } from 'node:sqlite';
import { beforeAll, describe, expect, test } from 'vitest';
import { makeMailStore, type MailStore } from '../../../local/mailgun/mail-store.ts';
import { createTables, inTransaction } from '../../../local/mailgun/tables.ts';

const NEWER = 11_000;
let mails: MailStore;

const receive = (
  recipient: string,
  subject: string,
  at: number,
  more: { tags?: string[]; id?: string } = {},
) => {
  const { tags = [], id = 'msg_1' } = more;
  const facts = {
    domain: 'mg.example.com',
    messageId: `<${id}.0@mg.example.com>`,
    from: 'Sales <sales@example.com>',
    sender: 'sales@example.com',
    to: recipient,
    subject,
    tags,
    variables: { messageId: id },
    tracking: { opens: true, clicks: true },
    links: [],
    testMode: false,
    size: 100,
    attachments: [],
  };
  const content = { headers: [], html: '', text: 'Hello', attachments: [] };
  for (const mail of mails.add({ facts, content, recipients: [recipient] })) mails.receive(mail.id, at);
};

beforeAll(() => {
  const database = new DatabaseSync(':memory:');
  createTables(database);
  mails = makeMailStore(database);
  inTransaction(database, () => {
    receive('ada@example.com', 'Your first order', 1);
    receive('ada@example.com', 'ÄPFEL und Birnen', 2, { tags: ['spring-sale'] });
    receive('ada@example.com', 'Your second order', 3, { id: 'msg_ada3' });
    for (let i = 0; i < NEWER; i += 1) receive(`customer-${i}@example.com`, 'News', 10 + i);
  });
});

describe('A search of the inbox, behind 11,000 newer mails,', () => {
  test.each([
    { search: 'ada@example.com', subjects: ['Your first order', 'ÄPFEL und Birnen', 'Your second order'] },
    { search: 'ADA order', subjects: ['Your first order', 'Your second order'] },
    { search: 'äpfel', subjects: ['ÄPFEL und Birnen'] },
    { search: 'spring', subjects: ['ÄPFEL und Birnen'] },
    { search: 'msg_ada3', subjects: ['Your second order'] },
    { search: 'sg_ada3', subjects: [] },
    { search: 'ada nowhere', subjects: [] },
  ])('finds "$search"', ({ search, subjects }) => {
    expect(mails.inbox({ search, limit: 100 }).map(({ subject }) => subject)).toEqual(subjects);
  });

  test('has the newest that match, and no more than were asked for', () => {
    const found = mails.inbox({ search: 'order', limit: 1 });
    expect(found.map(({ subject }) => subject)).toEqual(['Your second order']);
  });

  test('looks among the mails of one recipient where one is named', () => {
    expect(mails.inbox({ search: 'order', to: 'customer-1@example.com', limit: 10 })).toEqual([]);
    expect(mails.inbox({ search: 'first', to: 'ada@example.com', limit: 10 })).toHaveLength(1);
  });

  test('without a word is the newest mails', () => {
    const found = mails.inbox({ search: ' ', limit: 2 }).map(({ to }) => to);
    expect(found).toEqual([`customer-${NEWER - 2}@example.com`, `customer-${NEWER - 1}@example.com`]);
  });
});

test('The inbox knows how many mails arrived, whatever is shown', () => {
  expect(mails.count()).toBe(NEWER + 3);
});
