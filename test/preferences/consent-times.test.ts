import { describe, expect, test } from 'vitest';
import { consentFaults, givenConsents } from '../../functions/preferences/consent-times.ts';
import { hasConsent } from '../../functions/preferences/recipient.ts';

const NOW = Date.parse('2027-01-31T09:00:00Z');
const HOUR = 3_600_000;
const consentAt = (at: number) => ({ basis: 'express', source: 'form', at }) as const;

describe('Consent that will be given in the future', () => {
  const consents = { marketing: consentAt(NOW + HOUR), tracking: consentAt(NOW - HOUR) };

  test('is refused by pointer, and does not count', () => {
    expect(consentFaults(consents, NOW, '/consent')).toMatchObject([
      { pointer: '/consent/marketing/at', code: 'in_the_future' },
    ]);
    const recipient = { emailAddress: 'ada@example.com', consent: consents };
    expect(hasConsent(recipient, 'marketing', NOW)).toBe(false);
    expect(hasConsent(recipient, 'tracking', NOW)).toBe(true);
    expect(hasConsent(recipient, 'marketing', NOW + HOUR)).toBe(true);
  });

  test('is left out of what came with it', () => {
    expect(givenConsents(consents, NOW).marketing).toBeUndefined();
    expect(givenConsents(consents, NOW).tracking).toEqual(consents.tracking);
  });

  test('may be ahead by what clocks differ, or be taken back', () => {
    expect(consentFaults({ marketing: consentAt(NOW + 60_000) }, NOW, '/consent')).toEqual([]);
    expect(consentFaults({ marketing: null }, NOW, '/consent')).toEqual([]);
    expect(consentFaults(undefined, NOW, '/consent')).toEqual([]);
  });
});
