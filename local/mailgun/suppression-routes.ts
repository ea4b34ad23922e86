import * as z from 'zod';
import { jsonTextSchema } from './json-text.ts';
import { parseAddresses } from './addresses.ts';
import { fieldOf, fieldsOf, FormError, parseForm } from './form.ts';
import { type Answer, type Call, json } from './http.ts';
import { faultsOfMessage, refusals, utcDate } from './refusals.ts';
import type { SuppressionEntry, SuppressionKey, SuppressionList, Suppressions } from './suppressions.ts';

export interface SuppressionRoutes {
  list: (call: Call, where: Where) => Answer;
  get: (key: SuppressionKey) => Answer;
  add: (call: Call, where: Where) => Promise<Answer>;
  /** With a `tag`, in the query or as a form, an address is taken off the unsubscribes of that tag alone. */
  remove: (call: Call, key: SuppressionKey) => Promise<Answer>;
  removeAll: (where: Where) => Answer;
}

type Where = Pick<SuppressionKey, 'domain' | 'list'>;

const MAX_LIMIT = 1000;
const DEFAULT_LIMIT = 100;
const EVERYTHING = '*';

const removed: Record<SuppressionList, { one: string; all: string }> = {
  bounces: {
    one: 'Bounced address has been removed',
    all: 'Bounced addresses for this domain have been removed',
  },
  complaints: {
    one: 'Spam complaint has been removed',
    all: 'Complaint addresses for this domain have been removed',
  },
  unsubscribes: {
    one: 'Unsubscribe event has been removed',
    all: 'Unsubscribe addresses for this domain have been removed',
  },
  whitelists: {
    one: 'Allowlist address/domain has been removed',
    all: 'Allowlist addresses/domains for this domain have been removed',
  },
};

const postedSchema = z.object({
  address: z.string().optional(),
  domain: z.string().optional(),
  code: z.coerce.string().optional(),
  error: z.string().optional(),
  reason: z.string().optional(),
  tag: z.string().optional(),
  tags: z.array(z.string()).optional(),
  created_at: z.string().optional(),
});
type Posted = z.infer<typeof postedSchema>;

export const makeSuppressionRoutes = (deps: {
  suppressions: Suppressions;
  now: () => number;
  url: () => string;
}): SuppressionRoutes => ({
  list: ({ query }, where) => {
    const asked = Number(query.get('limit') ?? DEFAULT_LIMIT);
    const limit = Number.isInteger(asked) && asked > 0 ? Math.min(asked, MAX_LIMIT) : DEFAULT_LIMIT;
    const term = query.get('term') ?? '';
    const page = query.get('page') ?? 'first';
    const from = page === 'next' || page === 'previous' ? (query.get('address') ?? '') : '';
    const backwards = page === 'previous' || page === 'last';
    const items = deps.suppressions.page(where, { limit, term, from, backwards });
    const link = (to: string, address: string) => {
      const search = new URLSearchParams({
        page: to,
        address,
        limit: String(limit),
        ...(term !== '' && { term }),
      });
      return `${deps.url()}/v3/${where.domain}/${where.list}?${search.toString()}`;
    };
    return json(200, {
      items,
      paging: {
        first: link('first', ''),
        next: link('next', nameOf(items.at(-1)) ?? from),
        previous: link('previous', nameOf(items[0]) ?? from),
        last: link('last', ''),
      },
    });
  },
  get: (key) => {
    const entry = deps.suppressions.get(key);
    return entry === undefined ? notFound(key.list) : json(200, entry);
  },
  add: async (call, where) => {
    const posted = await readPosted(call);
    if (typeof posted === 'string') return refusals.badRequest(posted);
    if (where.list === 'whitelists' && posted.items.some((item) => !item.address && !item.domain)) {
      return refusals.badRequest('Missing mandatory parameter: address/domain');
    }
    const entries = posted.items.map((item) => entryOf(where.list, item, deps.now()));
    if (entries.length > MAX_LIMIT) return refusals.badRequest(`Batch size should be less than ${MAX_LIMIT}`);
    const names = entries.map((entry) => nameOf(entry) ?? '');
    if (names.some((name, i) => !isName(name, posted.items[i]?.address === undefined))) {
      return refusals.badRequest(faultsOfMessage.badAddress('address'));
    }
    entries.forEach((entry, i) => {
      deps.suppressions.put({ ...where, address: names[i] ?? '' }, entry);
    });
    return json(200, added(where.list, names, posted.batch));
  },
  remove: async (call, key) => {
    const tag = key.list === 'unsubscribes' ? await tagIn(call) : undefined;
    if (tag !== undefined && deps.suppressions.get(key) !== undefined) {
      if (!deps.suppressions.removeTag(key, tag)) return noSuchTag();
    } else if (!deps.suppressions.remove(key)) return notFound(key.list);
    const name = key.list === 'whitelists' ? { value: key.address } : { address: key.address };
    return json(200, { message: removed[key.list].one, ...name });
  },
  removeAll: (where) => {
    deps.suppressions.removeAll(where);
    return json(200, { message: removed[where.list].all });
  },
});

