import { MINUTE, SECOND } from '../platform/clock.ts';

/** What one call of Mailgun's send endpoint came to. */
export type SendOutcome =
  | { kind: 'sent'; mailgunMessageId: string }
  /** The message's own fault: Mailgun will never take it. */
  | { kind: 'rejected'; detail: string }
  | { kind: 'throttled'; detail: string; waitMs: number }
  /** Key, domain or account: not this message's fault. */
  | { kind: 'account'; status: number; detail: string }
  /** The request certainly never reached Mailgun. */
  | { kind: 'unreached'; detail: string }
  /** Mailgun may have taken it. */
  | { kind: 'unknown'; detail: string };

/** An error of mailgun.js: network errors hide as status 400 with Node's error code as their message. */
export interface MailgunFailure {
  status: number;
  message: string;
  details: string;
}

const nodeErrorCode =
  /^(E[A-Z_]{3,}|ERR_[A-Z_]+|CERT_[A-Z_]+|UNABLE_TO_[A-Z_]+|DEPTH_ZERO_[A-Z_]+|SELF_SIGNED_[A-Z_]+)$/;

/** Errors that come before a byte of the request was written: no name, no listener, no TLS. */
const beforeRequest = new Set([
  'ENOTFOUND',
  'EAI_AGAIN',
  'ECONNREFUSED',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EPROTO',
]);
const isBeforeRequest = (code: string): boolean =>
  beforeRequest.has(code) || /^(ERR_TLS_|ERR_SSL_|CERT_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_)/.test(code);

const DEFAULT_WAIT_MS = 30 * SECOND;

/** Sorts a failure of mailgun.js; `now` (epoch ms) is needed where the answer names a time to wait for. */
export const classifyFailure = (failure: MailgunFailure, now: number): SendOutcome => {
  const { status, message } = failure;
  const code = [message, failure.details].find((word) => nodeErrorCode.test(word));
  if (code !== undefined && status === 400) {
    return isBeforeRequest(code) ? { kind: 'unreached', detail: code } : { kind: 'unknown', detail: code };
  }
  const words = plainWords(failure.details || message);
  // The pages of proxies begin with it.
  const detail = (words.startsWith(`${status} `) ? words : `${status} ${words}`).slice(0, 200).toWellFormed();
  if (status === 420 || status === 429)
    return { kind: 'throttled', detail, waitMs: namedWaitMs(failure.details, now) };
  if (status >= 401 && status <= 404) return { kind: 'account', status, detail };
  if (status === 408 || status >= 500) return { kind: 'unknown', detail };
  if (status >= 400) return { kind: 'rejected', detail };
  return { kind: 'unknown', detail };
};

/** Proxies answer with whole pages; a timeline needs their words. */
const plainWords = (text: string): string =>
  text
    .replace(/<(style|script|title)[^>]*>.*?<\/\1>/gis, ' ')
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();

/** The wait that a 420 or 429 names in its text: "try again after 120 seconds", or after a date. */
export const namedWaitMs = (text: string, now: number): number => {
  const seconds = /try again after (\d+) seconds?/i.exec(text)?.[1];
  if (seconds !== undefined) return Math.max(SECOND, Number(seconds) * SECOND);
  const date = Date.parse(/try again after (.+?)(\.?$|")/i.exec(text)?.[1] ?? '');
  if (!Number.isNaN(date)) return Math.max(SECOND, date - now);
  return DEFAULT_WAIT_MS;
};

/** Sorts a 200: an id means taken; "Mailgun Magnificent API" means that the path or domain is wrong. */
export const classifyAnswer = (answer: { id?: unknown; message?: unknown }): SendOutcome =>
  typeof answer.id === 'string' && answer.id !== ''
    ? { kind: 'sent', mailgunMessageId: answer.id }
    : { kind: 'account', status: 200, detail: '200 without an id: wrong domain, region or path' };

/** The wait before try number `attempts` + 1: from `delayMinutes` to twice that, doubling with each try. */
export const backoffMs = (attempts: number, delayMinutes: number, random: () => number): number =>
  delayMinutes * MINUTE * 2 ** Math.max(0, attempts - 1) * (1 + random());
