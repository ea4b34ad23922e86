import { describe, expect, test } from 'vitest';
import { makeGate } from '../../../local/http/gate.ts';

const gate = makeGate(3000);
const request = (headers: Record<string, string>, method = 'GET', url = '/v1/emails') =>
  gate({ method, url, headers: { host: '127.0.0.1:3000', ...headers } })?.code;

describe('Programs that are no browser are answered', () => {
  test.each(['127.0.0.1:3000', 'localhost:3000', 'LOCALHOST:3000', '[::1]:3000'])('at %s', (host) => {
    expect(request({ host })).toBeUndefined();
  });

  test.each(['application/x-www-form-urlencoded', 'text/plain;charset=UTF-8', ''])(
    'whatever they call a body for /_local: %s',
    (contentType) => {
      const headers = { 'content-type': contentType, 'content-length': '20', 'sec-fetch-mode': 'cors' };
      expect(request(headers, 'POST', '/_local/clock')).toBeUndefined();
    },
  );

  test('at port 80 without its number', () => {
    expect(makeGate(80)({ method: 'GET', url: '/', headers: { host: 'localhost' } })).toBeUndefined();
  });
});

describe('A name that may be somebody else’s is refused', () => {
  test.each([
    'evil.example',
    'evil.example:3000',
    'localhost.evil.example:3000',
    '127.0.0.1.evil.example:3000',
    'localhost:3001',
    'localhost',
    '0.0.0.0:3000',
    '192.168.0.7:3000',
    'user@localhost:3000',
    '',
  ])('%s', (host) => {
    expect(request({ host })).toBe('foreign_host');
  });

  test('also where an absolute target names it', () => {
    expect(request({}, 'GET', 'http://evil.example:3000/_local/health')).toBe('foreign_host');
    expect(request({ host: 'evil.example' }, 'GET', 'http://localhost:3000/')).toBeUndefined();
  });

  test('in a sentence that says which names are answered', () => {
    const problem = gate({ method: 'GET', url: '/', headers: { host: 'evil.example' } });
    expect(problem).toMatchObject({
      status: 403,
      detail:
        'The request is addressed to "evil.example"; this server answers to 127.0.0.1:3000, localhost:3000, [::1]:3000.',
    });
  });
});

describe('A page of another origin is refused', () => {
  test.each([
    { origin: 'https://evil.example' },
    { origin: 'http://localhost:5173' },
    { origin: 'https://localhost:3000' },
    { origin: 'null' },
    { origin: 'null', 'sec-fetch-site': 'cross-site' },
    { origin: 'https://evil.example', 'sec-fetch-site': 'same-origin' },
    { origin: 'http://localhost:3000', 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
    { 'sec-fetch-site': 'anything else' },
  ])('$origin $sec-fetch-site', (headers) => {
    for (const path of ['/_local/reset', '/v1/emails', '/console', '/webhooks/mailgun', '/u/token']) {
      expect(request(headers, 'POST', path)).toBe('foreign_origin');
    }
  });

  test('with its preflight', () => {
    const preflight = { origin: 'https://evil.example', 'access-control-request-method': 'POST' };
    expect(request(preflight, 'OPTIONS')).toBe('foreign_origin');
  });

  test.each([
    { what: 'a frame', headers: { 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'iframe' } },
    { what: 'an image', headers: { 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'image' } },
    { what: 'a script', headers: { 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'script' } },
  ])('where it asks for $what', ({ headers }) => {
    expect(request({ 'sec-fetch-site': 'cross-site', ...headers })).toBe('foreign_origin');
  });
});

describe('In a browser', () => {
  test.each(['same-origin', 'none'])('our own pages are answered: %s', (site) => {
    expect(request({ 'sec-fetch-site': site })).toBeUndefined();
  });

  const followed = {
    'sec-fetch-site': 'cross-site',
    'sec-fetch-mode': 'navigate',
    'sec-fetch-dest': 'document',
  };

  test('a link in a mail can be followed, but no form be sent from elsewhere', () => {
    expect(request(followed, 'GET', '/p/token')).toBeUndefined();
    expect(request(followed, 'POST', '/p/token')).toBe('foreign_origin');
  });

  test('a form of our own pages can be sent, which hide their origin', () => {
    const headers = { origin: 'null', 'sec-fetch-site': 'same-origin', 'content-length': '3' };
    expect(request(headers, 'POST', '/p/token')).toBeUndefined();
  });

  test('a page sends controls JSON, and calls it that', () => {
    const own = { origin: 'http://localhost:3000', 'sec-fetch-site': 'same-origin', 'content-length': '20' };
    const type = (contentType: string) =>
      request({ ...own, 'content-type': contentType }, 'POST', '/_local/clock');
    expect(type('application/json; charset=utf-8')).toBeUndefined();
    expect(type('text/plain')).toBe('not_json');
    expect(type('application/x-www-form-urlencoded')).toBe('not_json');
  });
});
