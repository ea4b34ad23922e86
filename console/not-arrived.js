import { listEmails } from './api.js';
import { byId, reconcile } from './dom.js';
import { makeLatest } from './latest.js';
import { rowOfSend } from './send-row.js';

/** Who looks for a mail in the inbox often asks why it is not there. */
const LIMIT = 20;
const ASK_EVERY_MS = 3000;
/** The fake's inbox has what bounces as well: there one sees what would have been read. */
const arrivedStatuses = ['sent', 'delivered', 'bounced'];

/** The e-mails that were found for `q` and did not arrive, newest first; undefined until the answer. */
let found = { q: '', emails: undefined, askedAt: -Infinity };
const rows = new Map();
const latest = makeLatest();

/** Asks which of the e-mails that match did not arrive. */
export const refreshNotArrived = async ({ q }) => {
  if (q === '') {
    found = { q, emails: undefined, askedAt: -Infinity };
    return;
  }
  const isKnown = found.q === q && found.emails !== undefined;
  if (isKnown && performance.now() - found.askedAt < ASK_EVERY_MS) return;
  const page = await latest((options) => listEmails({ search: q, limit: String(LIMIT) }, options));
  if (page === undefined) return;
  const emails = page.items.filter(({ status }) => !arrivedStatuses.includes(status));
  found = { q, emails, askedAt: performance.now() };
};

/** Shows them above what arrived. */
export const renderNotArrived = ({ view, q }) => {
  const emails = view === 'inbox' && q !== '' && found.q === q ? (found.emails ?? []) : [];
  const ids = new Set(emails.map(({ id }) => id));
  for (const id of rows.keys()) if (!ids.has(id)) rows.delete(id);
  byId('not-arrived').hidden = emails.length === 0;
  reconcile(
    byId('not-arrived-rows'),
    emails.map((email) => rowOfSend(rows, email, { chosen: false, reachable: true })),
  );
};
