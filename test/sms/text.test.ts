import { describe, expect, test } from 'vitest';
import { fitSms, measureSms } from '../../functions/sms/text.ts';

const link = 'https://mail.example.com/l/abc';
const bodyOf = (text: string): string => fitSms({ text, link }).body;

describe('Typography becomes plain signs, so that an SMS does not cost twice as much:', () => {
  test.each([
    { what: 'an apostrophe', text: 'Ada’s lead', plain: "Ada's lead" },
    { what: 'single quotes of all kinds', text: '‘a’ ‚b‛ ‹c› `d´ 5′', plain: "'a' 'b' 'c' 'd' 5'" },
    { what: 'double quotes of all kinds', text: '“a” „b‟ «c» 5″', plain: '"a" "b" "c" 5"' },
    { what: 'dashes', text: '9–10 — a‐b‑c −1', plain: '9-10 - a-b-c -1' },
    { what: 'an ellipsis', text: 'and so on…', plain: 'and so on...' },
    {
      what: 'spaces that do not break',
      text: '10\u00a0000\u202f€\u2009net\u3000now',
      plain: '10 000 € net now',
    },
    {
      what: 'soft hyphens and marks that nobody sees',
      text: 'a\u00adb\u200bc\u2060d\u180ee\u200ef',
      plain: 'abcdef',
    },
    { what: 'bullets', text: '• a ‣ b ◦ c · d', plain: '- a - b - c - d' },
    { what: 'what stands for words', text: '2×3 → 6™ ©® ﬁﬂ 1⁄2', plain: '2x3 -> 6(TM) (C)(R) fifl 1/2' },
    { what: 'joiners without anything to join', text: 'a\u200db\u200cc\ufe0f', plain: 'abc' },
    { what: 'letters in two parts', text: 'u\u0308ber A\u030a', plain: 'über Å' },
    { what: 'a sign for a letter', text: '3 \u2126, 5 \u212b', plain: '3 Ω, 5 Å' },
  ])('$what', ({ text, plain }) => {
    expect(fitSms({ text, link })).toEqual({ body: `${plain} ${link}`, encoding: 'GSM-7', segments: 1 });
  });

  test('letters and signs of GSM 7 bit stay what they are', () => {
    const own = '@£$¥èéùìòÇØøÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ!"#¤%&\'()*+,-./:;<=>?¡ÄÖÑÜ§¿äöñüà^{}\\[~]|€';
    expect(fitSms({ text: own, link })).toMatchObject({ body: `${own} ${link}`, encoding: 'GSM-7' });
  });

  test.each(['ç', 'ê', 'ł', 'я', '好', '😀', '½'])('%s needs UCS-2, and loses nothing', (letter) => {
    expect(fitSms({ text: `“${letter}”`, link })).toMatchObject({
      body: `"${letter}" ${link}`,
      encoding: 'UCS-2',
    });
  });

  test('an emoji of several parts stays one', () => {
    expect(bodyOf('❤️ 👩‍👧')).toBe(`❤️ 👩‍👧 ${link}`);
  });
});

describe('The text is on one line:', () => {
  test.each([
    { what: 'line breaks', text: 'a\nb\r\nc\u2028d\u2029e' },
    { what: 'control characters', text: 'a\u0000b\u001bc\u007fd\u0085e' },
    { what: 'many blanks', text: '  a  b\t\tc \u00a0 d\fe ' },
  ])('$what', ({ text }) => {
    expect(bodyOf(text)).toBe(`a b c d e ${link}`);
  });

  test.each([' \n\u00a0', '', '\u0000', '\u200b'])('a text of nothing (%j) leaves the link', (text) => {
    expect(bodyOf(text)).toBe(link);
  });

  test('halves of characters are left out', () => {
    expect(bodyOf('a\ud83d b\ude00')).toBe(`a b ${link}`);
  });
});

