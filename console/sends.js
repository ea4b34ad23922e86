import { listEmails } from './api.js';
import { byId, el, reconcile, withButton } from './dom.js';
import { go } from './route.js';
import { hintOf, makeRow, updateFoot, updateRow } from './rows.js';
import { marks, statusBadge } from './story.js';
import { statuses } from './words.js';

const PAGE = '50';

/** What is listed, newest first; `emails` is undefined until the first answer. */
let list = { status: '', emails: undefined, next: undefined };
const rows = new Map();

const orderOf = (email) => `${email.createdAt}#${email.id}`;
const query = (status, cursor) => ({ limit: PAGE, ...(status && { status }), ...(cursor && { cursor }) });

/** Asks for the newest page, and keeps the older ones that were asked for. */
export const refreshSends = async ({ status }) => {
  if (list.status !== status) list = { status, emails: undefined, next: undefined };
  const page = await listEmails(query(status));
  if (list.status === status) list = merge(list, page);
};

/** Older pages stay as long as the newest one reaches them; else there may be a hole, and the list starts anew. */
const merge = ({ status, emails = [], next }, page) => {
  const known = new Set(emails.map(({ id }) => id));
  const reaches = page.next !== undefined && page.items.some(({ id }) => known.has(id));
  const end = orderOf(page.items.at(-1) ?? { createdAt: '', id: '' });
  const older = reaches ? emails.filter((email) => orderOf(email) < end) : [];
  return { status, emails: [...page.items, ...older], next: older.length > 0 ? next : page.next };
};

const loadOlder = async () => {
  const { status, next } = list;
  const page = await listEmails(query(status, next));
  if (list.status !== status) return;
  const known = new Set(list.emails.map(({ id }) => id));
  const older = page.items.filter(({ id }) => !known.has(id));
  list = { status, emails: [...list.emails, ...older], next: page.next };
};

export const renderSends = (route) => {
  byId('status').value = route.status;
  const emails = (list.status === route.status && list.emails) || [];
  const chosen = emails.find(({ id }) => id === route.id);
  const nodes = emails.map((email) =>
    rowOf(email, { chosen: email === chosen, reachable: email === (chosen ?? emails[0]) }),
  );
  const listed = new Set(emails.map(({ id }) => id));
  for (const id of rows.keys()) if (!listed.has(id)) rows.delete(id);
  reconcile(byId('rows'), nodes);
  reconcile(byId('rows-end'), listEnd(route));
};

const rowOf = (email, state) => {
  const row =
    rows.get(email.id) ?? makeRow({ ...email, view: 'sends', to: email.to.email, at: email.createdAt });
  rows.set(email.id, row);
  updateRow(row, state);
  updateFoot(row, JSON.stringify([email.status, email.reason, marks(email).length]), () => [
    statusBadge(email),
    ...marks(email),
    el('span', { class: 'row-from' }, email.reason ?? email.template ?? email.category),
  ]);
  return row;
};

const older = el(
  'button',
  {
    type: 'button',
    class: 'older',
    click: ({ currentTarget }) =>
      withButton(currentTarget, async () => {
        await loadOlder();
        go({}, { replace: true });
      }),
  },
  'Older',
);

const listEnd = ({ status }) => {
  if (list.emails === undefined || list.status !== status) return [hintOf('Fetching the sends…')];
  if (list.next !== undefined) return [older];
  if (list.emails.length > 0) return [];
  if (status) return [hintOf(`No e-mail is ${status} now.`)];
  return [hintOf('Nothing was sent yet. Use “Send a test mail”; what is skipped or fails shows here, too.')];
};

export const startSends = () => {
  byId('status').append(...Object.keys(statuses).map((status) => el('option', { value: status }, status)));
  byId('status').addEventListener('change', ({ target }) => go({ status: target.value, id: undefined }));
};
