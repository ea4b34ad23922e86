import { connect } from 'node:net';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestCloud, type TestCloud } from '../embedded-cloud.ts';

let cloud: TestCloud;
let port: number;
beforeAll(async () => {
  cloud = await startTestCloud({ quiet: true });
  port = Number(new URL(cloud.url).port);
});
afterAll(() => cloud.stop());

/** Sends bytes as they are, and answers the first line that comes back. */
const raw = (text: string): Promise<string> =>
  new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    const socket = connect(port, '127.0.0.1', () => socket.write(text, 'latin1'));
    socket.on('data', (chunk) => chunks.push(chunk));
    socket.on('error', reject);
    socket.on('close', () => resolve(Buffer.concat(chunks).toString('latin1').split('\r\n')[0] ?? ''));
  });

const requestLine = (method: string, target: string, headers: readonly string[] = []): string =>
  [`${method} ${target} HTTP/1.1`, `Host: 127.0.0.1:${port}`, 'Connection: close', ...headers, '', ''].join(
    '\r\n',
  );

describe('Every request is answered', () => {
  test.each([
    ['GET', '//', 404],
    ['GET', '//evil.example:port/', 404],
    ['GET', '/\\', 404],
    ['GET', '/%', 404],
    ['GET', '/v1/emails/%ff', 401],
    ['GET', '/_local/%', 404],
    ['GET', '/_local/__proto__', 404],
    ['GET', '/console//', 404],
    ['GET', 'http://[/', 403],
    ['GET', 'http://evil.example/', 403],
    ['OPTIONS', '*', 404],
    ['CONNECT', 'evil.example:443', 405],
    ['CONNECT', '//', 405],
    ['TRACE', '/', 404],
    ['BREW', '/', 400],
  ])('%s %s with %i', async (method, target, status) => {
    expect(await raw(requestLine(method, target))).toContain(`HTTP/1.1 ${status} `);
  });

  test.each([
    ['an expectation of its own', 'Expect: miracles', 417],
    ['an upgrade', 'Connection: Upgrade\r\nUpgrade: websocket', 404],
    ['a length that is none', 'Content-Length: x', 400],
    ['a header that is too long', `X: ${'x'.repeat(20_000)}`, 431],
  ])('also one with %s', async (_what, header, status) => {
    expect(await raw(requestLine('POST', '/nowhere', [header]))).toContain(`HTTP/1.1 ${status} `);
  });

  test('whatever its method, target and headers are', async () => {
    const method = fc.constantFrom('GET', 'POST', 'HEAD', 'OPTIONS', 'DELETE', 'PUT', 'CONNECT', 'PURGE');
    const oddCharacters = Array.from('/\\?#%&=.:@[]{}*;~^|<>"\'`ab0ÿ\x80');
    const odd = fc.string({ unit: fc.constantFrom(...oddCharacters) });
    const target = fc
      .tuple(fc.constantFrom('/', '//', '/_local/', '/console/', '/v1/emails/', '/u/', 'http://', ''), odd)
      .map((parts) => parts.join(''));
    const name = fc.constantFrom(
      'Origin',
      'Content-Type',
      'Sec-Fetch-Site',
      'Authorization',
      'Accept-Language',
      'Content-Encoding',
      'Idempotency-Key',
      'X-Correlation-Id',
      '__proto__',
      'Cookie',
    );
    const header = fc.tuple(name, odd).map(([key, value]) => `${key}: ${value}`);
    await fc.assert(
      fc.asyncProperty(method, target, fc.array(header, { maxLength: 3 }), async (...parts) => {
        expect(await raw(requestLine(...parts))).toMatch(/^HTTP\/1\.1 \d{3} /);
      }),
    );
    expect((await cloud.call('GET', '/_local/health')).status).toBe(200);
  });
});
