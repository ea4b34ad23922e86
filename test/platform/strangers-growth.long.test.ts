import { expect, test } from 'vitest';
import { withoutLinks } from '../../functions/platform/strangers-words.ts';
import { growthOf } from '../cpu-growth.ts';

test.each(['a.', 'www.', 'a@', '://', 'a-', '.'])(
  'twice as much prose of "%s" takes no more than twice as long to be made fit for a reader',
  { timeout: 60_000 },
  async (piece) => {
    const growth = await growthOf((size) => withoutLinks(piece.repeat(Math.floor(size / piece.length))), {
      from: 40_000,
      to: 320_000,
    });
    expect(growth).toBeLessThan(3);
  },
);
