import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { readCursor, writeCursor } from '../../functions/platform/page.ts';

const position = z.object({ after: z.string() });

describe('a cursor', () => {
  test('leads back to where its page ended', () => {
    const list = ['emails', { status: 'sent' }] as const;
    expect(readCursor(list, writeCursor(list, { after: 'x' }), position)).toEqual({ after: 'x' });
  });

  test.each([
    { what: 'of another list', cursor: writeCursor(['reps'], { after: 'x' }) },
    { what: 'of the same list with other filters', cursor: writeCursor(['emails', 'ada'], { after: 'x' }) },
    { what: 'that stands for something else', cursor: writeCursor(['emails'], 5) },
    { what: 'that is made up', cursor: '1' },
    { what: 'that is no JSON', cursor: 'abc' },
    { what: 'of JSON that is no cursor', cursor: Buffer.from('null').toString('base64url') },
  ])('$what is refused by pointer', ({ cursor }) => {
    expect(() => readCursor(['emails'], cursor, position)).toThrow(
      expect.objectContaining({
        code: 'invalid',
        faults: [expect.objectContaining({ pointer: '/query/cursor', code: 'invalid_cursor' })],
      }) as Error,
    );
  });
});
