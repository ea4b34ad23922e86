import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readRows } from '../../functions/preferences/suppression/csv-rows.ts';

const cell = fc.string({ unit: fc.constantFrom('a', 'é', '"', ',', ';', '\t', '\n', '\r', ' ', '😀') });
const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;

test('what is written as RFC 4180 says is read again, by any delimiter', () => {
  const delimiters = fc.constantFrom(',', ';', '\t', '|');
  const rows = fc.array(fc.tuple(cell, cell), { maxLength: 8 });
  fc.assert(
    fc.property(delimiters, rows, (delimiter, list) => {
      const text = [['one', 'two'], ...list].map((row) => row.map(quoted).join(delimiter)).join('\r\n');
      const read = readRows(text);
      const want = list.map((row) => row.map((one) => one.replace(/\r\n?/g, '\n')));
      expect(read.broken).toEqual([]);
      expect(read.rows.slice(1).map(({ cells }) => cells)).toEqual(want);
    }),
  );
});

test('any short text is read', () => {
  fc.assert(
    fc.property(fc.array(cell, { maxLength: 30 }), (parts) => {
      expect(() => readRows(parts.join(''))).not.toThrow();
    }),
  );
});

test('a line whose quotes do not match takes none of the others with it', () => {
  const good = fc.stringMatching(/^[a-z]{1,9},[a-z]{1,9}$/);
  const bad = fc.constantFrom('"a,b', 'a,"b', '"a"b,c', 'a,b"');
  fc.assert(
    fc.property(fc.array(good, { minLength: 1, maxLength: 9 }), bad, fc.nat(9), (lines, broken, at) => {
      const list = ['one,two', ...lines.slice(0, at), broken, ...lines.slice(at)];
      const { rows } = readRows(list.join('\n'));
      expect(rows.map(({ cells }) => cells.join(','))).toEqual(expect.arrayContaining(['one,two', ...lines]));
    }),
  );
});
