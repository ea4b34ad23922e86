import { describe, expect, test } from 'vitest';
import { publishFaults } from '../../functions/templates/check-template.ts';
import type { Variables } from '../../functions/rendering/variables.ts';
import { aContent } from './fixture.ts';

const variables: Variables = {
  name: { type: 'string' },
  count: { type: 'number' },
  person: {
    type: 'object',
    properties: { name: { type: 'string' }, tags: { type: 'array', items: { type: 'string' } } },
  },
  steps: { type: 'array', items: { type: 'object', properties: { text: { type: 'string' } } } },
  open: { type: 'object' },
  rows: { type: 'array' },
};

const faults = (htmlTemplate: string) =>
  publishFaults(aContent({ htmlTemplate, variables, texts: { en: { hello: 'Hello' } } })).map(
    ({ code, detail }) => `${code}: ${detail}`,
  );

describe('What a template reads must be declared', () => {
  test.each([
    '{{= it.name }}{{= it.name.length }}{{= it.count }}',
    '{{= it.person.name }}{{= it.person.tags[0] }}{{= it.person.tags.length }}',
    '{{ for (const step of it.steps) { }}{{= step.text }}{{ } }}',
    '{{ for (const tag of it.person.tags) { }}{{= tag }}{{ } }}',
    '{{= it.open.whatever.is.there }}{{ for (const row of it.rows) { }}{{= row.x.y }}{{ } }}',
    '{{ for (const part of paragraphs(it.name)) { }}{{= part }}{{ } }}',
    '{{= it.brand.company }}{{= it.links.unsubscribe }}{{= it.mail.locale }}{{= it.recipient.name }}',
    "{{= t('hello') }}",
  ])('and this is: %s', (source) => {
    expect(faults(source)).toEqual([]);
  });

  test.each([
    {
      source: '<p>\n{{= it.nmae }}</p>',
      fault:
        /^undeclared_variable: Line 2, column 5: "it.nmae" is not declared; declare "nmae" in variables\. Declared: name, /,
    },
    { source: '{{= it.name.first }}', fault: /"it.name" is a string and has no "first"/ },
    { source: '{{= it.person.age }}', fault: /"it.person.age" is not declared; "it.person" has name, tags/ },
    { source: '{{= it.steps.text }}', fault: /"it.steps" is an array and has no "text"/ },
    { source: '{{= it.steps[0].x }}', fault: /"it.steps\[0\].x" is not declared/ },
    {
      source: '{{ for (const s of it.steps) { }}{{= s.dueAt }}{{ } }}',
      fault: /"it.steps\[\].dueAt" is not declared/,
    },
    {
      source: '{{ for (const s of it.person) { }}{{ } }}',
      fault: /"it.person" is an object; a loop walks over an array/,
    },
    {
      source: '{{ for (const s of it.name) { }}{{ } }}',
      fault: /"it.name" is a string; a loop walks over an array/,
    },
    {
      source: '{{= it.brand.secret }}',
      fault: /"it.brand.secret" is not declared; "it.brand" has company, /,
    },
    { source: '{{= it }}', fault: /"it" itself shows nothing/ },
    { source: "{{= t('bye') }}", fault: /^unknown_text: Line 1, column 5: There is no text "bye"/ },
    { source: '{{= t(it.name) }}', fault: /^unknown_text: .*takes the key of a text, in quotes/ },
  ])('and this is not: $source', ({ source, fault }) => {
    expect(faults(source)).toEqual([expect.stringMatching(fault)]);
  });

  test('in every part and every language, each told once', () => {
    const found = publishFaults(
      aContent({
        subjectTemplate: '{{= it.a }}',
        textTemplate: '{{= it.b }}{{= it.b }}',
        locales: { de: { subjectTemplate: '{{= it.c }}', htmlTemplate: '{{ if (it.d) { }}' } },
      }),
    );
    expect(found.map(({ pointer, code }) => `${pointer} ${code}`).sort()).toEqual([
      '/locales/de/htmlTemplate template_syntax',
      '/locales/de/subjectTemplate undeclared_variable',
      '/subjectTemplate undeclared_variable',
      '/textTemplate undeclared_variable',
    ]);
  });
});

test('a fault of syntax names line, column and the line itself', () => {
  const [fault] = faults('<p>Hello</p>\n<p>{{= it.name ? }}</p>');
  expect(fault).toBe(
    'template_syntax: Line 2, column 17: Unexpected token. The line: <p>{{= it.name ? }}</p>',
  );
});
