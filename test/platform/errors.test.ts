import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { errorCodes, ServiceError } from '../../functions/platform/errors.ts';

const documented = (): { code: string; status: number }[] => {
  const [, section = ''] = readFileSync('docs/errors.md', 'utf8').split(/^## Codes$/m);
  const [table = ''] = section.split(/^## /m);
  return [...table.matchAll(/^\| `(\w+)` \| (\d+) \| [^|]+ \| [^|]+ \|$/gm)].map(([, code = '', status]) => ({
    code,
    status: Number(status),
  }));
};

describe('docs/errors.md', () => {
  test('lists exactly the codes that callers may see, with their status', () => {
    expect(documented()).toEqual(Object.entries(errorCodes).map(([code, { status }]) => ({ code, status })));
  });

  test.each([413, 429, 503])('says when the platform itself answers %i', (status) => {
    const [, platform = ''] = readFileSync('docs/errors.md', 'utf8').split(
      '## What the platform itself answers',
    );
    expect(platform).toMatch(new RegExp(`^\\| ${status} \\|`, 'm'));
  });
});

describe('A ServiceError', () => {
  test('carries its code, words, faults and cause', () => {
    const cause = new Error('condition failed');
    const faults = [{ pointer: '/to', code: 'missing', detail: 'This field is required.' }];
    const error = new ServiceError('invalid', 'The request has faults.', { faults, cause });
    expect(error).toMatchObject({
      name: 'ServiceError',
      code: 'invalid',
      message: 'The request has faults.',
      faults,
      cause,
    });
  });

  test('has no faults unless it is given some', () => {
    expect(new ServiceError('not_found', 'Nothing is here.').faults).toEqual([]);
  });
});