const tagIn = async ({ query, headers, body }: Call): Promise<string | undefined> => {
  const inQuery = query.get('tag');
  if (inQuery !== null) return inQuery;
  try {
    return fieldOf(await parseForm(headers['content-type'], body ?? Buffer.alloc(0)), 'tag');
  } catch (error) {
    // A body that is no form names no tag.
    if (error instanceof FormError) return undefined;
    throw error;
  }
};

const notFoundIn: Record<SuppressionList, string> = {
  bounces: 'Address not found in bounces table',
  complaints: 'No spam complaints found for this address',
  unsubscribes: 'Address not found in unsubscribers table',
  whitelists: 'Address/Domain not found in allowlist table',
};

const notFound = (list: SuppressionList): Answer => json(404, { message: notFoundIn[list] });

const noSuchTag = (): Answer => json(404, { message: 'Unsubscribe event for this tag does not exist' });

const added = (list: SuppressionList, names: readonly string[], batch: boolean) => {
  if (list === 'whitelists') {
    const name = names[0] ?? '';
    const type = name.includes('@') ? 'address' : 'domain';
    return { message: 'Address/Domain has been added to the allowlists table', type, value: name };
  }
  const kind = list === 'complaints' ? 'complaint addresses' : 'addresses';
  return batch
    ? { message: `${names.length} ${kind} have been added to the ${list} table` }
    : { message: `Address has been added to the ${list} table`, address: names[0] };
};

const isName = (name: string, isDomain: boolean): boolean =>
  isDomain ? /^[\p{L}\p{N}-]+(\.[\p{L}\p{N}-]+)+$/u.test(name) : parseAddresses(name)?.length === 1;

const nameOf = (entry: SuppressionEntry | undefined): string | undefined => {
  const name = entry?.['address'] ?? entry?.['value'];
  return typeof name === 'string' ? name : undefined;
};

/** As Mailgun writes times; a client that has none may send the zero of its language, the year 1. */
const timeOf = ({ created_at = '' }: Posted, now: number): string => {
  const at = /\b0001\b/.test(created_at) ? Number.NaN : Date.parse(created_at);
  return utcDate(Number.isNaN(at) ? now : at);
};

const entryOf = (list: SuppressionList, posted: Posted, now: number): SuppressionEntry => {
  const address = posted.address ?? '';
  const created_at = timeOf(posted, now);
  switch (list) {
    case 'bounces':
      return { address, code: posted.code ?? '550', error: posted.error ?? '', created_at };
    case 'complaints':
      return { address, created_at };
    case 'unsubscribes':
      return { address, tags: posted.tags ?? [posted.tag ?? EVERYTHING], created_at };
    case 'whitelists': {
      const type = posted.address === undefined ? 'domain' : 'address';
      return {
        type,
        value: posted.address ?? posted.domain ?? '',
        reason: posted.reason ?? '',
        createdAt: created_at,
      };
    }
    default:
      return list satisfies never;
  }
};

const readPosted = async (call: Call): Promise<{ items: Posted[]; batch: boolean } | string> => {
  const body = call.body ?? Buffer.alloc(0);
  const type = call.headers['content-type'];
  if (/^application\/json/i.test(type ?? '')) return readJson(body.toString('utf8'));
  try {
    const form = await parseForm(type, body);
    const tags = fieldsOf(form, 'tag');
    const fields = ['address', 'domain', 'code', 'error', 'reason', 'created_at'].flatMap((name) => {
      const value = fieldOf(form, name);
      return value === undefined ? [] : [[name, value]];
    });
    const item = postedSchema.parse({ ...Object.fromEntries(fields), ...(tags.length > 0 && { tags }) });
    return { items: [item], batch: false };
  } catch (error) {
    if (error instanceof FormError) return error.message;
    throw error;
  }
};

const batchSchema = jsonTextSchema.pipe(z.union([z.array(postedSchema), postedSchema]));

const readJson = (text: string): { items: Posted[]; batch: boolean } | string => {
  const parsed = batchSchema.safeParse(text);
  if (!parsed.success) return 'Invalid JSON';
  return { items: [parsed.data].flat(), batch: Array.isArray(parsed.data) };
};
