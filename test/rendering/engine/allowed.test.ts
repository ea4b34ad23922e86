import { describe, expect, test } from 'vitest';
import { html, rendered, text } from '../../templates/fixture.ts';

const data = {
  name: 'Ada',
  empty: '',
  count: 3,
  zero: 0,
  yes: true,
  person: { name: 'Grace', tags: ['a', 'b'] },
  steps: [
    { text: 'one', done: true },
    { text: 'two', done: false },
  ],
  words: ['x', 'y'],
  nothing: null,
};

describe('A template may', () => {
  test.each([
    { what: 'show a variable', source: '{{= it.name }}', shown: 'Ada' },
    { what: 'show what lies deeper', source: '{{= it.person.name }}', shown: 'Grace' },
    { what: 'show an item of a list', source: '{{= it.person.tags[1] }}', shown: 'b' },
    { what: 'ask for a length', source: '{{= it.words.length }}', shown: '2' },
    { what: 'read optionally', source: '[{{= it.person?.name }}{{= it.missing?.name }}]', shown: '[Grace]' },
    {
      what: 'show texts and numbers of its own',
      source: '{{= "a" }}{{= 1.5 }}{{= true }}{{= null }}',
      shown: 'a1.5true',
    },
    { what: 'join texts', source: '{{= it.name + " " + it.person.name }}', shown: 'Ada Grace' },
    { what: 'join with what is missing', source: '{{= "[" + it.missing + it.nothing + "]" }}', shown: '[]' },
    { what: 'add', source: '{{= it.count + 1 }}', shown: '4' },
    { what: 'calculate', source: '{{= (it.count * 4 - 2) / 5 % 3 }}', shown: '2' },
    { what: 'change a sign', source: '{{= -it.count }}', shown: '-3' },
    { what: 'choose', source: '{{= it.yes ? "A" : "B" }}{{= it.zero ? "A" : "B" }}', shown: 'AB' },
    {
      what: 'say what stands in',
      source: '{{= it.missing ?? "none" }}{{= it.empty || "empty" }}{{= it.zero ?? 1 }}',
      shown: 'noneempty0',
    },
    {
      what: 'compare',
      source: '{{= it.count > 2 && it.count <= 3 }}{{= it.name === "Ada" }}{{= it.name != "Ada" }}',
      shown: 'truetruefalse',
    },
    { what: 'deny', source: '{{= !it.empty }}', shown: 'true' },
    { what: 'ask if', source: '{{ if (it.name) { }}yes{{ } }}', shown: 'yes' },
    { what: 'ask if, else', source: '{{ if (it.missing) { }}yes{{ } else { }}no{{ } }}', shown: 'no' },
    {
      what: 'ask else if',
      source: '{{ if (it.zero) { }}A{{ } else if (it.count === 3) { }}B{{ } else { }}C{{ } }}',
      shown: 'B',
    },
    {
      what: 'walk a list',
      source: '{{ for (const step of it.steps) { }}{{= step.text }};{{ } }}',
      shown: 'one;two;',
    },
    { what: 'walk what is missing', source: '[{{ for (const step of it.missing) { }}x{{ } }}]', shown: '[]' },
    { what: 'walk what is no list', source: '[{{ for (const step of it.name) { }}x{{ } }}]', shown: '[]' },
    {
      what: 'walk lists in lists',
      source:
        '{{ for (const step of it.steps) { }}{{ for (const word of it.words) { }}{{= step.text + word }} {{ } }}{{ } }}',
      shown: 'onex oney twox twoy ',
    },
    {
      what: 'ask within a loop',
      source: '{{ for (const step of it.steps) { }}{{ if (step.done) { }}{{= step.text }}{{ } }}{{ } }}',
      shown: 'one',
    },
    { what: 'have comments', source: 'a{{ /* it.secret */ }}b{{= /* x */ it.name }}', shown: 'abAda' },
    { what: 'have braces in strings', source: '{{= \'}}\' }}{{= "{{" }}', shown: '}}{{' },
    {
      what: 'write several statements in a tag',
      source: '{{ if (it.yes) { if (it.count) { }}x{{ } } }}',
      shown: 'x',
    },
  ])('$what', ({ source, shown }) => {
    expect(text(source, data)).toBe(shown.trim());
    expect(html(source, data)).toBe(shown);
  });

  test('leave its data as they are', () => {
    const before = structuredClone(data);
    html('{{ for (const step of it.steps) { }}{{= step.text }}{{ } }}{{= it.name }}', data);
    expect(data).toEqual(before);
  });
});

describe('What is missing', () => {
  test('is nothing, on any way to it, in every part of a mail', () => {
    const source =
      '[{{= it.a }}{{= it.a.b.c }}{{= it.list[0].x }}{{= date(it.a) }}{{= currency(it.a, "EUR") }}{{= t("nope") }}]';
    const mail = rendered({ subjectTemplate: source, htmlTemplate: source, textTemplate: source });
    expect(mail).toMatchObject({ subject: '[]', html: '[]', text: '[]\n' });
  });

  test('is never called undefined, null, NaN or an object', () => {
    const source = '{{= it.a + it.b }}{{= it.a - it.b }}{{= it.o }}{{= it.l }}{{= it.n }}{{= "x" + it.o }}';
    expect(html(source, { o: { a: 1 }, l: [1, 2], n: null })).toBe('x');
  });
});

describe('Loops and output', () => {
  const rows = (count: number) => ({ rows: Array.from({ length: count }, () => 'x'.repeat(10)) });
  const loop = '{{ for (const row of it.rows) { }}{{= row }}{{ } }}';

  test('hold five thousand rows', () => {
    expect(html(loop, rows(5000))).toHaveLength(50_000);
  });

  test.each([
    { what: 'ten thousand rows', source: loop, data: rows(10_000) },
    {
      what: 'a hundred times a hundred rows',
      source: `{{ for (const a of it.rows) { }}${loop}{{ } }}`,
      data: rows(100),
    },
    {
      what: 'rows that are too long',
      source: loop,
      data: { rows: Array.from({ length: 2000 }, () => 'x'.repeat(1000)) },
    },
    {
      what: 'a text that grows',
      source: '{{= it.a + it.a + it.a + it.a }}',
      data: { a: 'x'.repeat(400_000) },
    },
  ])('end with a clear word at $what', ({ source, data: tooMuch }) => {
    expect(() => html(source, tooMuch)).toThrow(/rows; give fewer\.|characters; give less data\./);
  });
});
