import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { asLine, isBlank, isOneLine } from '../../functions/platform/one-line.ts';
import { markdownHtml, markdownText, readMarkdown } from '../../functions/rendering/engine/markdown.ts';
import { asName, asProse, dialable, withoutLinks } from '../../functions/platform/strangers-words.ts';

describe('a stranger’s name', () => {
  test.each([
    'Ada Lovelace',
    'J. R. R. Tolkien',
    'O’Brien',
    'Jean-Luc',
    '李小龙',
    'Dr. Müller',
    'José',
    'Louis XIV',
    'Ada 2nd',
  ])('may be %s', (name) => {
    expect(asName(name)).toBe(name);
  });

  test.each([
    'Your parcel is waiting, pay at www.evil.example',
    'https://evil.example',
    'evil.example',
    'pay at bit.ly/3',
    'ada@example.com',
    'Ada\nYour account is locked',
    'Ada\u2028Pay now',
    'x'.repeat(61),
    '   ',
    '\u200b',
    'evil。example',
    'evil\u2024com/x',
    'ada\uff20evil',
    '//evil',
    'http:evil',
    'evil:8080/x',
    '1.2.3.4',
    'evil[.]com',
    'Call +1 900 555 1234 now',
  ])('is left out where it is "%s"', (name) => {
    expect(asName(name)).toBeUndefined();
  });

  test('loses marks that nobody sees', () => {
    expect(asName('\u202eAda\u200b \u0007Lovelace')).toBe('Ada Lovelace');
  });
});

describe('a stranger’s prose', () => {
  test.each([
    'www.evil.example',
    'https://evil.example/pay?a=1',
    'see evil.example now',
    'mail me@evil.example',
    'HTTPS://EVIL.EXAMPLE',
    'evil.example/a.b',
    'xn--evil.example',
    'evil.xn--p1ai',
    'evil.рф',
    'evil。com',
    '(bit.ly/3)',
  ])('has no word that becomes a link: %s', (text) => {
    const shown = withoutLinks(text);
    expect(shown).not.toBe(text);
    expect(shown.replaceAll('\u200b', '')).toBe(text);
    expect(shown).not.toMatch(/:\/\/|www\.\w|\w@\w|[\p{L}\p{N}][.。]\p{L}{2}/iu);
  });

  test.each([
    'evil.**com**',
    'ev**il.c**om',
    'evil\\.com',
    '`evil`.`com`',
    '_evil_._com_',
    'evil&#46;com',
    'evil&period;com',
    'http&#58;//x.y',
    'evil[.](x)com',
    '[evil](x).[com](y)',
    '![evil](x).com',
  ])('has none once Markdown has read it: %s', (text) => {
    const read = readMarkdown(withoutLinks(text));
    for (const shown of [markdownText(read), markdownHtml(read).replace(/<[^>]*>/g, '')]) {
      expect(shown).not.toMatch(/:\/\/|[\p{L}\p{N}][.。]\p{L}{2}/iu);
    }
  });

  test.each([
    '40 seats, later 120.',
    'e.g. this',
    'Node.js, process.env and v1.two',
    '{{= it.secret }}',
    'It costs 1.50 a month.',
    'Done. Next: a call.',
  ])('is left as it is without one: %s', (text) => {
    expect(withoutLinks(text)).toBe(text);
  });

  test('keeps its lines', () => {
    expect(asProse('one\r\ntwo\u2028three\n\nfour')).toBe('one\ntwo\nthree\n\nfour');
  });
});

describe('one line', () => {
  test.each(['\u0085', '\u2028', '\u2029', '\n', '\r', '\u202e', '\u2066', '\u200f', '\ud800', '\u009f'])(
    'has no %j',
    (mark) => {
      expect(isOneLine(`a${mark}b`)).toBe(false);
      expect(isOneLine(asLine(`a${mark}b`))).toBe(true);
    },
  );

  test.each(['👩‍👩‍👧', 'می‌خواهم', 'Zoë', 'a\u00a0b'])('may have %s', (text) => {
    expect(isOneLine(text)).toBe(true);
    expect(asLine(text).replace(/\s/g, ' ')).toBe(text.replace(/\s/g, ' '));
  });

  test('is made of any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(isOneLine(asLine(text))).toBe(true);
      }),
    );
  });

  test.each(['', ' ', '\u200b', '\u200d', '\ufeff', '\u2800', '\n\t', '\u00ad'])('%j is blank', (text) => {
    expect(isBlank(text)).toBe(true);
  });
});

describe('the number that a phone dials', () => {
  test.each([
    ['+49 30 123456', '+4930123456'],
    ['+49 (0)30 / 123-456', '+4930123456'],
    ['+49 30 123456 ext. 7', '+4930123456'],
    ['+49 30 123456 x7', '+4930123456'],
    ['0049 30 123456', '+4930123456'],
    ['030 123456', '030123456'],
    ['(030) 123 456', '030123456'],
  ])('%s: %s', (typed, dialled) => {
    expect(dialable(typed)).toBe(dialled);
  });

  test.each(['call me', '*21*0900123456#', 'javascript:1', '12', '+49 30 1234567890123456', 'a123456'])(
    'is none of %s',
    (typed) => {
      expect(dialable(typed)).toBeUndefined();
    },
  );
});
