import { Refusal, getEmail, getMail, getTemplate } from './api.js';
import { byId, el, icon } from './dom.js';
import { findMailOf, mailOf } from './inbox.js';
import { contentTabs, envelopeOf } from './mail.js';
import { pausesOf } from './pauses.js';
import { follow, go } from './route.js';
import { marks, statusBadge, storyOf } from './story.js';
import { openTemplate, templateEnvelope } from './template.js';
import { fullTime } from './words.js';

/** Of each list: its name, and what is asked for when one of its rows is opened. */
const views = {
  inbox: {
    title: 'Inbox',
    open: async (mine, id) => (mine.mail = await getMail(id)),
    show: (mine, tab) => showMail(mine, tab),
  },
  sends: {
    title: 'Sends',
    open: async (mine, id) => (mine.email = await getEmail(id)),
    show: (mine) => showSend(mine.email),
  },
  templates: {
    title: 'Templates',
    open: async (mine, id) => {
      mine.template = await getTemplate(id);
      mine.tabs = await openTemplate(mine.template);
    },
    show: (mine, tab) => showTemplate(mine.template, tab),
  },
};

/**
 * What is shown: a mail of the inbox, a message of the sends or a template; `email` is the story of the first two,
 * asked for again and again; `tabs` make the panels.
 */
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
  if (shown.tabs) showTab(route.tab);
  if (shown.told !== undefined && shown.told !== whatToTell()) tellStory();
};

const open = async (key, route) => {
  const mine = { key };
  shown = mine;
  try {
    await views[route.view].open(mine, route.id);
  } catch (error) {
    if (mine !== shown) return;
    fill(failure(route, error));
    if (!(error instanceof Refusal)) forgetDetail();
    return;
  }
  if (mine !== shown) return;
  views[route.view].show(mine, route.tab);
  if (!mine.template) tellStory();
};

/** Asks again what became of the message shown. */
export const refreshDetail = async () => {
  const mine = shown;
  const id = mine.mail?.variables?.messageId ?? mine.email?.id;
  if (id === undefined) return;
  try {
    mine.email = await getEmail(id);
    mine.lost = undefined;
    await findArrived(mine);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    mine.lost = error;
  }
};

/** A mail that arrived long ago is not among those that are listed. */
const findArrived = async (mine) => {
  const { email, mail } = mine;
  if (mail || mine.arrived || mine.soughtAt === email.status || !email.sentAt) return;
  mine.soughtAt = email.status;
  mine.arrived = await findMailOf(email.id);
};

/** Forgets what is shown, so that it is asked for anew. */
export const forgetDetail = () => {
  shown = {};
};

const fill = (...nodes) => byId('detail').replaceChildren(...nodes);

const showMail = (mine, tab) => {
  const { mail } = mine;
  mine.tabs = Object.fromEntries(
    Object.entries(contentTabs).map(([name, content]) => [name, () => content(mail)]),
  );
  mine.tabs.timeline = story;
  const attached = mail.attachments.length;
  fill(
    heading(mail.subject, 'inbox', envelopeOf(mail), mail.tags),
    tabList(mine.tabs, attached > 0 ? { attachments: attached } : {}),
    tabPanel(),
  );
  showTab(tab);
};

const showTemplate = (template, tab) => {
  fill(heading(template.name, 'templates', templateEnvelope(template), []), tabList(shown.tabs), tabPanel());
  showTab(tab);
};

const tabPanel = () => el('div', { id: 'panel', class: 'panel', role: 'tabpanel', tabindex: '0' });

const showSend = (email) =>
  fill(
    heading(email.subject, 'sends', sendEnvelope(email), []),
    el('div', {
      id: 'panel',
      class: 'panel',
      tabindex: '0',
      role: 'region',
      'aria-label': 'What became of it',
    }),
  );

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
      views[view].title,
    ),
    el('h2', { title: subject }, el('bdi', {}, subject || '(no subject)')),
    el('span', { id: 'status-now', class: 'status-now' }),
    envelope,
    tags.length > 0 &&
      el(
        'p',
        { class: 'tags' },
        tags.map((tag) => el('span', { class: 'chip' }, tag)),
      ),
  );

const tabList = (tabs, counts = {}) =>
  el(
    'div',
    { class: 'tabs', role: 'tablist', 'aria-label': 'Parts', keydown: moveTab },
    Object.keys(tabs).map((name) =>
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
        counts[name] !== undefined && el('span', { class: 'count' }, String(counts[name])),
      ),
    ),
  );

const moveTab = (event) => {
  const tabNames = Object.keys(shown.tabs);
  const at = tabNames.indexOf(event.target.id.slice('tab-'.length));
  const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: -1 }[event.key];
  if (at === -1 || to === undefined) return;
  event.preventDefault();
  const tab = byId(`tab-${tabNames.at(to % tabNames.length)}`);
  tab.click();
  tab.focus();
};

const showTab = (wanted) => {
  const name = wanted in shown.tabs ? wanted : 'rendered';
  const panel = byId('panel');
  if (panel.dataset.tab === name) return;
  panel.dataset.tab = name;
  panel.setAttribute('aria-labelledby', `tab-${name}`);
  panel.scrollTop = 0;
  for (const tab of Object.keys(shown.tabs)) {
    byId(`tab-${tab}`).setAttribute('aria-selected', String(tab === name));
    byId(`tab-${tab}`).tabIndex = tab === name ? 0 : -1;
  }
  byId(`tab-${name}`).scrollIntoView({ block: 'nearest', inline: 'nearest' });
  if (name === 'timeline') tellStory();
  else panel.replaceChildren(...[shown.tabs[name]()].flat());
};

/** Changes when the story is to be told anew. */
const whatToTell = () =>
  JSON.stringify([
    shown.email,
    shown.lost?.message,
    shown.email && (shown.arrived ?? mailOf(shown.email.id))?.id,
    shown.email?.reason === 'paused' &&
      pausesOf(shown.email)?.map(({ by, since, until }) => [by, since, until]),
  ]);

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
  const mail = shown.arrived ?? mailOf(email.id);
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
      `Back to the ${views[view].title.toLowerCase()}`,
    ),
  );

const welcome = () =>
  el(
    'div',
    { class: 'welcome' },
    icon('mail'),
    el('p', {}, 'Choose a row to read it.'),
    el(
      'dl',
      { class: 'keys' },
      keyHelp(['j', 'k'], 'next and previous'),
      keyHelp(['/'], 'search'),
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
