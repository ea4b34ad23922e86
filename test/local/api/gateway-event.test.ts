import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { gatewayEvent, matchRoute } from '../../../local/api/gateway-event.ts';
import { readBody } from '../../../local/http/body.ts';

const keys = [
  'GET /v1/emails/{id}',
  'GET /v1/emails/{id}/content',
  'GET /v1/emails/batch',
  'POST /v1/emails',
  'POST /v1/{area}/batch',
  'GET /u/{token}',
  'ANY /any/{id}',
  '$default',
];

describe('A request is answered by the route', () => {
  test.each([
    { method: 'GET', path: '/v1/emails/msg_1', key: 'GET /v1/emails/{id}', params: { id: 'msg_1' } },
    { method: 'GET', path: '/v1/emails/batch', key: 'GET /v1/emails/batch', params: {} },
    { method: 'GET', path: '/v1/emails/a/content', key: 'GET /v1/emails/{id}/content', params: { id: 'a' } },
    { method: 'POST', path: '/v1/emails', key: 'POST /v1/emails', params: {} },
    { method: 'POST', path: '/v1/emails/batch', key: 'POST /v1/{area}/batch', params: { area: 'emails' } },
    { method: 'GET', path: '/u/a.b.c_d-e', key: 'GET /u/{token}', params: { token: 'a.b.c_d-e' } },
    { method: 'GET', path: '/u/a%2Fb%20c', key: 'GET /u/{token}', params: { token: 'a/b c' } },
    { method: 'GET', path: '/u/%E2%82%AC', key: 'GET /u/{token}', params: { token: '€' } },
    { method: 'GET', path: '/u/100%', key: 'GET /u/{token}', params: { token: '100%' } },
    { method: 'PATCH', path: '/any/x', key: 'ANY /any/{id}', params: { id: 'x' } },
    { method: 'DELETE', path: '/v1/emails/msg_1', key: '$default', params: {} },
    { method: 'GET', path: '/v1/emails/', key: '$default', params: {} },
    { method: 'GET', path: '/v1/emails/a/content/', key: '$default', params: {} },
    { method: 'GET', path: '/V1/emails/a', key: '$default', params: {} },
    { method: 'GET', path: '/', key: '$default', params: {} },
    { method: 'GET', path: '/$default', key: '$default', params: {} },
  ])('$key for $method $path', ({ method, path, key, params }) => {
    expect(matchRoute(keys, method, path)).toEqual({ key, params });
  });

  test('with the fewest parameters, wherever it stands in the list', () => {
    const reversed = keys.toReversed();
    expect(matchRoute(reversed, 'GET', '/v1/emails/batch')?.key).toBe('GET /v1/emails/batch');
    expect(matchRoute(reversed, 'GET', '/v1/emails/other')?.key).toBe('GET /v1/emails/{id}');
  });

  test('or by none without a default', () => {
    expect(matchRoute(['GET /v1/emails'], 'GET', '/other')).toBeUndefined();
  });
});

describe('The event of a request', () => {
  let url: string;
  let next: (request: IncomingMessage, body: Buffer) => void;
  const server = createServer((request, response) => {
    void readBody(request, 1000).then((body = Buffer.alloc(0)) => {
      next(request, body);
      response.end();
    });
  });
  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address: AddressInfo | string | null = server.address();
    if (typeof address !== 'object' || address === null) throw new Error('The server has no port');
    url = `http://127.0.0.1:${address.port}`;
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });

  const eventOf = async (path: string, init: RequestInit = {}) => {
    const event = new Promise<ReturnType<typeof gatewayEvent>>((resolve) => {
      next = (request, body) =>
        resolve(gatewayEvent(request, body, { key: 'POST /x', params: { id: 'a' } }, 0));
    });
    await fetch(url + path, init);
    return event;
  };

  test('has the shape of payload format 2.0', async () => {
    const event = await eventOf('/x?limit=5&tag=a&tag=b', {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'X-Thing': 'Y' },
      body: '{"a":"ä"}',
    });
    expect(event).toMatchObject({
      version: '2.0',
      routeKey: 'POST /x',
      rawPath: '/x',
      rawQueryString: 'limit=5&tag=a&tag=b',
      queryStringParameters: { limit: '5', tag: 'a,b' },
      pathParameters: { id: 'a' },
      headers: { 'x-thing': 'Y', 'x-forwarded-proto': 'http' },
      body: '{"a":"ä"}',
      isBase64Encoded: false,
      requestContext: {
        http: { method: 'POST', path: '/x', sourceIp: '127.0.0.1' },
        routeKey: 'POST /x',
        timeEpoch: 0,
      },
    });
  });

  test('has no body and no query where the request has none', async () => {
    const event = await eventOf('/x');
    expect(event).not.toHaveProperty('body');
    expect(event).not.toHaveProperty('queryStringParameters');
    expect(event.isBase64Encoded).toBe(false);
  });

  test.each([
    { contentType: 'multipart/form-data; boundary=x', base64: true },
    { contentType: 'application/octet-stream', base64: true },
    { contentType: 'application/x-www-form-urlencoded', base64: false },
    { contentType: 'application/json; charset=utf-8', base64: false },
    { contentType: 'text/plain', base64: false },
  ])('has a body of $contentType in base64: $base64', async ({ contentType, base64 }) => {
    const event = await eventOf('/x', {
      method: 'POST',
      headers: { 'content-type': contentType },
      body: 'a=b',
    });
    expect(event.isBase64Encoded).toBe(base64);
    expect(event.body).toBe(base64 ? 'YT1i' : 'a=b');
  });

  test('has a body in base64 where it is no text, whatever it is called, so that no byte is lost', async () => {
    const latin1 = Buffer.from('{"text":"Grüße"}', 'latin1');
    const event = await eventOf('/x', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: latin1,
    });
    expect(event.isBase64Encoded).toBe(true);
    expect(Buffer.from(event.body ?? '', 'base64')).toEqual(latin1);
  });

  test('has the path as it was sent', async () => {
    expect(await eventOf('//evil.example/%2F/x?')).toMatchObject({
      rawPath: '//evil.example/%2F/x',
      rawQueryString: '',
    });
  });

  test('has query parameters of names that every object has', async () => {
    const event = await eventOf('/x?constructor=1&toString=2');
    expect(event.queryStringParameters).toEqual({ constructor: '1', toString: '2' });
  });
});
