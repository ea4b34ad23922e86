import { el, webLink } from './dom.js';
import { pauseSentence, pausesOf, resumeButton } from './pauses.js';
import { verdictOf } from './verdict.js';
import { dayOf, fullTime, lengthOf, reasons, timeOf, toneOf } from './words.js';

export const statusBadge = (email) => el('span', { class: `badge ${toneOf(email.status)}` }, email.status);

/** What people, and not software, did with it, for a list or a heading. */
export const marks = (email) =>
  [
    email.openedAt && ['opened', 'good'],
    email.clickedAt && ['clicked', 'good'],
    email.unsubscribedAt && ['unsubscribed', 'warn'],
    email.complainedAt && ['complained', 'bad'],
  ]
    .filter(Boolean)
    .map(([word, tone]) => el('span', { class: `mark ${tone}` }, word));

/** What became of a message: its status in words, its facts, its timeline. */
export const storyOf = (email) =>
  el(
    'div',
    { class: 'story' },
    verdict(email),
    timeline(email.timeline ?? [], isPaused(email) && pausedEntry(email)),
    facts(email),
  );

/** What a mail waits for is no event of its own, and the end of its timeline all the same. */
const pausedEntry = (email) =>
  el(
    'li',
    { class: 'warn' },
    el('div', { class: 'entry-top' }, el('strong', {}, 'waits')),
    el('p', {}, el('code', {}, 'paused'), ` ${reasons.paused}`),
  );

const verdict = (email) => {
  const { tone, line, words } = verdictOf(email);
  return el(
    'section',
    { class: `verdict ${tone}`, 'aria-label': 'Status' },
    el('p', { class: 'verdict-line' }, line),
    email.reason &&
      !isPaused(email) &&
      el('p', {}, el('code', {}, email.reason), ` ${reasons[email.reason] ?? ''}`),
    isPaused(email) && held(email),
    words && el('p', { class: 'server-words' }, words),
    email.status === 'scheduled' &&
      email.scheduledAt &&
      el('p', {}, 'Due ', moment(email.scheduledAt), '. Advance the clock to see it leave.'),
  );
};

const isPaused = ({ status, reason }) => status === 'queued' && reason === 'paused';

/** Who holds a mail back, and since when. */
const held = (email) => {
  const pauses = pausesOf(email);
  if (pauses === undefined) return el('p', {}, 'Asking who holds it back…');
  if (pauses.length === 0) return el('p', {}, 'The pause has ended; it goes on within minutes.');
  return pauses.map((pause) =>
    el('div', { class: 'held-by' }, el('p', {}, pauseSentence(pause)), resumeButton(pause)),
  );
};

const moment = (iso) => el('time', { datetime: iso, title: iso }, fullTime(iso));

const facts = (email) =>
  el(
    'section',
    { 'aria-label': 'Facts' },
    el(
      'ul',
      { class: 'tallies' },
      tally(email.opens, 'open', email.machineOpens),
      tally(email.clicks, 'click', email.machineClicks),
      tally(email.attempts, 'attempt'),
    ),
    el(
      'dl',
      { class: 'facts' },
      factPairs(email).map(([name, value]) => fact(name, value)),
    ),
  );

const tally = (count, unit, byMachines) =>
  el(
    'li',
    {},
    el('strong', {}, String(count)),
    ` ${unit}${count === 1 ? '' : 's'}`,
    byMachines > 0 && el('span', { class: 'machines' }, `+ ${byMachines} by machines`),
  );

const fact = (name, value) => el('div', {}, el('dt', {}, name), el('dd', {}, value));

const factPairs = (email) =>
  [
    ['Template', email.template && `${email.template}, version ${email.templateVersion}`],
    ['Variant', email.variant],
    ['Category', `${email.category}, ${email.lane} lane`],
    ['Scheduled for', email.scheduledAt && moment(email.scheduledAt)],
    ['Expires', email.expiresAt && moment(email.expiresAt)],
    ['Retried by hand', email.generation > 0 && `${email.generation} ×`],
    ['Conversation', email.conversationId],
    ['Appointment', email.appointmentId],
    ['Lead', email.leadId],
    ['Session', email.sessionId],
    ['Tags', email.tags.join(', ')],
    ['Metadata', Object.keys(email.metadata).length > 0 && el('code', {}, JSON.stringify(email.metadata))],
    ['Id', el('code', {}, email.id)],
    ['Message-Id', el('code', {}, email.messageId)],
  ].filter(([, value]) => value);

const timeline = (entries, waiting) =>
  el(
    'section',
    { 'aria-label': 'Timeline' },
    el(
      'ol',
      { class: 'timeline' },
      entries.map((entry, i) => entryOf(entry, entries[i - 1])),
      waiting,
    ),
  );

const entryOf = (entry, before) =>
  el(
    'li',
    { class: entryTone(entry) },
    el(
      'div',
      { class: 'entry-top' },
      el('strong', {}, entry.type),
      entry.attempt && el('span', { class: 'soft' }, `attempt ${entry.attempt}`),
      entry.machine && el('span', { class: 'chip' }, 'by a machine'),
      el('span', { class: 'gap' }, gapOf(entry, before)),
      el('time', { datetime: entry.at, title: entry.at }, timeAfter(entry, before)),
    ),
    entry.reason && el('p', {}, el('code', {}, entry.reason), ` ${reasons[entry.reason] ?? ''}`),
    entry.detail && el('p', { class: 'server-words' }, entry.detail),
    entry.url && el('p', {}, webLink(entry.url)),
    entry.client && el('p', { class: 'soft' }, entry.client),
  );

const gapOf = (entry, before) => {
  const ms = before ? Date.parse(entry.at) - Date.parse(before.at) : 0;
  return ms > 0 ? `+${lengthOf(ms)}` : '';
};

/** The day is told where it changes. */
const timeAfter = ({ at }, before) =>
  before && dayOf(before.at) === dayOf(at) ? timeOf(at) : `${dayOf(at)}, ${timeOf(at)}`;

/** What software did counts little; a try that tells of trouble did not work. */
const entryTone = ({ type, machine, detail }) => {
  if (machine) return 'mute';
  return type === 'sending' && detail ? 'warn' : toneOf(type);
};
