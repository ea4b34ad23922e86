import { getHealth } from './api.js';
import { showClock, startControls } from './controls.js';
import { forgetDetail, refreshDetail, showDetail } from './detail.js';
import { byId, setText } from './dom.js';
import { refreshInbox, renderInbox, unreadCount } from './inbox.js';
import { refreshPauses, renderPauses, startPauses } from './pauses.js';
import { go, hashOf, readRoute } from './route.js';
import { neighbour } from './rows.js';
import { renderSearch, startSearch } from './search.js';
import { refreshSends, renderSends, startSends } from './sends.js';
import { renderNotArrived } from './not-arrived.js';
import { refreshTemplates, renderTemplates } from './templates.js';

const REFRESH_MS = 1000;
const phone = matchMedia('(max-width: 760px)');

const lists = {
  inbox: { title: 'Inbox', render: renderInbox },
  sends: { title: 'Sends', render: renderSends, refresh: refreshSends },
  templates: { title: 'Templates', render: renderTemplates, refresh: refreshTemplates },
};

/** Shows what the address names, with what is known by now. */
const render = () => {
  const route = readRoute();
  document.body.dataset.view = route.view;
  document.body.dataset.pane = route.id ? 'detail' : 'list';
  for (const link of document.querySelectorAll('[data-view][href]')) {
    if (link.dataset.view === route.view) link.setAttribute('aria-current', 'page');
    else link.removeAttribute('aria-current');
    // What is looked for goes along into the other lists.
    link.href = hashOf({ view: link.dataset.view, q: route.q });
  }
  renderSearch(route);
  renderPauses();
  renderNotArrived(route);
  const list = lists[route.view];
  list.render(route);
  const unread = unreadCount();
  document.title = `${unread > 0 ? `(${unread}) ` : ''}${list.title} · outbound-email`;
  return showDetail(route);
};

const refresh = async () => {
  const route = readRoute();
  try {
    const health = getHealth().then(({ now }) => showClock(now));
    // Not waited for: what is paused is counted, which may take longer than the rest.
    void refreshPauses().then(render, () => undefined);
    await Promise.all([health, refreshInbox(route), lists[route.view].refresh?.(route), refreshDetail()]);
    byId('offline').hidden = true;
  } catch (error) {
    setText(byId('offline'), `${error.message} Trying again…`);
    byId('offline').hidden = false;
  }
  await render();
};

/** Refreshes every second while the tab is looked at; one round at a time. */
const startRefreshing = () => {
  let running = false;
  const round = async () => {
    if (running) return;
    running = true;
    while (!document.hidden) {
      await refresh();
      await new Promise((resolve) => setTimeout(resolve, REFRESH_MS));
    }
    running = false;
  };
  document.addEventListener('visibilitychange', round);
  void round();
};

const choose = (step) => {
  const link = neighbour(step);
  if (!link) return;
  const [, view, id] = link.hash.slice(1).split(/[/?]/);
  go({ view, id }, { replace: Boolean(readRoute().id) });
  link.focus({ preventScroll: phone.matches });
  link.scrollIntoView({ block: 'nearest' });
};

const keys = {
  j: () => choose(1),
  k: () => choose(-1),
  ArrowDown: () => choose(1),
  ArrowUp: () => choose(-1),
  '/': () => byId('search').focus(),
  t: () => byId('send-button').click(),
  Escape: () => go({ id: undefined }),
};

const isTyping = (target) => target.closest('input, textarea, select, dialog, [popover]') !== null;
/** Arrow keys scroll what is read; in the list, and where nothing has the focus, they move through the list. */
const isArrowOurs = (target) => target === document.body || target.closest('#rows') !== null;

const onKey = (event) => {
  const { key, target } = event;
  const action = keys[key];
  if (!action || event.metaKey || event.ctrlKey || event.altKey || isTyping(target)) return;
  if (key.startsWith('Arrow') && !isArrowOurs(target)) return;
  if (key === 'Escape' && !readRoute().id) return;
  event.preventDefault();
  action();
};

/** The focus goes along: into what was opened, where only that is seen, and back to the row it came from. */
const onMove = async ({ oldURL }) => {
  await render();
  if (!oldURL) return;
  const { id, view } = readRoute();
  const [, , left] = new URL(oldURL).hash.split(/[/?]/);
  if (id && phone.matches) byId('detail').focus();
  if (!id && left)
    byId('rows')
      .querySelector(`a[href="#/${view}/${CSS.escape(left)}"]`)
      ?.focus();
  await refresh();
};

const start = () => {
  startSends();
  startControls({
    changed: refresh,
    wiped: async () => {
      forgetDetail();
      go({ id: undefined, q: '', status: '' }, { replace: true });
      await refresh();
    },
  });
  startSearch(choose);
  startPauses(refresh);
  addEventListener('keydown', onKey);
  addEventListener('hashchange', onMove);
  startRefreshing();
};

start();
