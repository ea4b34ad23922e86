import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkAddress, formatMailbox } from '../../functions/platform/address.ts';

const anyAddress = fc.oneof(
  fc.emailAddress(),
  fc
    .tuple(fc.stringMatching(/^[\w.+-]{1,20}$/), fc.string({ unit: 'grapheme', maxLength: 20 }))
    .map((parts) => parts.join('@')),
  fc
    .tuple(fc.string({ minLength: 1, maxLength: 5, unit: 'grapheme' }), fc.domain())
    .map(([label, rest]) => `ada@${label}.${rest}`),
  fc.string({ unit: 'binary' }),
);

describe('Any text as an address', () => {
  test('once taken, is taken again and stays the same', () => {
    fc.assert(
      fc.property(anyAddress, (address) => {
        const checked = checkAddress(address);
        if (checked.ok) expect(checkAddress(checked.email)).toEqual(checked);
        else expect(checked.why).not.toBe('');
      }),
      { numRuns: 1000 },
    );
  });

  test('once taken, has nothing that could break a header', () => {
    fc.assert(
      fc.property(anyAddress, (address) => {
        const checked = checkAddress(address);
        expect(checked.ok ? checked.email : 'ada@example.com').toMatch(/^[!-~]+@[a-z0-9.-]+$/);
      }),
      { numRuns: 1000 },
    );
  });
});

describe('Any display name', () => {
  test('comes back whole from its quotes', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1 }), (name) => {
        const line = formatMailbox({ email: 'ada@example.com', name });
        const quoted = /^"((?:[^"\\]|\\.)*)" <ada@example\.com>$/su.exec(line)?.[1];
        expect(quoted?.replace(/\\(.)/gsu, '$1')).toBe(name);
      }),
    );
  });
});
