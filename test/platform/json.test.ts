import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseJson } from '../../functions/platform/json.ts';

test.each([
  ['"a\\ud83d"', 'a\ufffd'],
  ['"\\udE00b"', '\ufffdb'],
  ['"\\ud83d\\ud83d\\ude00"', '\ufffd😀'],
  ['"\\ud83d\\ude00"', '😀'],
  ['"\\\\ud83d"', '\\ud83d'],
  ['"\\\\\\ud83d\\n"', '\\\ufffd\n'],
])('%s reads %s', (text, value) => {
  expect(parseJson(text)).toBe(value);
});

test('every text comes well-formed, and whole where it was', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'binary' }),
      fc.string({ unit: fc.nat(0xffff).map((code) => String.fromCharCode(code)) }),
      (well, any) => {
        expect(parseJson(JSON.stringify({ well, any }))).toEqual({ well, any: any.toWellFormed() });
      },
    ),
  );
});
