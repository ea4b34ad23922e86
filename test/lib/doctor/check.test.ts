import { expect, test } from 'vitest';
import { type Check, runChecks } from '../../../lib/doctor/check.ts';
import { about, fault, lineOf, notChecked, ok, summaryOf, warning } from '../../../lib/doctor/finding.ts';

const finds = (
  name: string,
  verdict: ReturnType<typeof ok>,
  more: Partial<Check<null>> & { blocks?: boolean } = {},
) => ({
  name,
  look: () => Promise.resolve([about(name, verdict, more.blocks)]),
  ...(more.needs !== undefined && { needs: more.needs }),
});

test('What fails stops what needs it, and what needs that, and nothing else', async () => {
  const told: string[] = [];
  const found = await runChecks<null>(
    [
      finds('one', fault('it is broken', 'mend it'), { blocks: true }),
      finds('two', ok('fine'), { needs: ['one'] }),
      finds('three', ok('fine'), { needs: ['two'] }),
      finds('four', fault('so is this', 'mend it too')),
      finds('five', ok('fine'), { needs: ['four'] }),
    ],
    null,
    (finding) => told.push(lineOf(finding)),
  );
  expect(told).toEqual([
    'fault        one: it is broken → mend it',
    'not checked  two: it needs "one", see there',
    'not checked  three: it needs "two", see there',
    'fault        four: so is this → mend it too',
    'ok           five: fine',
  ]);
  expect(summaryOf(found)).toBe('1 ok, 0 warnings, 2 faults, 2 not checked');
});

test.each([
  {
    name: 'AWS refuses',
    error: Object.assign(new Error('User x is not authorized to perform: sns:ListSubscriptionsByTopic'), {
      name: 'AccessDeniedException',
    }),
    seen: 'The AWS credentials may not do this: User x is not authorized to perform: sns:ListSubscriptionsByTopic.',
  },
  {
    name: 'nobody expected',
    error: new TypeError('x is not a function\n    at y'),
    seen: 'TypeError: x is not a function',
  },
])(
  'A check that ends in an error that $name tells it on one line, and the rest is looked at',
  async ({ error, seen }) => {
    const found = await runChecks<null>(
      [{ name: 'one', look: () => Promise.reject(error) }, finds('two', ok('fine'))],
      null,
      () => undefined,
    );
    expect(found.map(({ is }) => is)).toEqual(['not checked', 'ok']);
    expect(found[0]?.seen).toContain(seen);
  },
);

test('A finding is one line, whatever it quotes', () => {
  expect(lineOf(about('DMARC', warning('a\n  b', 'c')))).toBe('warning      DMARC: a b → c');
  expect(lineOf(about('DMARC', notChecked('silence')))).toBe('not checked  DMARC: silence');
});
