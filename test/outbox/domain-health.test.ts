import { describe, expect, test } from 'vitest';
import { allowedShare, domainOf, domainWaitMs } from '../../functions/outbox/flow/domain-health.ts';

describe('the share of bulk mail that a receiving domain gets', () => {
  test.each([
    { what: 'nothing is known', health: { deferred: 0, delivered: 0 }, share: 1 },
    { what: 'a few were deferred', health: { deferred: 9, delivered: 0 }, share: 1 },
    { what: 'few of many were deferred', health: { deferred: 10, delivered: 90 }, share: 1 },
    { what: 'just less than a fifth was deferred', health: { deferred: 19, delivered: 81 }, share: 1 },
    { what: 'a fifth was deferred', health: { deferred: 20, delivered: 80 }, share: 0.25 },
    { what: 'half were deferred', health: { deferred: 10, delivered: 10 }, share: 0.05 },
    { what: 'ten of ten were deferred', health: { deferred: 10, delivered: 0 }, share: 0.05 },
    { what: 'a third was deferred', health: { deferred: 30, delivered: 60 }, share: 0.25 },
    { what: 'most were deferred', health: { deferred: 60, delivered: 40 }, share: 0.05 },
    { what: 'all were deferred', health: { deferred: 500, delivered: 0 }, share: 0.05 },
  ])('is $share when $what', ({ health, share }) => {
    expect(allowedShare(health)).toBe(share);
  });

  test('comes back spread over two to ten minutes', () => {
    expect(domainWaitMs(() => 0)).toBe(120_000);
    expect(domainWaitMs(() => 0.5)).toBe(360_000);
    expect(domainWaitMs(() => 0.999)).toBeLessThan(600_000);
  });

  test('belongs to what follows the last @', () => {
    expect(domainOf('ada@example.com')).toBe('example.com');
  });
});
