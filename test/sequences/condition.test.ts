import { describe, expect, test } from 'vitest';
import { at, type Condition, holds } from '../../functions/sequences/condition.ts';

const event = {
  status: 'booked',
  score: 70,
  flag: false,
  nothing: null,
  lead: { id: 'l1', score: 80 },
  list: ['a'],
};

describe('A condition', () => {
  test.each<[Condition, boolean]>([
    [{ path: 'status', is: 'booked' }, true],
    [{ path: 'status', is: 'Booked' }, false],
    [{ path: 'status', in: ['cancelled', 'booked'] }, true],
    [{ path: 'status', in: ['cancelled'] }, false],
    [{ path: 'score', at_least: 70 }, true],
    [{ path: 'score', at_least: 71 }, false],
    [{ path: 'score', at_most: 70 }, true],
    [{ path: 'score', at_most: 69 }, false],
    [{ path: 'lead.score', at_least: 80 }, true],
    [{ path: 'flag', is: false }, true],
    [{ path: 'status', at_least: 1 }, false],
    [{ path: 'missing', is: 'x' }, false],
    [{ path: 'missing', at_most: 100 }, false],
    [{ path: 'missing.deeper', in: ['x'] }, false],
    [{ path: 'missing', exists: false }, true],
    [{ path: 'missing', exists: true }, false],
    [{ path: 'nothing', exists: true }, false],
    [{ path: 'lead', exists: true }, true],
  ])('%j holds: %s', (condition, want) => {
    expect(holds(condition, event)).toBe(want);
  });

  test('sees what a value has itself, and nothing that all objects have', () => {
    expect(at(event, 'constructor')).toBeUndefined();
    expect(at(event, 'list.length')).toBe(1);
    expect(at(event, 'status.length')).toBeUndefined();
    expect(holds({ path: 'toString', exists: true }, event)).toBe(false);
  });
});
