import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  backoffMs,
  classifyAnswer,
  classifyFailure,
  namedWaitMs,
} from '../../functions/mailgun/send-outcome.ts';
import { HOUR, MINUTE, NOW } from '../outbox/messages.ts';

const kindOf = (status: number, message: string, details: string): string =>
  classifyFailure({ status, message, details }, NOW).kind;

describe('network errors, which mailgun.js shows as a 400', () => {
  test.each([
    { code: 'ENOTFOUND', details: 'getaddrinfo ENOTFOUND api.mailgun.net', want: 'unreached' },
    { code: 'ECONNREFUSED', details: 'connect ECONNREFUSED 127.0.0.1:443', want: 'unreached' },
    { code: 'EHOSTUNREACH', details: 'connect EHOSTUNREACH 10.0.0.1:443', want: 'unreached' },
    { code: 'ENETUNREACH', details: 'connect ENETUNREACH 10.0.0.1:443', want: 'unreached' },
    { code: 'EPROTO', details: 'write EPROTO ssl routines', want: 'unreached' },
    { code: 'CERT_HAS_EXPIRED', details: 'certificate has expired', want: 'unreached' },
    { code: 'ERR_TLS_CERT_ALTNAME_INVALID', details: "Hostname/IP doesn't match", want: 'unreached' },
    { code: 'DEPTH_ZERO_SELF_SIGNED_CERT', details: 'self-signed certificate', want: 'unreached' },
    { code: 'SELF_SIGNED_CERT_IN_CHAIN', details: 'self-signed certificate', want: 'unreached' },
    { code: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE', details: 'unable to verify', want: 'unreached' },
    { code: 'ECONNABORTED', details: 'timeout of 20000ms exceeded', want: 'unknown' },
    { code: 'ETIMEDOUT', details: 'timeout of 20000ms exceeded', want: 'unknown' },
    { code: 'ECONNRESET', details: 'socket hang up', want: 'unknown' },
    { code: 'EPIPE', details: 'write EPIPE', want: 'unknown' },
    { code: 'ERR_NETWORK', details: 'Network Error', want: 'unknown' },
    { code: 'ERR_BAD_RESPONSE', details: 'stream has been aborted', want: 'unknown' },
  ])('$code: $want', ({ code, details, want }) => {
    expect(classifyFailure({ status: 400, message: code, details }, NOW)).toEqual({
      kind: want,
      detail: code,
    });
  });
});

describe("refusals in Mailgun's words", () => {
  test.each([
    {
      status: 400,
      text: 'to parameter is not a valid address. please check documentation',
      want: 'rejected',
    },
    { status: 400, text: 'from parameter is missing', want: 'rejected' },
    {
      status: 400,
      text: "Need at least one of 'text', 'html', 'amp-html' or 'template' parameters specified",
      want: 'rejected',
    },
    { status: 413, text: 'Request Entity Too Large', want: 'rejected' },
    { status: 401, text: 'Forbidden', want: 'account' },
    { status: 401, text: 'Invalid private key', want: 'account' },
    { status: 402, text: 'request failed', want: 'account' },
    {
      status: 403,
      text: 'Domain mg.example.com is not allowed to send: The domain is unverified',
      want: 'account',
    },
    { status: 404, text: 'Domain not found: mg.example.com', want: 'account' },
    { status: 408, text: 'Request Timeout', want: 'unknown' },
    {
      status: 420,
      text: 'Domain mg.example.com recipient limit exceeded, try again after Mon, 02 Mar 2026 10:00:00 UTC',
      want: 'throttled',
    },
    {
      status: 429,
      text: 'Domain mg.example.com account-requests-per-sec limit exceeded, try again after 120 seconds',
      want: 'throttled',
    },
    { status: 500, text: 'Internal Server Error', want: 'unknown' },
    { status: 502, text: '', want: 'unknown' },
    { status: 503, text: 'Service Unavailable', want: 'unknown' },
    { status: 504, text: '', want: 'unknown' },
  ])('$status "$text": $want', ({ status, text, want }) => {
    expect(kindOf(status, 'Status Text', text)).toBe(want);
  });

  test('the answer that names the fault is kept, and cut where it is long', () => {
    expect(
      classifyFailure({ status: 400, message: 'Bad Request', details: 'from parameter is missing' }, NOW),
    ).toEqual({ kind: 'rejected', detail: '400 from parameter is missing' });
    expect(classifyFailure({ status: 413, message: 'Too Large', details: '' }, NOW)).toEqual({
      kind: 'rejected',
      detail: '413 Too Large',
    });
    const long = classifyFailure({ status: 400, message: 'Bad Request', details: 'x'.repeat(5000) }, NOW);
    expect(long).toEqual({ kind: 'rejected', detail: `400 ${'x'.repeat(196)}` });
  });

  test('the page of a proxy is told by its words, with its status once', () => {
    const details =
      '<html><head><title>503</title></head><h1>503 Service Temporarily Unavailable</h1></html>';
    expect(classifyFailure({ status: 503, message: 'Service Unavailable', details }, NOW)).toEqual({
      kind: 'unknown',
      detail: '503 Service Temporarily Unavailable',
    });
  });

  test('the account’s trouble keeps its status, so that a 401 can be tried with a new key', () => {
    expect(classifyFailure({ status: 401, message: 'Unauthorized', details: 'Forbidden' }, NOW)).toEqual({
      kind: 'account',
      status: 401,
      detail: '401 Forbidden',
    });
  });

  test('a word that looks like an error of Node counts only where mailgun.js hides one: at 400', () => {
    expect(kindOf(503, 'ECONNREFUSED', '')).toBe('unknown');
    expect(kindOf(413, 'ENOTFOUND', '')).toBe('rejected');
  });

  test('no failure, whatever it says, counts as sent', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 100, max: 599 }),
        fc.string(),
        fc.string(),
        (status, message, details) => {
          expect(kindOf(status, message, details)).not.toBe('sent');
        },
      ),
    );
  });
});

