import { el } from './dom.js';
import { makeRow, updateFoot, updateRow } from './rows.js';
import { marks, statusBadge } from './story.js';

/** The row of an e-mail of the service, kept in `rows` by its id. */
export const rowOfSend = (rows, email, state) => {
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
