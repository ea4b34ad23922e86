import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fitSms, measureSms } from '../../functions/sms/text.ts';

/** Characters of GSM 7 bit by their code points, apart from ASCII, of which it lacks the backtick alone. */
const beyondAscii = [
  0xa1, 0xa3, 0xa4, 0xa5, 0xa7, 0xbf, 0xc4, 0xc5, 0xc6, 0xc7, 0xc9, 0xd1, 0xd6, 0xd8, 0xdc, 0xdf, 0xe0, 0xe4,
  0xe5, 0xe6, 0xe8, 0xe9, 0xec, 0xf1, 0xf2, 0xf6, 0xf8, 0xf9, 0xfc, 0x393, 0x394, 0x398, 0x39b, 0x39e, 0x3a0,
  0x3a3, 0x3a6, 0x3a8, 0x3a9, 0x20ac,
];
const isGsm = (point: number): boolean =>
  [0x0a, 0x0c, 0x0d].includes(point) ||
  (point >= 0x20 && point <= 0x7e && point !== 0x60) ||
  beyondAscii.includes(point);

/** The parts one after another, as a telephone would get them; another way of counting than the one under test. */
const partsOf = (body: string): string[] => {
  const points = Array.from(body);
  const inGsm = points.every((character) => isGsm(character.codePointAt(0) ?? 0));
  const size = (text: string): number =>
    inGsm ? text.length + (text.match(/[\f^{}\\[~\]|€]/g)?.length ?? 0) : text.length;
  const [alone, among] = inGsm ? [160, 153] : [70, 67];
  if (size(body) <= alone) return [body];
  const parts: string[] = [];
  for (const character of points) {
    const last = parts.at(-1);
    if (last === undefined || size(last + character) > among) parts.push(character);
    else parts[parts.length - 1] = last + character;
  }
  return parts;
};

/** What people write: mostly of one kind, now and then anything. */
const text = fc
  .array(
    fc.oneof(
      { weight: 8, arbitrary: fc.constantFrom(...Array.from('aäE €{~ß@Δ’“–…\u00a0•\u00ad\n')) },
      {
        weight: 2,
        arbitrary: fc.constantFrom('я', '好', '😀', '👩‍👧', '❤️', 'e\u0301', '\u0000', '\ud83d', '🇩🇪'),
      },
      { weight: 1, arbitrary: fc.string({ unit: 'grapheme', maxLength: 3 }) },
      { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 3 }) },
    ),
    { maxLength: 500 },
  )
  .map((parts) => parts.join(''));
const mostlyGsm = fc
  .array(fc.constantFrom(...Array.from('abc €{~ß@Δ’“–…\u00a0')), { maxLength: 500 })
  .map((parts) => parts.join(''));
const link = fc.webUrl({ size: 'small' }).filter((url) => url.length < 100);

test('Whatever the text is, the link stands whole at the end, in two segments at most, and nothing breaks the line', () => {
  fc.assert(
    fc.property(fc.oneof(text, mostlyGsm), link, (written, url) => {
      const { body, segments } = fitSms({ text: written, link: url });
      expect(body === url || body.endsWith(` ${url}`)).toBe(true);
      expect(segments).toBeLessThanOrEqual(2);
      expect(body).not.toMatch(/\p{Cc}/u);
      expect(body.trim()).toBe(body);
      expect(body.isWellFormed()).toBe(true);
    }),
    { numRuns: 400 },
  );
});

test('Segments and encoding are those of another way of counting', () => {
  fc.assert(
    fc.property(fc.oneof(text, mostlyGsm, fc.string({ unit: 'binary', maxLength: 400 })), (body) => {
      const parts = partsOf(body);
      const encoding = Array.from(body).every((character) => isGsm(character.codePointAt(0) ?? 0))
        ? 'GSM-7'
        : 'UCS-2';
      expect(measureSms(body)).toEqual({ encoding, segments: parts.length });
    }),
    { numRuns: 600 },
  );
});

test('What is fitted is measured as it is sent', () => {
  fc.assert(
    fc.property(fc.oneof(text, mostlyGsm), link, fc.integer({ min: 1, max: 4 }), (written, url, most) => {
      const { body, ...measured } = fitSms({ text: written, link: url, segments: most });
      expect(measured).toEqual(measureSms(body));
    }),
  );
});

test('A text in Latin letters with typography never needs UCS-2', () => {
  fc.assert(
    fc.property(mostlyGsm, (written) => {
      expect(fitSms({ text: written, link: 'https://mail.example.com/l/x' }).encoding).toBe('GSM-7');
    }),
  );
});

test('A fitted body is cut nowhere but where a reader sees a character end', () => {
  const segmenter = new Intl.Segmenter('und', { granularity: 'grapheme' });
  const clusters = ['👩‍👧', '🇩🇪', 'я\u0301', '👍🏽', 'ж'];
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...clusters), { minLength: 1, maxLength: 200 }), (written) => {
      const { body } = fitSms({ text: written.join(''), link: 'https://example.com' });
      const kept = body.replace(/…? https:.*$/, '');
      const whole = Array.from(segmenter.segment(written.join('')), ({ segment }) => segment);
      expect(Array.from(segmenter.segment(kept), ({ segment }) => segment)).toEqual(
        whole.slice(0, Array.from(segmenter.segment(kept)).length),
      );
    }),
  );
});