describe('the wait that Mailgun names', () => {
  test.each([
    { text: 'limit exceeded, try again after 120 seconds', wantMs: 120_000 },
    { text: 'limit exceeded, try again after 1 second', wantMs: 1000 },
    { text: 'limit exceeded, try again after 0 seconds', wantMs: 1000 },
    { text: 'Try Again After 5 seconds.', wantMs: 5000 },
    { text: 'limit exceeded, try again after Mon, 02 Mar 2026 09:07:31 UTC', wantMs: 7 * MINUTE + 31_000 },
    { text: 'limit exceeded, try again after Mon, 02 Mar 2026 12:00:00 UTC.', wantMs: 3 * HOUR },
    { text: '{"message":"try again after Mon, 02 Mar 2026 09:01:00 UTC"}', wantMs: MINUTE },
    { text: 'try again after Mon, 25 Aug 2025 07:00:31 UTC', wantMs: 1000 },
    { text: 'Too many requests', wantMs: 30_000 },
    { text: 'try again after a while', wantMs: 30_000 },
    { text: '', wantMs: 30_000 },
  ])('"$text": $wantMs ms', ({ text, wantMs }) => {
    expect(namedWaitMs(text, NOW)).toBe(wantMs);
  });

  test('a throttled try carries it', () => {
    const details = 'account-requests-per-sec limit exceeded, try again after 120 seconds';
    expect(classifyFailure({ status: 429, message: 'Too Many Requests', details }, NOW)).toEqual({
      kind: 'throttled',
      detail: `429 ${details}`,
      waitMs: 120_000,
    });
  });
});

describe('an answer of 200', () => {
  test('with an id means that Mailgun has it', () => {
    expect(classifyAnswer({ id: '<a.0@mg.example.com>', message: 'Queued. Thank you.' })).toEqual({
      kind: 'sent',
      mailgunMessageId: '<a.0@mg.example.com>',
    });
  });

  test.each([
    { what: 'Mailgun Magnificent API', answer: { message: 'Mailgun Magnificent API' } },
    { what: 'an empty id', answer: { id: '', message: 'Queued. Thank you.' } },
    { what: 'an id that is no text', answer: { id: 7 } },
    { what: 'nothing', answer: {} },
  ])('with $what means a wrong domain, region or path: the account’s trouble', ({ answer }) => {
    expect(classifyAnswer(answer)).toEqual({
      kind: 'account',
      status: 200,
      detail: '200 without an id: wrong domain, region or path',
    });
  });
});

describe('the wait between tries', () => {
  test.each([
    { attempts: 1, random: 0, minutes: 5 },
    { attempts: 1, random: 0.5, minutes: 7.5 },
    { attempts: 2, random: 0, minutes: 10 },
    { attempts: 3, random: 0, minutes: 20 },
    { attempts: 4, random: 0, minutes: 40 },
    { attempts: 0, random: 0, minutes: 5 },
  ])('after try $attempts, with chance at $random: $minutes min', ({ attempts, random, minutes }) => {
    expect(backoffMs(attempts, 5, () => random)).toBe(minutes * MINUTE);
  });

  test('doubles with each try, and never lets two tries come sooner than configured', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 20 }),
        fc.integer({ min: 1, max: 1440 }),
        fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
        (attempts, minutes, random) => {
          const wait = backoffMs(attempts, minutes, () => random);
          const least = minutes * MINUTE * 2 ** (attempts - 1);
          expect(wait).toBeGreaterThanOrEqual(least);
          expect(wait).toBeLessThanOrEqual(2 * least);
        },
      ),
    );
  });
});
