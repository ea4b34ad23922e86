import { byId } from './dom.js';
import { go, readRoute } from './route.js';

/** How long nothing is typed before it is looked for. */
const TYPING_MS = 250;

const labels = {
  inbox: 'Address, subject, tag or id',
  sends: 'Address, subject, tag or id',
  templates: 'Name or description',
};

let typing;

/** The field shows what the address asks for, unless somebody types in it. */
export const renderSearch = ({ view, q }) => {
  const field = byId('search');
  field.placeholder = labels[view];
  byId('search-label').textContent = `Find by ${labels[view].toLowerCase()}`;
  if (typing === undefined && field.value.trim() !== q) field.value = q;
};

const look = () => {
  clearTimeout(typing);
  typing = undefined;
  const q = byId('search').value.trim().replaceAll(/\s+/g, ' ');
  if (q !== readRoute().q) go({ q }, { replace: true });
};

const onInput = () => {
  clearTimeout(typing);
  typing = setTimeout(look, TYPING_MS);
};

/** Wires the field; `choose` moves through the list by so many rows. */
export const startSearch = (choose) => {
  const field = byId('search');
  field.addEventListener('input', onInput);
  field.addEventListener('keydown', ({ key }) => {
    if (key === 'Enter') look();
    if (key === 'ArrowDown') choose(readRoute().id ? 1 : 0);
    if (key === 'Escape') field.blur();
  });
};
