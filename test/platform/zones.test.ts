import { describe, expect, test } from 'vitest';
import { isTimezone } from '../../functions/platform/intl.ts';
import { localMinutes, nextShownTime } from '../../functions/platform/local-time.ts';
import { workingZone } from '../../functions/platform/stored-zone.ts';

const NOW = Date.parse('2027-01-31T09:00:00Z');
/** Which Intl takes, and Temporal does not. */
const abbreviations = ['PST', 'IST', 'JST', 'AST', 'CST', 'BST', 'ECT', 'SST', 'NET', 'PLT'];

describe('A time zone', () => {
  test.each(['Europe/Berlin', 'UTC', 'Asia/Kolkata', 'America/Argentina/Buenos_Aires', 'europe/berlin'])(
    'may be %s',
    (zone) => {
      expect(isTimezone(zone)).toBe(true);
    },
  );

  test.each(['+02:00', 'Mars/Olympus', '', 'Europe/Berlin ', ...abbreviations])('is none of "%s"', (zone) => {
    expect(isTimezone(zone)).toBe(false);
  });

  test.each(Intl.supportedValuesOf('timeZone').filter(isTimezone))('%s can be reckoned with', (zone) => {
    expect(localMinutes(NOW, zone)).toBeGreaterThanOrEqual(0);
    expect(nextShownTime(NOW, zone, '22:00')).toBeGreaterThan(NOW);
  });

  test.each(['Mars/Olympus', 'PST'])(
    'that was kept and no longer works, such as %s, is as if none were',
    (zone) => {
      expect(workingZone(zone)).toBeUndefined();
    },
  );

  test('that was kept and works stays', () => {
    expect(workingZone('Asia/Kolkata')).toBe('Asia/Kolkata');
    expect(workingZone(undefined)).toBeUndefined();
  });
});
