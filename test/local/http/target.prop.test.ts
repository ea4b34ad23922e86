import fc from 'fast-check';
import { expect, test } from 'vitest';
import { targetOf } from '../../../local/http/target.ts';

test('any request target has a path and a query', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (url) => {
      expect(targetOf({ url }).pathname).not.toBe('');
    }),
  );
});

test.each([
  ['//', { pathname: '//', search: '' }],
  ['//evil.example/x?a=1', { pathname: '//evil.example/x', search: 'a=1' }],
  ['http://localhost:3000', { pathname: '/', search: '', authority: 'localhost:3000' }],
  ['http://localhost:3000/a?b=?#c', { pathname: '/a', search: 'b=?', authority: 'localhost:3000' }],
  ['/a#b?c', { pathname: '/a', search: '' }],
  ['/%', { pathname: '/%', search: '' }],
  ['*', { pathname: '*', search: '' }],
])('the target %s', (url, target) => {
  expect(targetOf({ url })).toMatchObject(target);
});
