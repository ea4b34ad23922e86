import { getStatus, resumeSending } from './api.js';
import { byId, el, icon, notify, withButton } from './dom.js';
import { ago, clock, fullTime } from './words.js';

/** What is counted of the mails that wait costs the service a read, so it is asked for no more often. */
const ASK_EVERY_MS = 5000;
/** The service counts no further. */
const MOST_COUNTED = 10_000;

/** What holds mail back, as last heard; undefined until the first answer. */
let status;
let askedAt = -Infinity;
let asking;

/** Asks what holds mail back, unless that was asked just now; `now` asks anew in any case. */
export const refreshPauses = ({ now = false } = {}) => {
  if (asking) return now ? asking.then(() => refreshPauses({ now })) : asking;
  if (!now && performance.now() - askedAt < ASK_EVERY_MS) return Promise.resolve();
  askedAt = performance.now();
  asking = getStatus()
    .then((answer) => (status = answer))
    .finally(() => (asking = undefined));
  return asking;
};

/** The pauses that hold a mail back; undefined while it is not known. */
export const pausesOf = ({ category, template }) =>
  status?.pauses.filter((pause) =>
    pause.template === undefined ? pause.category === category : pause.template === template,
  );

const nameOfPaused = ({ category, template }) =>
  template === undefined
    ? [el('strong', {}, category), ' e-mails']
    : ['E-mails of ', el('strong', {}, template)];
const whatOf = ({ category, template }) => (template === undefined ? { category } : { template });
const plainName = (pause) =>
  nameOfPaused(pause)
    .map((part) => part.textContent ?? part)
    .join('');

const waitingWords = (count) => {
  if (count >= MOST_COUNTED) return `${MOST_COUNTED.toLocaleString('en')} or more wait`;
  return count === 1 ? 'One waits' : `${count.toLocaleString('en')} wait`;
};

const moment = (iso) => el('time', { datetime: iso, title: iso }, fullTime(iso));

/** By whom, since when, until when. */
export const decisionWords = ({ by, since, until }) => [
  'by ',
  el('strong', {}, by || 'somebody unknown'),
  ' since ',
  moment(since),
  ` (${ago(since)}), `,
  ...(until === undefined ? ['until somebody resumes them'] : ['until ', moment(until)]),
];

/** What is paused, by whom and since when, in one sentence. */
export const pauseSentence = (pause) => [
  ...nameOfPaused(pause),
  ' are paused ',
  ...decisionWords(pause),
  '.',
];

/** Asks before mail leaves. */
export const resumeButton = (pause) =>
  el(
    'button',
    {
      type: 'button',
      class: 'small',
      'aria-label': `Resume ${plainName(pause)}`,
      click: ({ currentTarget }) => askToResume(currentOf(pause), currentTarget),
    },
    'Resume',
  );

/** How many wait changes while a button stands there. */
const currentOf = (pause) =>
  pausesOf(pause)?.find(({ since, template }) => since === pause.since && template === pause.template) ??
  pause;

let asked;
const askToResume = (pause, button) => {
  asked = { pause, button };
  const dialog = byId('resume-dialog');
  byId('resume-what').replaceChildren(...pauseSentence(pause));
  byId('resume-count').textContent =
    pause.waiting === 0
      ? 'No e-mail waits for it now.'
      : `${waitingWords(pause.waiting)}. What waits leaves within minutes, where nothing else stands against it.`;
  dialog.returnValue = '';
  dialog.showModal();
};

const resume = async (pause) => {
  await resumeSending(whatOf(pause));
  await refreshPauses({ now: true });
  notify(`${plainName(pause)} go on.`);
};

/** Wires the dialog; `changed` is called when mail goes on. */
export const startPauses = (changed) => {
  const dialog = byId('resume-dialog');
  dialog.addEventListener('close', () => {
    if (dialog.returnValue !== 'resume') return;
    void withButton(asked.button, async () => {
      await resume(asked.pause);
      await changed();
    });
  });
};

let shown;

/** Says above the lists what holds mail back. */
export const renderPauses = () => {
  const lines = [...breakerLines(), ...pauseLines()];
  // Buttons stay in place, and keep the focus, while nothing changes.
  const told = JSON.stringify([
    status?.breaker,
    status?.heldUntil,
    status?.pauses,
    Math.floor(clock.now / 60_000),
  ]);
  if (told === shown) return;
  shown = told;
  const focused = [...byId('held-list').querySelectorAll('button')].indexOf(document.activeElement);
  byId('held').hidden = lines.length === 0;
  byId('held-list').replaceChildren(...lines);
  byId('held-list').querySelectorAll('button')[focused]?.focus();
};

const line = (glyph, words, ...more) => el('li', {}, icon(glyph), el('p', {}, words), ...more);

const pauseLines = () =>
  (status?.pauses ?? []).map((pause) =>
    line(
      'pause',
      [...pauseSentence(pause), ' ', el('span', { class: 'waiting' }, `${waitingWords(pause.waiting)}.`)],
      resumeButton(pause),
    ),
  );

const breakerLines = () => {
  const { breaker, heldUntil } = status ?? {};
  if (breaker && breaker.state !== 'closed') {
    const words = [
      el('strong', {}, 'All e-mails'),
      ' wait: Mailgun fails since ',
      moment(breaker.since),
      ` (${ago(breaker.since)}). The next probe may go `,
      moment(breaker.until),
      '. ',
      el('span', { class: 'server-words' }, breaker.why),
    ];
    return [line('bolt', words)];
  }
  if (heldUntil === undefined) return [];
  return [
    line('bolt', [
      el('strong', {}, 'All e-mails'),
      ' wait until ',
      moment(heldUntil),
      ': Mailgun asked for that.',
    ]),
  ];
};
