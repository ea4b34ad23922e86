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
  const chosen = templates?.find(({ name }) => name === route.id);
  const nodes = (templates ?? []).map((template) =>
    rowOf(template, { chosen: template === chosen, reachable: template === (chosen ?? templates[0]) }),
  );
  for (const name of rows.keys()) if (!templates.some((one) => one.name === name)) rows.delete(name);
  reconcile(byId('rows'), nodes);
  reconcile(byId('rows-end'), templates === undefined ? [hintOf('Fetching the templates…')] : []);
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
      el('span', { class: 'chip' }, versionWords(template)),
      template.updateOffered !== undefined && el('span', { class: 'chip' }, 'update offered'),
    ].filter(Boolean),
  );
  return row;
};

/** Which version mails are made of. */
export const versionWords = ({ isArchived, activeVersion }) => {
  if (isArchived) return 'archived';
  return activeVersion === undefined ? 'draft' : `version ${activeVersion}`;
};
