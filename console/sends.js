import { listEmails } from './api.js';
import { byId, el, reconcile } from './dom.js';
import { makeLatest } from './latest.js';
import { go } from './route.js';
import { hintOf, olderButton } from './rows.js';
import { rowOfSend } from './send-row.js';
import { statuses } from './words.js';

const PAGE = 50;
/** A search looks through many e-mails, so it is repeated less often than the newest ones are asked for. */
const SEARCH_EVERY_MS = 3000;

const emptyList = (wanted) => ({ ...wanted, emails: undefined, next: undefined, askedAt: -Infinity });

/** What is listed, newest first; `emails` is undefined until the first answer. */
let list = emptyList({ q: '', status: '' });
const rows = new Map();
const latest = makeLatest();

const isFor = ({ q, status }) => list.q === q && list.status === status;
const orderOf = (email) => `${email.createdAt}#${email.id}`;
const query = ({ q, status }, cursor) => ({
  limit: String(PAGE),
  ...(q && { search: q }),
  ...(status && { status }),
  ...(cursor && { cursor }),
});

/** Asks for the newest page, and keeps the older ones that were asked for. */
export const refreshSends = async (route) => {
  if (!isFor(route)) list = emptyList({ q: route.q, status: route.status });
  if (list.q && list.emails && performance.now() - list.askedAt < SEARCH_EVERY_MS) return;
  const page = await latest((options) => listEmails(query(route), options));
  if (page !== undefined && isFor(route)) list = { ...merge(list, page), askedAt: performance.now() };
};

/**
 * Older pages stay as long as the newest one reaches them; else there may be a hole, and the list starts anew.
 * A page that is short has looked at all that is newer than where the older ones begin.
 */
const merge = (before, page) => {
  const { emails = [] } = before;
  const known = new Set(emails.map(({ id }) => id));
  const isShort = page.items.length < PAGE;
  const reaches = page.next !== undefined && (isShort || page.items.some(({ id }) => known.has(id)));
  const end = orderOf(page.items.at(-1) ?? { createdAt: '~', id: '' });
  const older = reaches ? emails.filter((email) => orderOf(email) < end) : [];
  // What was looked through without a find counts as well: the list goes on where it had come to.
  const goesOn = before.emails !== undefined && reaches && (older.length > 0 || isShort);
  return { ...before, emails: [...page.items, ...older], next: goesOn ? before.next : page.next };
};

const loadOlder = async () => {
  const { next } = list;
  const wanted = list;
  const page = await listEmails(query(wanted, next));
  if (!isFor(wanted)) return;
  const known = new Set(list.emails.map(({ id }) => id));
  const older = page.items.filter(({ id }) => !known.has(id));
  list = { ...list, emails: [...list.emails, ...older], next: page.next };
};

export const renderSends = (route) => {
  byId('status').value = route.status;
  const emails = (isFor(route) && list.emails) || [];
  const chosen = emails.find(({ id }) => id === route.id);
  const nodes = emails.map((email) =>
    rowOfSend(rows, email, { chosen: email === chosen, reachable: email === (chosen ?? emails[0]) }),
  );
  const listed = new Set(emails.map(({ id }) => id));
  for (const id of rows.keys()) if (!listed.has(id)) rows.delete(id);
  reconcile(byId('rows'), nodes);
  reconcile(byId('rows-end'), listEnd(route));
};

const older = olderButton(loadOlder);

const listEnd = (route) => {
  if (!isFor(route) || list.emails === undefined)
    return [hintOf(route.q ? 'Searching…' : 'Fetching the sends…')];
  if (list.next !== undefined)
    return list.emails.length > 0
      ? [older]
      : [hintOf('Nothing was found yet; there are older e-mails.'), older];
  return list.emails.length > 0 ? [] : [hintOf(nothingWords(route))];
};

const nothingWords = ({ q, status }) => {
  if (q && status) return `No e-mail that matches is ${status} now.`;
  if (q) return 'No e-mail matches.';
  if (status) return `No e-mail is ${status} now.`;
  return 'Nothing was sent yet. Use “Send a test mail”; what is skipped or fails shows here, too.';
};

export const startSends = () => {
  byId('status').append(...Object.keys(statuses).map((status) => el('option', { value: status }, status)));
  byId('status').addEventListener('change', ({ target }) => go({ status: target.value, id: undefined }));
};
