import { previewTemplate } from './api.js';
import { el, withButton } from './dom.js';
import { contentTabs } from './mail.js';
import { versionWords } from './templates.js';
import { bytes } from './words.js';

/** What is asked of the preview, and what it answered; kept while one template is looked at. */
const makeView = (template) => ({
  template,
  asked: { sample: samplesOf(template)[0], locale: languagesOf(template)[0] },
  preview: undefined,
});

const samplesOf = ({ sampleData, samples = {} }) => [
  ...(sampleData ? ['sampleData'] : []),
  ...Object.keys(samples),
];

const languagesOf = ({ locale = 'en', texts = {}, locales = {} }) => [
  ...new Set([locale, ...Object.keys(texts), ...Object.keys(locales)]),
];

const load = async (view) => {
  const { template, asked } = view;
  view.preview = await previewTemplate(template.name, {
    ...(template.activeVersion !== undefined && { version: template.activeVersion }),
    ...(asked.sample !== undefined && { sample: asked.sample }),
    locale: asked.locale,
  });
};

/** Opens a template: the tabs of its detail, each making what its panel shows. */
export const openTemplate = async (template) => {
  const view = makeView(template);
  await load(view);
  return {
    rendered: () => previewed(view, () => contentTabs.rendered(view.preview)),
    text: () => previewed(view, () => contentTabs.text(view.preview)),
    variables: () => variables(template),
    lint: () => lint(view.preview.lint),
  };
};

const previewed = (view, content) => {
  const body = el('div', { class: 'column grow' });
  const show = () => {
    const { subject, preheader, sizeBytes } = view.preview;
    body.replaceChildren(
      el(
        'dl',
        { class: 'envelope inset' },
        ...[
          ['Subject', subject],
          ['Preheader', preheader],
          ['Size', bytes(sizeBytes)],
        ]
          .filter(([, words]) => words)
          .flatMap(([term, words]) => [el('dt', {}, term), el('dd', {}, words)]),
      ),
      ...[content()].flat().filter(Boolean),
    );
  };
  show();
  const change = (name) => (event) =>
    withButton(event.target, async () => {
      view.asked[name] = event.target.value;
      await load(view);
      show();
    });
  return [
    el(
      'div',
      { class: 'tools' },
      choice('Sample', samplesOf(view.template), view.asked.sample, change('sample')),
      choice('Language', languagesOf(view.template), view.asked.locale, change('locale')),
    ),
    body,
  ];
};

const choice = (label, values, chosen, onChange) =>
  values.length < 2
    ? ''
    : el(
        'label',
        { class: 'pick' },
        el('span', {}, label),
        el(
          'select',
          { change: onChange },
          values.map((value) =>
            el('option', { value, selected: value === chosen }, value === 'sampleData' ? 'rich' : value),
          ),
        ),
      );

/** What the data of a mail may hold, nested names with their path. */
const variables = ({ variables: declared }) =>
  Object.keys(declared).length === 0
    ? el('p', { class: 'nothing' }, 'This template takes no data.')
    : el(
        'table',
        { class: 'variables' },
        el(
          'thead',
          {},
          el(
            'tr',
            {},
            ['Variable', 'Type', 'What it is'].map((name) => el('th', { scope: 'col' }, name)),
          ),
        ),
        el('tbody', {}, rowsOf(declared, 'it.')),
      );

const rowsOf = (declared, prefix) =>
  Object.entries(declared).flatMap(([name, variable]) => [
    el(
      'tr',
      {},
      el('th', { scope: 'row' }, el('code', {}, `${prefix}${name}`)),
      el('td', {}, typeWords(variable), variable.required ? el('strong', {}, ' required') : ''),
      el('td', {}, variable.description ?? '', ...remarks(variable)),
    ),
    ...rowsOf(variable.properties ?? {}, `${prefix}${name}.`),
    ...rowsOf(variable.items?.properties ?? {}, `${prefix}${name}[].`),
  ]);

const typeWords = ({ type, format, items }) => {
  if (type === 'array') return items ? `list of ${items.format ?? items.type}` : 'list';
  return format ?? type;
};

const remarks = (variable) => [
  ...(variable.enum ? [remark('one of', variable.enum.join(', '))] : []),
  ...(variable.default === undefined ? [] : [remark('default', JSON.stringify(variable.default))]),
  ...(variable.example === undefined || typeof variable.example === 'object'
    ? []
    : [remark('such as', JSON.stringify(variable.example))]),
];

const remark = (label, value) => el('small', {}, `${label} `, el('code', {}, value));

const lint = (findings) =>
  findings.length === 0
    ? el('p', { class: 'nothing' }, 'Lint has nothing to say.')
    : el(
        'ul',
        { class: 'findings' },
        findings.map(({ severity, rule, part, line, message, remedy }) =>
          el(
            'li',
            {},
            el('span', { class: `badge ${severity === 'error' ? 'bad' : 'warn'}` }, rule),
            el('small', {}, line === undefined ? part : `${part}, line ${line}`),
            el('p', {}, message),
            el('p', { class: 'soft' }, remedy),
          ),
        ),
      );

/** What is said of a template above its tabs. */
export const templateEnvelope = (template) =>
  el(
    'dl',
    { class: 'envelope' },
    ...[
      ['Category', template.category],
      ['Mails use', versionWords(template)],
      ...(template.description ? [['For', template.description]] : []),
    ].flatMap(([term, words]) => [el('dt', {}, term), el('dd', {}, words)]),
  );
