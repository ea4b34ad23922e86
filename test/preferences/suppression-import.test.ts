import { expect, test } from 'vitest';
import { readImport } from '../../functions/preferences/suppression-import.ts';

test('a broken line takes no other with it, also not one that spans several', () => {
  const csv = [
    'address,code,error,created_at',
    'one@example.com,550,"5.1.1 no',
    'such user","Mon, 04 Jan 2027"',
    'two@example.com,550,x,now',
    'broken',
  ].join('\n');
  const { lines, broken } = readImport(csv, undefined);
  expect(lines.map(({ email }) => email)).toEqual(['one@example.com', 'two@example.com']);
  expect(broken.map(({ line }) => line)).toEqual([5]);
});

test('a long detail is not cut inside an emoji', () => {
  const csv = `address,error\nada@example.com,${'x'.repeat(499)}😀\n`;
  const [line] = readImport(csv, undefined).lines;
  expect(JSON.stringify(line)).toContain('x\ufffd');
});
