import { firstCurl, getInbox } from './api.js';
import { announce, byId, copyButton, el, reconcile, setText } from './dom.js';
import { hintOf, makeRow, updateFoot, updateRow } from './rows.js';
import { nameOf } from './words.js';

const LIMIT = 500;

/** Newest first; undefined until the first answer. */
let mails;
const rows = new Map();
/** Mails that came while the page was open and were not looked at. */
const unread = new Set();

/** Ids begin anew after a reset, so they alone do not name a mail. */
const keyOf = (mail) => `${mail.id} ${mail.messageId}`;

/** Asks for the inbox, and tells of what is new in it. */
export const refreshInbox = async () => {
  const { items } = await getInbox(LIMIT);
  const known = mails && new Set(mails.map(keyOf));
  mails = items.toReversed();
  const present = new Set(mails.map(keyOf));
  for (const key of [...rows.keys(), ...unread]) if (!present.has(key)) forget(key);
  const fresh = known ? mails.filter((mail) => !known.has(keyOf(mail))) : [];
  for (const mail of fresh) unread.add(keyOf(mail));
  if (fresh.length === 1) announce(`New mail to ${fresh[0].to}: ${fresh[0].subject}`);
  if (fresh.length > 1) announce(`${fresh.length} new mails`);
  setText(byId('inbox-count'), mails.length < LIMIT ? String(mails.length) : `${LIMIT}+`);
};

const forget = (key) => {
  rows.delete(key);
  unread.delete(key);
};

/** The mail of a message, if it came as far as the inbox. */
export const mailOf = (messageId) => mails?.find((mail) => mail.variables?.messageId === messageId);

export const unreadCount = () => unread.size;

export const renderInbox = (route) => {
  const words = route.q.toLowerCase().split(/\s+/).filter(Boolean);
  const shown = (mails ?? []).filter((mail) => matches(mail, words));
  const chosen = shown.find((mail) => mail.id === route.id);
  if (chosen) unread.delete(keyOf(chosen));
  const nodes = shown.map((mail) =>
    rowOf(mail, { chosen: mail === chosen, reachable: mail === (chosen ?? shown[0]) }),
  );
  reconcile(byId('rows'), nodes);
  reconcile(byId('rows-end'), listEnd(shown, words));
};

const matches = (mail, words) => {
  const text = `${mail.to} ${mail.subject}`.toLowerCase();
  return words.every((word) => text.includes(word));
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

const listEnd = (shown, words) => {
  if (mails === undefined) return [hintOf('Fetching the inbox…')];
  if (mails.length === 0) return [emptyInbox()];
  if (shown.length === 0) return [hintOf(`None of ${mails.length} mails matches.`)];
  if (words.length > 0) return [hintOf(`${shown.length} of ${mails.length} mails`)];
  return mails.length >= LIMIT ? [hintOf(`The newest ${LIMIT} mails are shown.`)] : [];
};

let empty;
/** Made once, so that a refresh takes neither the focus nor a text selection away. */
const emptyInbox = () =>
  (empty ??= el(
    'div',
    { class: 'hint' },
    el('h2', {}, 'No mail yet'),
    el('p', {}, 'Every mail the service sends lands here. Use “Send a test mail”, or try this in a shell:'),
    el('pre', { tabindex: '0', 'aria-label': 'Command' }, firstCurl()),
    copyButton(firstCurl(), 'Copy the command'),
  ));
