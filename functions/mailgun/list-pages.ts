import * as z from 'zod';

const PAGE = 1000;
/** A million addresses: more than the ten minutes of the job could bring in step. */
const MAX_PAGES = 1000;

const pageSchema = z.object({
  // Go writes an empty list as null, too.
  items: z.array(z.unknown()).nullish(),
  paging: z.object({ next: z.string().nullish() }).nullish(),
});

export interface ListToRead {
  /** Of Mailgun's API, such as `https://api.mailgun.net`. */
  url: string;
  apiKey: string;
  timeoutMs: number;
  domain: string;
  list: string;
}

/**
 * Every item of a list, whatever it is, read to its empty page. mailgun.js reads pages whole: one item that is null, or a
 * link that is not absolute, would end the reading.
 * @throws Error when Mailgun refuses, answers something that is no page, or the pages do not end.
 */
export async function* itemsOf(list: ListToRead): AsyncGenerator {
  const first = `/v3/${encodeURIComponent(list.domain)}/${list.list}?limit=${PAGE}`;
  const seen = new Set<string>();
  for (let path: string | undefined = first; path !== undefined;) {
    if (seen.has(path) || seen.size >= MAX_PAGES)
      throw new Error(`The pages of Mailgun's ${list.list} do not end (${seen.size} read)`);
    seen.add(path);
    const { items, paging } = await readPage(list, path);
    if (items === undefined || items === null || items.length === 0) return;
    yield* items;
    path = pathOf(paging?.next);
  }
}

/** Links are followed on the host that we know alone: the key goes nowhere else. */
const pathOf = (link: string | null | undefined): string | undefined => {
  if (link === undefined || link === null || link === '') return undefined;
  const { pathname, search } = new URL(link, 'https://api.mailgun.net');
  return pathname + search;
};

const readPage = async (list: ListToRead, path: string): Promise<z.infer<typeof pageSchema>> => {
  const response = await fetch(list.url.replace(/\/+$/, '') + path, {
    headers: { authorization: `Basic ${Buffer.from(`api:${list.apiKey}`).toString('base64')}` },
    signal: AbortSignal.timeout(list.timeoutMs),
  });
  if (!response.ok) {
    await response.body?.cancel();
    throw new Error(`Mailgun answers ${response.status} to a reading of its ${list.list}`);
  }
  return pageSchema.parse(await response.json());
};
