import { describe, expect, test } from 'vitest';
import { isFrontDoor } from '../../../local/http/console.ts';

describe('The bare address leads to the console', () => {
  const html = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' };
  test.each([
    { who: 'a browser', request: { method: 'GET', url: '/', headers: html }, leads: true },
    {
      who: 'a browser with parameters',
      request: { method: 'GET', url: '/?x=1', headers: html },
      leads: true,
    },
    { who: 'a browser that only looks', request: { method: 'HEAD', url: '/', headers: html }, leads: true },
    { who: 'curl', request: { method: 'GET', url: '/', headers: { accept: '*/*' } }, leads: false },
    { who: 'a program without Accept', request: { method: 'GET', url: '/', headers: {} }, leads: false },
    {
      who: 'a client of JSON',
      request: { method: 'GET', url: '/', headers: { accept: 'application/json' } },
      leads: false,
    },
    { who: 'a form', request: { method: 'POST', url: '/', headers: html }, leads: false },
    { who: 'another path', request: { method: 'GET', url: '/v1/emails', headers: html }, leads: false },
  ])('$who: $leads', ({ request, leads }) => {
    expect(isFrontDoor(request)).toBe(leads);
  });
});