describe('Segments', () => {
  test.each([
    { what: '160 letters', body: 'a'.repeat(160), encoding: 'GSM-7', segments: 1 },
    { what: '161 letters', body: 'a'.repeat(161), encoding: 'GSM-7', segments: 2 },
    { what: '306 letters', body: 'a'.repeat(306), encoding: 'GSM-7', segments: 2 },
    { what: '307 letters', body: 'a'.repeat(307), encoding: 'GSM-7', segments: 3 },
    { what: '80 signs of two septets', body: '€'.repeat(80), encoding: 'GSM-7', segments: 1 },
    { what: '81 signs of two septets', body: '€'.repeat(81), encoding: 'GSM-7', segments: 2 },
    {
      what: 'a sign of two septets on the boundary, which goes to the next',
      body: `${'a'.repeat(152)}€${'a'.repeat(151)}`,
      encoding: 'GSM-7',
      segments: 2,
    },
    {
      what: 'the same with a letter more, though 306 septets would do',
      body: `${'a'.repeat(152)}€${'a'.repeat(152)}`,
      encoding: 'GSM-7',
      segments: 3,
    },
    { what: 'each sign of the extension', body: '\f^{}\\[~]|€'.repeat(8), encoding: 'GSM-7', segments: 1 },
    {
      what: 'one more than fits',
      body: `${'^{}\\[~]|€'.repeat(8)}€${'a'.repeat(15)}`,
      encoding: 'GSM-7',
      segments: 2,
    },
    { what: '70 letters of others', body: 'я'.repeat(70), encoding: 'UCS-2', segments: 1 },
    { what: '71 letters of others', body: 'я'.repeat(71), encoding: 'UCS-2', segments: 2 },
    { what: '134 letters of others', body: 'я'.repeat(134), encoding: 'UCS-2', segments: 2 },
    { what: '135 letters of others', body: 'я'.repeat(135), encoding: 'UCS-2', segments: 3 },
    { what: '35 emoji', body: '😀'.repeat(35), encoding: 'UCS-2', segments: 1 },
    {
      what: 'an emoji on the boundary, which goes to the next',
      body: `${'я'.repeat(66)}😀${'я'.repeat(65)}`,
      encoding: 'UCS-2',
      segments: 2,
    },
    {
      what: 'the same with a letter more',
      body: `${'я'.repeat(66)}😀${'я'.repeat(66)}`,
      encoding: 'UCS-2',
      segments: 3,
    },
    { what: 'one curly apostrophe among 160', body: `${'a'.repeat(159)}’`, encoding: 'UCS-2', segments: 3 },
  ])('of $what', ({ body, encoding, segments }) => {
    expect(measureSms(body)).toEqual({ encoding, segments });
  });
});

describe('What is too long', () => {
  const roomAfter = (septets: number): number => septets - ' '.length - link.length;

  test('stays whole as long as it fits', () => {
    const text = 'a'.repeat(roomAfter(306));
    expect(fitSms({ text, link })).toEqual({ body: `${text} ${link}`, encoding: 'GSM-7', segments: 2 });
  });

  test('is cut, and ends with three dots before the link', () => {
    const text = 'a'.repeat(roomAfter(306) + 1);
    const cut = `${'a'.repeat(roomAfter(306) - 3)}...`;
    expect(fitSms({ text, link })).toEqual({ body: `${cut} ${link}`, encoding: 'GSM-7', segments: 2 });
  });

  test('has one character for the dots in UCS-2', () => {
    const cut = `${'я'.repeat(roomAfter(134) - 1)}…`;
    expect(fitSms({ text: 'я'.repeat(500), link })).toEqual({
      body: `${cut} ${link}`,
      encoding: 'UCS-2',
      segments: 2,
    });
  });

  test('may have one segment only', () => {
    expect(fitSms({ text: 'a'.repeat(500), link, segments: 1 })).toMatchObject({ segments: 1 });
  });

  test('is cut between what a reader sees as characters', () => {
    const family = '👩‍👩‍👧‍👧';
    const { body } = fitSms({ text: family.repeat(50), link });
    expect(body.replaceAll(family, '')).toBe(`… ${link}`);
  });

  test('has no blank before its dots', () => {
    const text = `${'a'.repeat(roomAfter(306) - 4)} ${'b'.repeat(50)}`;
    expect(fitSms({ text, link }).body).toBe(`${'a'.repeat(roomAfter(306) - 4)}... ${link}`);
  });

  test('is as long as its beginning allows where only its end needs UCS-2', () => {
    expect(fitSms({ text: `${'a'.repeat(270)}😀`, link })).toEqual({
      body: `${'a'.repeat(270)}... ${link}`,
      encoding: 'GSM-7',
      segments: 2,
    });
  });

  test('is measured with the link, which is left as it is', () => {
    const ours = 'https://例え.example/“x”~';
    const { body, encoding } = fitSms({ text: 'a'.repeat(300), link: ours });
    expect(encoding).toBe('UCS-2');
    expect(body.endsWith(` ${ours}`)).toBe(true);
  });

  test('gives way to a link that has no room beside it', () => {
    const long = `https://mail.example.com/${'x'.repeat(300)}`;
    expect(fitSms({ text: 'Lead', link: long })).toEqual({ body: long, encoding: 'GSM-7', segments: 3 });
  });

  test('of one single character that fills it all leaves the link', () => {
    expect(bodyOf(`я${'\u0301'.repeat(400)}`)).toBe(link);
  });
});
