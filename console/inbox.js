import { firstCurl, getInbox } from './api.js';
import { announce, byId, copyButton, el, reconcile, setText } from './dom.js';
import { makeLatest } from './latest.js';
import { refreshNotArrived, renderNotArrived } from './not-arrived.js';
import { follow, hashOf } from './route.js';
import { hintOf, makeRow, olderButton, updateFoot, updateRow } from './rows.js';
import { nameOf } from './words.js';

const PAGE = 100;
/** The service hands out no more of the inbox at once. */
const MOST = 10_000;
/** A search looks through all that arrived, so it is repeated less often than the newest mails are asked for. */
const SEARCH_EVERY_MS = 2000;

/** The newest mails, newest first; undefined until the first answer. `total` is how many arrived. */
let newest;
let total = 0;
let limit = PAGE;
/** What was found for `q`. */
let found = { q: '', mails: undefined, askedAt: -Infinity };
const rows = new Map();
/** Mails that came while the page was open and were not looked at. */
const unread = new Set();
const latestSearch = makeLatest();

/** Ids begin anew after a reset, so they alone do not name a mail. */
const keyOf = (mail) => `${mail.id} ${mail.messageId}`;

/** One more than is shown tells whether there are more. */
const ask = async (query, options) =>
  (await getInbox({ ...query, limit: String(Math.min(MOST, limit + 1)) }, options)).items.toReversed();

/** Asks for the newest mails and for what is looked for, and tells of what is new. */
export const refreshInbox = async (route) => {
  const answer = await getInbox({ limit: String(Math.min(MOST, limit + 1)) });
  const before = newest;
  newest = answer.items.toReversed();
  total = answer.total;
  forgetGone();
  tellNew(before);
  setText(byId('inbox-count'), total.toLocaleString('en'));
  if (route.view === 'inbox') await Promise.all([refreshFound(route), refreshNotArrived(route)]);
};

const refreshFound = async ({ q }) => {
  if (q === '') {
    found = { q, mails: undefined, askedAt: -Infinity };
    return;
  }
  const isKnown = found.q === q && found.mails !== undefined;
  if (isKnown && performance.now() - found.askedAt < SEARCH_EVERY_MS) return;
  const mails = await latestSearch((options) => ask({ search: q }, options));
  if (mails !== undefined) found = { q, mails, askedAt: performance.now() };
};

const tellNew = (before) => {
  if (before === undefined) return;
  const known = new Set(before.map(keyOf));
  const since = before[0]?.receivedAt ?? '';
  const fresh = newest.filter((mail) => mail.receivedAt >= since && !known.has(keyOf(mail)));
  for (const mail of fresh) unread.add(keyOf(mail));
  if (fresh.length === 1) announce(`New mail to ${fresh[0].to}: ${fresh[0].subject}`);
  if (fresh.length > 1) announce(`${fresh.length} new mails`);
};

const forgetGone = () => {
  const present = new Set([...newest, ...(found.mails ?? [])].map(keyOf));
  for (const key of rows.keys()) if (!present.has(key)) rows.delete(key);
  // After a reset nothing is unread; what only left the newest mails still is.
  if (newest.length === 0) unread.clear();
};

/** The mail of a message where it is among those that are listed. */
export const mailOf = (messageId) =>
  [...(newest ?? []), ...(found.mails ?? [])].find((mail) => mail.variables?.messageId === messageId);

/** The mail of a message, however long ago it came; undefined where it did not arrive. */
export const findMailOf = async (messageId) =>
  mailOf(messageId) ?? (await getInbox({ search: messageId, limit: '1' })).items[0];

export const unreadCount = () => unread.size;

const listed = (q) => {
  if (q === '') return newest;
  return found.q === q ? found.mails : undefined;
};

export const renderInbox = (route) => {
  const mails = listed(route.q);
  const shown = (mails ?? []).slice(0, limit);
  const chosen = shown.find((mail) => mail.id === route.id);
  if (chosen) unread.delete(keyOf(chosen));
  const nodes = shown.map((mail) =>
    rowOf(mail, { chosen: mail === chosen, reachable: mail === (chosen ?? shown[0]) }),
  );
  reconcile(byId('rows'), nodes);
  reconcile(byId('rows-end'), listEnd(route, mails));
  renderNotArrived(route);
};

const rowOf = (mail, state) => {
  const key = keyOf(mail);
  const row = rows.get(key) ?? makeRow({ ...mail, view: 'inbox', at: mail.receivedAt });
  rows.set(key, row);
  updateRow(row, state);
  row.classList.toggle('unread', unread.has(key));
  updateFoot(row, 'made', () => [
    el('span', { class: 'row-from', title: mail.from }, nameOf(mail.from)),
    ...mail.tags.map((tag) => el('span', { class: 'chip' }, tag)),
  ]);
  return row;
};

const older = olderButton(() => {
  limit += PAGE;
  found = { ...found, askedAt: -Infinity };
});

const listEnd = ({ q }, mails) => {
  if (mails === undefined) return [hintOf(q === '' ? 'Fetching the inbox…' : 'Searching…')];
  if (mails.length > limit) return [older];
  if (q !== '') return [hintOf(foundWords(mails.length)), ...(mails.length === 0 ? [sendsLink(q)] : [])];
  if (mails.length === 0) return [emptyInbox()];
  return mails.length === MOST && total > MOST
    ? [
        hintOf(
          `These are the newest ${MOST.toLocaleString('en')} of ${total.toLocaleString('en')}; search for the others.`,
        ),
      ]
    : [];
};

const foundWords = (count) => {
  const all = `${total.toLocaleString('en')} ${total === 1 ? 'mail' : 'mails'} that arrived`;
  return count === 0 ? `None of the ${all} matches.` : `${count.toLocaleString('en')} of the ${all}`;
};

let toSends;
/** Made once, so that a refresh does not take the focus away. */
const sendsLink = (q) => {
  toSends ??= el('a', { class: 'elsewhere' }, 'Search all sends: what waits, was skipped or failed, too');
  toSends.href = hashOf({ view: 'sends', q });
  toSends.onclick = follow({ view: 'sends', id: undefined, status: '' });
  return toSends;
};

let empty;
/** Made once, so that a refresh takes neither the focus nor a text selection away. */
const emptyInbox = () =>
  (empty ??= el(
    'div',
    { class: 'hint' },
    el('h2', {}, 'No mail yet'),
    el('p', {}, 'Every mail the service sends lands here. Use “Send a test mail”, or try this in a shell:'),
    el('pre', { tabindex: '0', 'aria-label': 'Command', role: 'region' }, firstCurl()),
    copyButton(firstCurl(), 'Copy the command'),
  ));
