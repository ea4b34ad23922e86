import fc from 'fast-check';
import { expect, test } from 'vitest';
import { FilterError, type FilterExpression, parseFilter } from '../../../local/mailgun/filter-expression.ts';

const shown = (expression: FilterExpression): string => {
  switch (expression.kind) {
    case 'term':
      return expression.text;
    case 'not':
      return `!${shown(expression.part)}`;
    default:
      return `(${expression.parts.map(shown).join(expression.kind === 'and' ? ' & ' : ' | ')})`;
  }
};

test.each([
  ['foo', 'foo'],
  ['foo bar', '(foo & bar)'],
  ['foo AND bar', '(foo & bar)'],
  ['foo OR bar baz', '(foo | (bar & baz))'],
  ['"foo bar"', 'foo bar'],
  ['"AND"', 'AND'],
  ['NOT foo', '!foo'],
  ['NOT NOT foo bar', '(!!foo & bar)'],
  ['(Hello AND NOT Rachel) OR (Farewell AND Monica)', '((Hello & !Rachel) | (Farewell & Monica))'],
  ['foo or bar', '(foo & or & bar)'],
  ['>10000 <20000', '(>10000 & <20000)'],
])('%s means %s', (text, meaning) => {
  expect(shown(parseFilter(text))).toBe(meaning);
});

test('Any text is an expression or is refused with a reason', () => {
  const word = fc.constantFrom('foo', 'AND', 'OR', 'NOT', '(', ')', '"', '"a b"', ' ');
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.array(word).map((words) => words.join(' ')),
      ),
      (text) => {
        try {
          expect(shown(parseFilter(text))).not.toBe('');
        } catch (error) {
          expect(error).toBeInstanceOf(FilterError);
        }
      },
    ),
  );
});
