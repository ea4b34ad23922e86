import { describe, expect, test } from 'vitest';
import { TemplateFault } from '../../../functions/rendering/engine/template-fault.ts';
import { diffTemplates } from '../../../functions/templates/diff.ts';
import { aContent, html, rendered, text } from '../../templates/fixture.ts';

const faultOf = (run: () => unknown): string => {
  try {
    run();
  } catch (error) {
    if (error instanceof TemplateFault) return error.code;
    throw error;
  }
  return 'none';
};
const rows = (count: number): number[] => Array<number>(count).fill(1);

/** Each of these once took seconds, or the whole memory; what a test may take keeps them from coming back. */
describe('What would grow or run without end is refused', { timeout: 20_000 }, () => {
  test.each([
    {
      what: 'the source’s own text, in a loop',
      run: () => html(`{{ for (const x of it.rows) { }}${'x'.repeat(200_000)}{{ } }}`, { rows: rows(3000) }),
    },
    {
      what: 'texts that multiply one another',
      run: () =>
        rendered({
          textTemplate: "{{= t('k','n',t('k','n',t('k','n',t('k','n','x')))) == 'y' }}",
          texts: { en: { k: '{n}'.repeat(666) } },
        }),
    },
    {
      what: 'long texts shortened again and again',
      run: () =>
        text("{{ for (const x of it.rows) { }}{{= truncate(it.b, 90000) == 'x' }}{{ } }}", {
          rows: rows(5000),
          b: 'word '.repeat(20_000),
        }),
    },
    {
      what: 'dates without end',
      run: () =>
        html(`{{ for (const x of it.rows) { }}${"{{= date(it.d) == '' }}".repeat(1000)}{{ } }}`, {
          rows: rows(5000),
          d: '2027-01-01',
        }),
    },
    {
      what: 'tags that show nothing, without end',
      run: () =>
        html(`{{ for (const x of it.rows) { }}${'{{=it.a}}'.repeat(9000)}{{ } }}`, { rows: rows(5000) }),
    },
    ...[
      'it.a == it.b',
      'it.a < it.b',
      'it.a === it.b ? 1 : 2',
      'it.a - it.b',
      'it.a * 1',
      '-it.a',
      'it.a + it.b == it.b',
      "date(it.a) == ''",
      'number(it.a) == 1',
      "currency(it.a, 'EUR') == 1",
      'relative(it.a) == 1',
      'link(it.a) == 1',
      "truncate(it.a, 1) == ''",
      'paragraphs(it.a) == 1',
      'lines(it.a) == 1',
      "plural(2, 'other', it.a) == ''",
      "t('none', 'a', it.a) == ''",
      'list(it.list) == 1',
    ].map((expression) => ({
      what: `long texts in ${expression}`,
      run: () =>
        html(`{{ for (const x of it.rows) { }}${`{{= ${expression} }}`.repeat(50)}{{ } }}`, {
          rows: rows(1000),
          a: ' 1'.repeat(50_000),
          b: ' 1'.repeat(50_000),
          list: rows(50_000),
        }),
    })),
    ...[
      '<a href="tel:{{= it.a }}">x</a>',
      '<a href="{{= it.a }}">x</a>',
      '<p style="color:{{= it.a }}">x</p>',
      '<p>{{= it.a }}</p>',
    ].map((place) => ({
      what: `long texts that show nothing in ${place}`,
      run: () =>
        html(`{{ for (const x of it.rows) { }}${place}{{ } }}`, { rows: rows(5000), a: '\0'.repeat(50_000) }),
    })),
    {
      what: 'long texts that show nothing in a subject',
      run: () =>
        rendered(
          { subjectTemplate: '{{ for (const x of it.rows) { }}{{= it.a }}{{ } }}' },
          { rows: rows(5000), a: '\n'.repeat(50_000) },
        ),
    },
    {
      what: 'a text part made of elements that loops nest',
      run: () =>
        rendered(
          {
            htmlTemplate: `{{ for (const x of it.rows) { }}${'<b>'.repeat(60)}{{ } }}`,
            textTemplate: undefined,
          },
          { rows: rows(5000) },
        ),
    },
    {
      what: 'a source of tags alone',
      run: () => html('{{=it.a}}'.repeat(10_001)),
    },
    {
      what: 'a tag of spaces',
      run: () => html(`{{= it.a ${' '.repeat(120_000)}+ 'x' }}`),
    },
  ])('$what', ({ run }) => {
    expect(faultOf(run)).toBe('template_limit');
  });

  test('while 2,000 rows of four cells are no trouble', () => {
    const cells =
      '<td>{{= x.a }}</td><td>{{= date(x.b) }}</td><td>{{= number(x.c) }}</td><td>{{= x.d }}</td>';
    const row = { a: 'Ada', b: '2027-01-01', c: 1, d: 'four' };
    const source = `<table>{{ for (const x of it.rows) { }}<tr>${cells}</tr>{{ } }}</table>`;
    expect(faultOf(() => html(source, { rows: Array(2000).fill(row) }))).toBe('none');
  });
});

describe('What data are made of takes no longer than they are', { timeout: 20_000 }, () => {
  test('a text part of spaces', () => {
    expect(text('[{{= it.n }}]', { n: `${' '.repeat(200_000)}x` })).toHaveLength(200_003);
  });

  test('lists that are compared and subtracted are no text and no number', () => {
    const source = "{{ for (const x of it.rows) { }}{{= it.b - 1 }}{{= it.b == 'x' }}{{ } }}";
    expect(text(source, { rows: rows(1000), b: rows(20_000) })).toBe('false'.repeat(1000));
  });

  test('two versions that have no line in common', () => {
    const lines = (word: string) => Array.from({ length: 25_000 }, (_, i) => `${word} ${i}`).join('\n');
    const [field] = diffTemplates(
      { label: 'version 1', content: aContent({ textTemplate: lines('a') }) },
      { label: 'draft', content: aContent({ textTemplate: lines('b') }) },
    );
    expect(field?.diff).toContain('\n-a 0\n');
    expect(field?.diff).toContain('\n+b 24999\n');
  });
});

test.each(['it.o.a - 1', "it.o.a == 'x'", '-it.o.a', 'it.o.a < 3', "it.o.a + ''"])(
  'an object that pretends to be a value shows nothing of itself in %s',
  (expression) => {
    const evil = { toString: 1, valueOf: 1 };
    expect(['', 'false']).toContain(text(`{{= ${expression} }}`, { o: { a: evil } }));
  },
);

test.each([
  ['it.list == null', 'false'],
  ['it.none == null', 'true'],
  ['it.list === null', 'false'],
  ['it.n == 1', 'true'],
  ["it.n == '1'", 'true'],
  ['it.list.length > 1', 'true'],
])('%s is %s', (expression, shown) => {
  expect(text(`{{= ${expression} }}`, { list: [1, 2], n: 1 })).toBe(shown);
});
