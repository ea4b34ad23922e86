import fc from 'fast-check';
import { simpleParser } from 'mailparser';
import { describe, expect, test } from 'vitest';
import { mailboxHeader } from '../../functions/platform/mailbox-header.ts';

const email = 'ada@example.com';

/** The names and addresses that a mail program reads in a header. */
const read = async (line: string) => (await simpleParser(`From: ${line}\r\n\r\nHello`)).from?.value;

describe('A name in a header', () => {
  test.each([
    { name: undefined, line: 'ada@example.com' },
    { name: '', line: 'ada@example.com' },
    { name: 'Ada Lovelace', line: '"Ada Lovelace" <ada@example.com>' },
    { name: 'Lovelace, Ada (CTO)', line: '"Lovelace, Ada (CTO)" <ada@example.com>' },
    { name: 'Müller, Jörg', line: '=?UTF-8?B?TcO8bGxlciwgSsO2cmc=?= <ada@example.com>' },
    { name: '山田', line: '=?UTF-8?B?5bGx55Sw?= <ada@example.com>' },
  ])('$name is written $line', ({ name, line }) => {
    expect(mailboxHeader({ email, name })).toBe(line);
  });

  test.each([
    { what: 'an umlaut and a comma', name: 'Müller, Jörg' },
    { what: 'an umlaut and quotation marks', name: 'Jörg "der Große" Müller' },
    { what: 'an umlaut and parentheses', name: 'Müller (Zürich)' },
    { what: 'a backslash beside an accent', name: 'é\\' },
    { what: 'an emoji of many parts', name: 'Ada 👩‍👩‍👧‍👦, Grace 🚀' },
    { what: 'sixty Chinese characters', name: '李'.repeat(60) },
    { what: 'right-to-left script', name: 'שלום, עולם' },
    { what: 'two hundred umlauts', name: 'ü'.repeat(200) },
    { what: 'blanks at the joints of words', name: 'ö '.repeat(60).trim() },
    { what: 'what looks encoded', name: '=?utf-8?Q?eve?=' },
    { what: 'an underscore and an equals sign', name: 'a_b=c é' },
    { what: 'an address', name: 'évé <eve@evil.example>' },
  ])('with $what comes back whole from a mail program', async ({ name }) => {
    expect(await read(mailboxHeader({ email, name }))).toEqual([{ name, address: email }]);
  });

  test('is ASCII in words of 75 characters at most, whatever it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', minLength: 1, maxLength: 200 }), (name) => {
        const line = mailboxHeader({ email, name });
        expect(line).toMatch(/^[ -~]*$/);
        for (const word of line.match(/=\?UTF-8\?[^ ]*/g) ?? []) expect(word.length).toBeLessThanOrEqual(75);
      }),
    );
  });

  test('comes back whole, whatever letters it has', async () => {
    const letters = fc
      .string({
        unit: fc.constantFrom('a', 'ö', '李', '👩‍🚀', ' ', ',', '"', '(', '_', '='),
        minLength: 1,
        maxLength: 60,
      })
      .filter((name) => name === name.trim().replace(/\s+/g, ' '));
    await fc.assert(
      fc.asyncProperty(letters, async (name) => {
        expect(await read(mailboxHeader({ email, name }))).toEqual([{ name, address: email }]);
      }),
    );
  });
});
