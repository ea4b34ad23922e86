import { describe, expect, test } from 'vitest';
import { instantOf, isoTimeOf } from '../../functions/platform/iso-time.ts';

const NINE = Date.parse('2027-01-31T09:00:00Z');

describe('A time of ISO 8601', () => {
  test.each([
    '2027-01-31T09:00:00Z',
    '2027-01-31t09:00:00z',
    '2027-01-31T10:00:00+01:00',
    '2027-01-31T10:00:00+01',
    '2027-01-31T10:00:00+0100',
    '2027-01-31T04:30:00-04:30',
    '2027-01-31T09:00Z',
    '2027-01-31 09:00:00+00:00',
    '2027-01-31T09:00:00.000Z',
    '2027-01-31T09:00:00,000Z',
    '2027-01-31T09:00:00.0000000Z',
    '2027-01-31T09:00:00.000000001Z',
  ])('may be written %s', (text) => {
    expect(instantOf(text)).toBe(NINE);
  });

  test('keeps its fraction to the millisecond', () => {
    expect(instantOf('2027-01-31T09:00:00,1239Z')).toBe(NINE + 123);
  });

  test.each([
    '2027-02-30T09:00:00Z',
    '2027-13-01T09:00:00Z',
    '2027-01-31T25:00:00Z',
    '2027-01-31T09:60:00Z',
    '2027-01-31T09:00:00+25:00',
    '2027-01-31T09:00:00',
    '2027-01-31',
    '2027-01-31T09:00:00 01:00',
    'Sun, 31 Jan 2027 09:00:00 GMT',
    '1769850000',
    '9999-12-31T23:59:59-14:00',
    '0000-01-01T00:00:00+14:00',
    '0001-01-01T00:00:00+14:00',
    '',
    `2027-01-31T09:00:00.${'0'.repeat(5000)}Z`,
  ])('is none of %s', (text) => {
    expect(instantOf(text)).toBeUndefined();
  });

  test('tells a day and a time without a zone from a moment', () => {
    expect(isoTimeOf('2027-01-31')?.kind).toBe('day');
    expect(isoTimeOf('2027-01-31T09:00')?.kind).toBe('wallClock');
    expect(isoTimeOf('2027-01-31T09:00Z')?.kind).toBe('instant');
  });
});
