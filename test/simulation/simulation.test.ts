import { describe, expect, test } from 'vitest';
import { cleanVerdict } from '../chaos/audit.ts';
import { simulate } from './simulate.ts';

describe('with faults at any call and calls in any order', () => {
  test.each([1])(
    'nothing is lost, sent twice, stuck, miscounted, untold or left behind (seed %i)',
    async (seed) => {
      const report = await simulate({ messages: 150, seed });
      expect(report).toMatchObject(cleanVerdict);
      expect(Object.keys(report.faults).length).toBeGreaterThan(15);
    },
  );

  test.each([2])(
    'a mail an hour survives outages of minutes to days with one retry allowed, each arriving once (seed %i)',
    async (seed) => {
      const report = await simulate({ messages: 40, seed, traffic: 'hourly' });
      expect(report).toMatchObject(cleanVerdict);
    },
  );

  test('a seed gives the same run, call by call', async () => {
    const [one, other] = await Promise.all([1, 2].map(() => simulate({ messages: 60, seed: 11 })));
    expect(other).toEqual(one);
    expect((await simulate({ messages: 60, seed: 12 })).journal).not.toBe(one?.journal);
  });
});
