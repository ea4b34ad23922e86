import type { DatabaseSync } from 'node:sqlite';
import * as z from 'zod';
import { addressKey, domainOf } from './addresses.ts';
import { jsonColumn } from './tables.ts';

export const suppressionLists = ['bounces', 'complaints', 'unsubscribes', 'whitelists'] as const;
export type SuppressionList = (typeof suppressionLists)[number];

const entrySchema = z.record(z.string(), z.union([z.string(), z.array(z.string())]));
/** An entry as Mailgun's API shows it. */
export type SuppressionEntry = z.infer<typeof entrySchema>;

export type SuppressedBy = 'suppress-bounce' | 'suppress-unsubscribe' | 'suppress-complaint';

export interface SuppressionKey {
  domain: string;
  list: SuppressionList;
  /** An address; a domain may stand in the whitelist. */
  address: string;
}

export interface Suppressions {
  /** An address that has unsubscribed from some tags already keeps them. */
  put: (key: SuppressionKey, entry: SuppressionEntry) => void;
  get: (key: SuppressionKey) => SuppressionEntry | undefined;
  remove: (key: SuppressionKey) => boolean;
  /** Subscribes an address to a tag again; false when it had not unsubscribed from that one. */
  removeTag: (key: SuppressionKey, tag: string) => boolean;
  removeAll: (which: Pick<SuppressionKey, 'domain' | 'list'>) => void;
  /** By address, from the one after (or before) `from`. */
  page: (which: Pick<SuppressionKey, 'domain' | 'list'>, page: SuppressionPage) => SuppressionEntry[];
  /** Why Mailgun would not deliver to this address; undefined when it would. */
  blocks: (domain: string, address: string, tags: readonly string[]) => SuppressedBy | undefined;
  /** Whether bounces of this address are kept from the list. */
  isWhitelisted: (domain: string, address: string) => boolean;
  /** How often a list has changed since the start. */
  changes: () => number;
}

export interface SuppressionPage {
  limit: number;
  term: string;
  from?: string;
  backwards: boolean;
}

const rowSchema = z.object({ entry: jsonColumn(entrySchema) });

export const makeSuppressions = (database: DatabaseSync): Suppressions => {
  const where = 'WHERE domain = ? AND list = ?';
  const upsert = database.prepare('INSERT OR REPLACE INTO mailgun_suppressions VALUES (?, ?, ?, ?)');
  const select = database.prepare(`SELECT entry FROM mailgun_suppressions ${where} AND address = ?`);
  const remove = database.prepare(`DELETE FROM mailgun_suppressions ${where} AND address = ?`);
  const removeAll = database.prepare(`DELETE FROM mailgun_suppressions ${where}`);
  const pageWhere = `SELECT entry FROM mailgun_suppressions ${where} AND instr(address, ?) = 1`;
  const forwards = database.prepare(`${pageWhere} AND address > ? ORDER BY address LIMIT ?`);
  const backwards = database.prepare(
    `${pageWhere} AND (? = '' OR address < ?) ORDER BY address DESC LIMIT ?`,
  );
  let changes = 0;
  const get: Suppressions['get'] = ({ domain, list, address }) =>
    rowSchema.optional().parse(select.get(domain, list, addressKey(address)))?.entry;
  const write = ({ domain, list, address }: SuppressionKey, entry: SuppressionEntry): void => {
    changes += 1;
    upsert.run(domain, list, addressKey(address), JSON.stringify(entry));
  };
  const drop = ({ domain, list, address }: SuppressionKey): boolean => {
    changes += 1;
    return remove.run(domain, list, addressKey(address)).changes > 0;
  };
  return {
    put: (key, entry) => {
      const tags = [...new Set([...tagsOf(get(key)), ...tagsOf(entry)])];
      write(key, key.list === 'unsubscribes' ? { ...entry, tags } : entry);
    },
    get,
    remove: drop,
    removeTag: (key, tag) => {
      const entry = get(key);
      const tags = tagsOf(entry);
      if (entry === undefined || !tags.includes(tag)) return false;
      const left = tags.filter((other) => other !== tag);
      if (left.length === 0) return drop(key);
      write(key, { ...entry, tags: left });
      return true;
    },
    removeAll: ({ domain, list }) => {
      changes += 1;
      removeAll.run(domain, list);
    },
    page: ({ domain, list }, page) => {
      const from = page.from ?? '';
      const rows = page.backwards
        ? backwards.all(domain, list, page.term, from, from, page.limit).reverse()
        : forwards.all(domain, list, page.term, from, page.limit);
      return rows.map((row) => rowSchema.parse(row).entry);
    },
    blocks: (domain, address, tags) => {
      if (get({ domain, list: 'bounces', address })) return 'suppress-bounce';
      const refused = tagsOf(get({ domain, list: 'unsubscribes', address }));
      if (['*', ...tags].some((tag) => refused.includes(tag))) return 'suppress-unsubscribe';
      if (get({ domain, list: 'complaints', address })) return 'suppress-complaint';
      return undefined;
    },
    changes: () => changes,
    isWhitelisted: (domain, address) =>
      [address, domainOf(address)].some((name) => get({ domain, list: 'whitelists', address: name })),
  };
};

const tagsOf = (entry: SuppressionEntry | undefined): string[] => {
  const tags = entry?.['tags'] ?? [];
  return typeof tags === 'string' ? [tags] : tags;
};
