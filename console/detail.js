import { Refusal, getEmail, getMail } from './api.js';
import { byId, el, icon } from './dom.js';
import { mailOf } from './inbox.js';
import { contentTabs, envelopeOf } from './mail.js';
import { follow, go } from './route.js';
import { marks, statusBadge, storyOf } from './story.js';
import { fullTime } from './words.js';

const tabNames = ['rendered', 'text', 'headers', 'source', 'attachments', 'timeline'];

/** What is shown: a mail of the inbox, or a message of the sends; `email` is its story, asked for again and again. */
let shown = {};

const keyOf = ({ view, id }) => `${view}/${id}`;

/** Shows what the route names. What was asked for and is no longer wanted is let go. */
export const showDetail = async (route) => {
  const key = route.id && keyOf(route);
  if (!key) {
    if (shown.key !== '') fill(welcome());
    shown = { key: '' };
  } else if (shown.key === key) update(route);
  else await open(key, route);
};

const update = (route) => {
  if (shown.mail) showTab(route.tab);
  if (shown.told !== undefined && shown.told !== whatToTell()) tellStory();
};

const open = async (key, route) => {
  const mine = { key };
  shown = mine;
  try {
    if (route.view === 'inbox') mine.mail = await getMail(route.id);
    else mine.email = await getEmail(route.id);
  } catch (error) {
    if (mine !== shown) return;
    fill(failure(route, error));
    if (!(error instanceof Refusal)) forgetDetail();
    return;
  }
  if (mine !== shown) return;
  if (mine.mail) showMail(mine.mail, route.tab);
  else showSend(mine.email);
  tellStory();
};

/** Asks again what became of the message shown. */
export const refreshDetail = async () => {
  const mine = shown;
  const id = mine.mail?.variables?.messageId ?? mine.email?.id;
  if (id === undefined) return;
  try {
    mine.email = await getEmail(id);
    mine.lost = undefined;
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    mine.lost = error;
  }
};

/** Forgets what is shown, so that it is asked for anew. */
export const forgetDetail = () => {
  shown = {};
};

const fill = (...nodes) => byId('detail').replaceChildren(...nodes);

const showMail = (mail, tab) => {
  fill(
    heading(mail.subject, 'inbox', envelopeOf(mail), mail.tags),
    tabList(mail),
    el('div', { id: 'panel', class: 'panel', role: 'tabpanel', tabindex: '0' }),
  );
  showTab(tab);
};

const showSend = (email) =>
  fill(heading(email.subject, 'sends', sendEnvelope(email), []), el('div', { id: 'panel', class: 'panel' }));

const sendEnvelope = ({ to, createdAt }) =>
  el(
    'dl',
    { class: 'envelope' },
    el('dt', {}, 'To'),
    el('dd', {}, to.name ? `${to.name} <${to.email}>` : to.email),
    el('dt', {}, 'Asked for'),
    el('dd', {}, fullTime(createdAt)),
  );

const heading = (subject, view, envelope, tags) =>
  el(
    'header',
    { class: 'head' },
    el(
      'a',
      { class: 'back', href: `#/${view}`, click: follow({ id: undefined }) },
      icon('back'),
      view === 'inbox' ? 'Inbox' : 'Sends',
    ),
    el('h2', {}, subject || '(no subject)'),
    el('span', { id: 'status-now', class: 'status-now' }),
    envelope,
    tags.length > 0 &&
      el(
        'p',
        { class: 'tags' },
        tags.map((tag) => el('span', { class: 'chip' }, tag)),
      ),
  );

const tabList = (mail) =>
  el(
    'div',
    { class: 'tabs', role: 'tablist', 'aria-label': 'Parts of the mail', keydown: moveTab },
    tabNames.map((name) =>
      el(
        'button',
        {
          type: 'button',
          role: 'tab',
          id: `tab-${name}`,
          'aria-controls': 'panel',
          click: () => go({ tab: name }, { replace: true }),
        },
        name[0].toUpperCase() + name.slice(1),
        name === 'attachments' &&
          mail.attachments.length > 0 &&
          el('span', { class: 'count' }, String(mail.attachments.length)),
      ),
    ),
  );

const moveTab = (event) => {
  const at = tabNames.indexOf(event.target.id.slice('tab-'.length));
  const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: -1 }[event.key];
  if (at === -1 || to === undefined) return;
  event.preventDefault();
  const tab = byId(`tab-${tabNames.at(to % tabNames.length)}`);
  tab.click();
  tab.focus();
};

const showTab = (wanted) => {
  const name = tabNames.includes(wanted) ? wanted : 'rendered';
  const panel = byId('panel');
  if (panel.dataset.tab === name) return;
  panel.dataset.tab = name;
  panel.setAttribute('aria-labelledby', `tab-${name}`);
  panel.scrollTop = 0;
  for (const tab of tabNames) {
    byId(`tab-${tab}`).setAttribute('aria-selected', String(tab === name));
    byId(`tab-${tab}`).tabIndex = tab === name ? 0 : -1;
  }
  byId(`tab-${name}`).scrollIntoView({ block: 'nearest', inline: 'nearest' });
  if (name === 'timeline') tellStory();
  else panel.replaceChildren(...[contentTabs[name](shown.mail)].flat());
};

/** Changes when the story is to be told anew. */
const whatToTell = () =>
  JSON.stringify([shown.email, shown.lost?.message, shown.email && mailOf(shown.email.id)?.id]);

/** Writes the status into the heading, and the story where it is looked at. */
const tellStory = () => {
  shown.told = whatToTell();
  const { email, mail } = shown;
  if (email)
    byId('status-now').replaceChildren(statusBadge(email), ...marks(email), mail ? '' : mailLink(email));
  const panel = byId('panel');
  if (!mail || panel.dataset.tab === 'timeline') panel.replaceChildren(story());
};

const story = () => {
  const { email, lost, mail } = shown;
  if (lost) return el('p', { class: 'nothing bad', role: 'alert' }, lost.message);
  if (email) return storyOf(email);
  if (mail.variables?.messageId) return el('p', { class: 'nothing' }, 'Fetching…');
  return el(
    'p',
    { class: 'nothing' },
    'This mail did not come from the service, so nothing more is known of it.',
  );
};

const mailLink = (email) => {
  const mail = mailOf(email.id);
  if (!mail) return '';
  const change = { view: 'inbox', id: mail.id, tab: 'rendered', q: '' };
  return el('a', { href: `#/inbox/${mail.id}`, click: follow(change) }, 'Read the mail');
};

const failure = ({ view, id }, error) =>
  el(
    'div',
    { class: 'nothing', role: 'alert' },
    el('h2', {}, error.status === 404 ? 'It is no longer here' : 'It could not be fetched'),
    el('p', {}, error.message),
    el('p', {}, el('code', {}, id)),
    el(
      'a',
      { href: `#/${view}`, click: follow({ id: undefined }) },
      view === 'inbox' ? 'Back to the inbox' : 'Back to the sends',
    ),
  );

const welcome = () =>
  el(
    'div',
    { class: 'welcome' },
    icon('mail'),
    el('p', {}, 'Choose a mail to read it.'),
    el(
      'dl',
      { class: 'keys' },
      keyHelp(['j', 'k'], 'next and previous'),
      keyHelp(['/'], 'filter'),
      keyHelp(['t'], 'send a test mail'),
      keyHelp(['Esc'], 'back to the list'),
    ),
  );

const keyHelp = (keys, words) =>
  el(
    'div',
    {},
    el(
      'dt',
      {},
      keys.map((key) => el('kbd', {}, key)),
    ),
    el('dd', {}, words),
  );
