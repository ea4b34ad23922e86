import { el, setText, withButton } from './dom.js';
import { follow, go } from './route.js';
import { ago, fullTime } from './words.js';

/** A round initial whose colour stays with the address. */
export const avatar = (address) => {
  const hue = [...address].reduce((sum, letter) => (sum * 31 + letter.codePointAt(0)) % 360, 7);
  const round = el('span', { class: 'avatar', 'aria-hidden': 'true' }, (address[0] ?? '?').toUpperCase());
  round.style.setProperty('--hue', hue);
  return round;
};

/** A row of either list: whom it went to, when, the subject, and a foot of the list's own. */
export const makeRow = ({ view, id, to, at, subject }) =>
  el(
    'li',
    {},
    el(
      'a',
      { href: `#/${view}/${id}`, class: 'row', click: follow({ view, id }) },
      avatar(to),
      el(
        'span',
        { class: 'row-text' },
        el(
          'span',
          { class: 'row-top' },
          el('bdi', { class: 'row-to', title: to }, to),
          el('time', { datetime: at, title: fullTime(at) }),
        ),
        el('bdi', { class: 'row-subject', title: subject }, subject || '(no subject)'),
        el('span', { class: 'row-foot' }),
      ),
    ),
  );

/** Of all rows one is reached by Tab; the arrow keys do the rest. */
export const updateRow = (row, { chosen, reachable }) => {
  const link = row.querySelector('a');
  if (chosen) link.setAttribute('aria-current', 'true');
  else link.removeAttribute('aria-current');
  link.tabIndex = reachable ? 0 : -1;
  const time = row.querySelector('time');
  setText(time, ago(time.dateTime));
};

/** Fills the foot where it differs from what it showed before. */
export const updateFoot = (row, state, makeFoot) => {
  if (row.dataset.state === state) return;
  row.dataset.state = state;
  row.querySelector('.row-foot').replaceChildren(...makeFoot());
};

/** The row some steps from the chosen one, the first when none is chosen. */
export const neighbour = (step) => {
  const links = [...document.querySelectorAll('.rows a.row')];
  const at = links.findIndex((link) => link.hasAttribute('aria-current'));
  return links[at === -1 ? 0 : Math.min(links.length - 1, Math.max(0, at + step))];
};

/** The button below a list that goes on to what is older. */
export const olderButton = (load) =>
  el(
    'button',
    {
      type: 'button',
      class: 'older',
      click: ({ currentTarget }) =>
        withButton(currentTarget, async () => {
          await load();
          go({}, { replace: true });
        }),
    },
    'Older',
  );

const hint = el('p', { class: 'hint' });

/** One line below a list. */
export const hintOf = (text) => {
  setText(hint, text);
  return hint;
};
