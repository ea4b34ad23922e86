import { createHash } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import * as z from 'zod';
import { type Answer, json } from './http.ts';
import { utcDate } from './refusals.ts';

export interface Domains {
  /** Any domain is known, but for those that say otherwise by their name. */
  isKnown: (name: string) => boolean;
  /** Remembers a domain that was used, so that it is listed. */
  note: (name: string) => void;
  list: (query: URLSearchParams) => Answer;
  get: (name: string) => Answer;
  /** Looks at the DNS records, which are always found to be right. */
  verify: (name: string) => Answer;
  /** The one that was used first; undefined before any was. */
  first: () => string | undefined;
  forget: () => void;
}

const rowSchema = z.object({ name: z.string(), created_at: z.number() });

export const makeDomains = (database: DatabaseSync, now: () => number): Domains => {
  const insert = database.prepare('INSERT OR IGNORE INTO mailgun_domains (name, created_at) VALUES (?, ?)');
  const list = database.prepare('SELECT name, created_at FROM mailgun_domains ORDER BY name');
  const select = database.prepare('SELECT name, created_at FROM mailgun_domains WHERE name = ?');
  const first = database.prepare(
    'SELECT name, created_at FROM mailgun_domains ORDER BY created_at, name LIMIT 1',
  );
  const noted = new Set<string>();
  const described = (name: string) => {
    const row = rowSchema.optional().parse(select.get(name));
    return {
      domain: describe(name, row?.created_at ?? now()),
      receiving_dns_records: receivingRecords(),
      sending_dns_records: sendingRecords(name),
    };
  };
  return {
    isKnown: (name) => name.includes('.') && !name.toLowerCase().startsWith('unknown.'),
    note: (name) => {
      if (noted.has(name)) return;
      insert.run(name, now());
      noted.add(name);
    },
    list: (query) => {
      const none = !['active', null].includes(query.get('state'));
      const all = none ? [] : list.all().map((row) => rowSchema.parse(row));
      const found = all.filter(({ name }) => name.includes(query.get('search') ?? ''));
      const skip = Number(query.get('skip') ?? 0);
      const limit = Number(query.get('limit') ?? 100);
      const items = found.slice(skip, skip + limit).map(({ name, created_at }) => describe(name, created_at));
      return json(200, { total_count: found.length, items });
    },
    get: (name) => json(200, described(name)),
    verify: (name) => json(200, { message: 'Domain DNS records have been updated', ...described(name) }),
    first: () => rowSchema.optional().parse(first.get())?.name,
    forget: () => {
      noted.clear();
    },
  };
};

const describe = (name: string, createdAt: number) => ({
  id: createHash('sha256').update(name).digest('hex').slice(0, 24),
  name,
  state: 'active',
  type: 'custom',
  created_at: utcDate(createdAt),
  is_disabled: false,
  encrypt_incoming_message: false,
  message_ttl: 259_200,
  require_tls: false,
  skip_verification: false,
  smtp_login: `postmaster@${name}`,
  spam_action: 'disabled',
  use_automatic_sender_security: true,
  web_prefix: 'email',
  web_scheme: 'https',
  wildcard: false,
  receiving_dns_records: null,
  sending_dns_records: null,
});

const record = (record_type: string, name: string, value: string) => ({
  record_type,
  name,
  value,
  valid: 'valid',
  is_active: true,
  cached: [value],
});

const receivingRecords = () =>
  ['mxa.mailgun.org', 'mxb.mailgun.org'].map((host) => ({ ...record('MX', '', host), priority: '10' }));

const sendingRecords = (name: string) => [
  record('TXT', name, 'v=spf1 include:mailgun.org ~all'),
  ...['pdk1', 'pdk2'].map((key) =>
    record('CNAME', `${key}._domainkey.${name}`, `${key}._domainkey.dkim.mailgun.org`),
  ),
  record('CNAME', `email.${name}`, 'mailgun.org'),
];
