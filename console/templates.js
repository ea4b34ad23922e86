import { listTemplates } from './api.js';
import { byId, el, reconcile } from './dom.js';
import { hintOf, makeRow, updateFoot, updateRow } from './rows.js';

/** By name; undefined until the first answer. */
let templates;
const rows = new Map();

export const refreshTemplates = async () => {
  templates = await listTemplates();
};

export const renderTemplates = (route) => {
  const shown = (templates ?? []).filter((template) => matches(template, route.q));
  const chosen = shown.find(({ name }) => name === route.id);
  const nodes = shown.map((template) =>
    rowOf(template, { chosen: template === chosen, reachable: template === (chosen ?? shown[0]) }),
  );
  for (const name of rows.keys()) if (!templates.some((one) => one.name === name)) rows.delete(name);
  reconcile(byId('rows'), nodes);
  reconcile(byId('rows-end'), listEnd(shown));
};

const matches = ({ name, description = '' }, q) => {
  const text = `${name} ${description}`.toLowerCase();
  return q
    .toLowerCase()
    .split(' ')
    .every((word) => text.includes(word));
};

const listEnd = (shown) => {
  if (templates === undefined) return [hintOf('Fetching the templates…')];
  return shown.length > 0 ? [] : [hintOf(`None of the ${templates.length} templates matches.`)];
};

const rowOf = (template, state) => {
  const { name } = template;
  const row =
    rows.get(name) ??
    makeRow({
      view: 'templates',
      id: name,
      to: name,
      at: template.updatedAt,
      subject: template.description ?? template.category,
    });
  rows.set(name, row);
  updateRow(row, state);
  updateFoot(row, JSON.stringify(template), () =>
    [
      el('span', { class: 'row-from' }, template.category),
      el('span', { class: 'chip' }, versionChip(template)),
      template.updateOffered !== undefined && el('span', { class: 'chip' }, 'update offered'),
    ].filter(Boolean),
  );
  return row;
};

const versionChip = ({ isArchived, activeVersion }) => {
  if (isArchived) return 'archived';
  return activeVersion === undefined ? 'draft' : `version ${activeVersion}`;
};

/** Which version mails are made of. */
export const versionWords = ({ isArchived, activeVersion }) => {
  if (isArchived) return 'no version: it is archived, so no mail can use it';
  return activeVersion === undefined
    ? 'no version: none is active, so no mail can use it'
    : `version ${activeVersion}`;
};
