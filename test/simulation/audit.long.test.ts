import { describe, expect, test } from 'vitest';
import { simulate } from './simulate.ts';

describe('the audit notices a rule that is left out', () => {
  test.each([
    { without: 'claim', finding: 'duplicates' },
    { without: 'event_id', finding: 'wrongCounters' },
    { without: 'sweeper', finding: 'stuck' },
    { without: 'settle_minutes', finding: 'duplicates' },
  ] as const)('without $without there are $finding', async ({ without, finding }) => {
    // Not every run meets the fault that the rule is there for.
    let found = 0;
    for (let seed = 6; seed < 12 && found === 0; seed += 1) {
      found = (await simulate({ messages: 150, seed, without }))[finding];
    }
    expect(found).toBeGreaterThan(0);
  });
});
