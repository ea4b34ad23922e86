import type { DatabaseSync } from 'node:sqlite';
import * as z from 'zod';
import { addressKey } from './addresses.ts';
import type { InboxFilter, InboxMail, InboxSummary } from './fake-mailgun.ts';
import { type Content, contentSchema, type Facts, factsSchema, type Submission } from './message.ts';
import { jsonColumn } from './tables.ts';

/** A message on its way to one recipient. */
export interface Mail {
  id: number;
  recipient: string;
  facts: Facts;
  deliveredAt: number | undefined;
}

export interface MailStore {
  /** Keeps a message once and answers its mails, one for each recipient. */
  add: (submission: Submission) => Mail[];
  find: (id: number) => Mail | undefined;
  /** Puts a mail into the inbox. */
  receive: (id: number, at: number) => void;
  deliver: (id: number, at: number) => void;
  /** The newest that match, newest last. */
  inbox: (filter: InboxFilter) => InboxSummary[];
  /** How many arrived. */
  count: () => number;
  open: (id: string) => InboxMail | undefined;
  /** A message as one recipient gets it, whether it arrived or not. */
  stored: (id: number) => { recipient: string; facts: Facts; content: Content } | undefined;
}

const mailSchema = z.object({
  id: z.number(),
  recipient: z.string(),
  facts: jsonColumn(factsSchema),
  delivered_at: z.number().nullable(),
});
const summarySchema = z.object({
  id: z.number(),
  recipient: z.string(),
  received_at: z.number(),
  facts: jsonColumn(factsSchema),
});
const openSchema = summarySchema.extend({ content: jsonColumn(contentSchema) });
const storedSchema = openSchema.omit({ id: true, received_at: true });

const countSchema = z.object({ mails: z.number() });

const FROM = 'FROM mailgun_mails m JOIN mailgun_messages s ON s.id = m.message';

export const makeMailStore = (database: DatabaseSync): MailStore => {
  const insertMessage = database.prepare('INSERT INTO mailgun_messages (facts, content) VALUES (?, ?)');
  const insertMail = database.prepare(
    'INSERT INTO mailgun_mails (message, recipient, recipient_key) VALUES (?, ?, ?)',
  );
  const find = database.prepare(`SELECT m.id, m.recipient, m.delivered_at, s.facts ${FROM} WHERE m.id = ?`);
  const receive = database.prepare('UPDATE mailgun_mails SET received_at = ? WHERE id = ?');
  const deliver = database.prepare('UPDATE mailgun_mails SET delivered_at = ? WHERE id = ?');
  const summaries = `SELECT m.id, m.recipient, m.received_at, s.facts ${FROM} WHERE m.received_at IS NOT NULL`;
  const newest = 'ORDER BY m.received_at DESC, m.id DESC LIMIT ?';
  const count = database.prepare('SELECT COUNT(*) AS mails FROM mailgun_mails WHERE received_at IS NOT NULL');
  const listAll = database.prepare(`${summaries} ${newest}`);
  const listTo = database.prepare(`${summaries} AND m.recipient_key = ? ${newest}`);
  const open = database.prepare(
    `SELECT m.id, m.recipient, m.received_at, s.facts, s.content ${FROM} WHERE m.id = ? AND m.received_at IS NOT NULL`,
  );
  const stored = database.prepare(`SELECT m.recipient, s.facts, s.content ${FROM} WHERE m.id = ?`);
  return {
    add: ({ facts, content, recipients }) => {
      const message = insertMessage.run(JSON.stringify(facts), JSON.stringify(content)).lastInsertRowid;
      return recipients.map((recipient) => ({
        id: Number(insertMail.run(message, recipient, addressKey(recipient)).lastInsertRowid),
        recipient,
        facts,
        deliveredAt: undefined,
      }));
    },
    find: (id) => {
      const row = mailSchema.optional().parse(find.get(id));
      return (
        row && { id, recipient: row.recipient, facts: row.facts, deliveredAt: row.delivered_at ?? undefined }
      );
    },
    receive: (id, at) => {
      receive.run(at, id);
    },
    deliver: (id, at) => {
      deliver.run(at, id);
    },
    inbox: ({ to, limit, search = '' }) => {
      const words = wordsOf(search);
      const found: InboxSummary[] = [];
      // SQLite knows upper and lower case of ASCII only, so words are looked for here, in all that arrived.
      const most = words.length === 0 ? limit : NO_LIMIT;
      for (const row of to === undefined ? listAll.iterate(most) : listTo.iterate(addressKey(to), most)) {
        const mail = summary(summarySchema.parse(row));
        if (matchesWords(mail, words)) found.push(mail);
        if (found.length === limit) break;
      }
      return found.reverse();
    },
    count: () => countSchema.parse(count.get()).mails,
    open: (id) => {
      const row = /^\d+$/.test(id) ? openSchema.optional().parse(open.get(Number(id))) : undefined;
      if (row === undefined) return undefined;
      const { raw, ...content } = row.content;
      return { ...summary(row), ...content, ...(raw !== undefined && { raw }) };
    },
    stored: (id) => storedSchema.optional().parse(stored.get(id)),
  };
};

const NO_LIMIT = -1;

const folded = (text: string): string => text.normalize('NFKC').toLowerCase();
const wordsOf = (search: string): string[] => folded(search).split(/\s+/u).filter(Boolean);

/** Whether each word is part of the address, the subject or a tag, or begins an id, which would match by chance. */
const matchesWords = (mail: InboxSummary, words: readonly string[]): boolean => {
  const { to, subject, messageId, tags, variables } = mail;
  const text = folded([to, subject, ...tags].join('\n'));
  const ids = [messageId.replace(/^</, ''), ...Object.values(variables)].map(folded);
  return words.every((word) => text.includes(word) || ids.some((id) => id.startsWith(word)));
};

const summary = (row: z.infer<typeof summarySchema>): InboxSummary => ({
  id: String(row.id),
  to: row.recipient,
  from: row.facts.from,
  subject: row.facts.subject,
  messageId: row.facts.messageId,
  receivedAt: new Date(row.received_at).toISOString(),
  tags: row.facts.tags,
  variables: row.facts.variables,
});
