import fc from 'fast-check';
import { expect, test } from 'vitest';
import { matchRoute } from '../../../local/api/gateway-event.ts';

const keys = ['GET /v1/emails', 'GET /v1/emails/{id}', 'GET /v1/emails/{id}/content', '$default'];

test('any path is matched, at worst by the default', () => {
  const path = fc.oneof(
    fc.webPath(),
    fc.string({ unit: 'binary' }).map((text) => `/v1/emails/${text}`),
  );
  fc.assert(
    fc.property(path, (pathname) => {
      expect(keys).toContain(matchRoute(keys, 'GET', pathname)?.key);
    }),
  );
});

test('any parameter comes out of the path as it went in', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', minLength: 1 }), (id) => {
      fc.pre(id.isWellFormed());
      expect(matchRoute(keys, 'GET', `/v1/emails/${encodeURIComponent(id)}/content`)).toEqual({
        key: 'GET /v1/emails/{id}/content',
        params: { id },
      });
    }),
  );
});
