import type { IncomingMessage } from 'node:http';
import type { Problem } from './problem.ts';
import { targetOf } from './target.ts';

/** What the gate looks at. */
export type GateRequest = Pick<IncomingMessage, 'method' | 'url' | 'headers'>;

/** The fetch metadata of a request that the page itself or its reader made: https://www.w3.org/TR/fetch-metadata/ */
const ownSites: readonly string[] = ['same-origin', 'none'];

/**
 * Keeps web pages of others away from a server of this machine: every browser here could be made to call it, and its
 * keys are public knowledge. Answers why a request is refused; undefined when it may pass. Clients that are no browser
 * send none of the headers that are looked at but `Host`.
 */
export const makeGate = (port: number): ((request: GateRequest) => Problem | undefined) => {
  const names = ['127.0.0.1', 'localhost', '[::1]'];
  const hosts = names.flatMap((name) => [`${name}:${port}`, ...(port === 80 ? [name] : [])]);
  const origins = hosts.map((host) => `http://${host}`);

  return (request) => {
    const { pathname, authority } = targetOf(request);
    const host = authority ?? request.headers.host ?? '';
    // A name that somebody else owns may be made to point here (DNS rebinding).
    if (!hosts.includes(host.toLowerCase())) {
      return {
        status: 403,
        code: 'foreign_host',
        title: 'Not a name of this machine',
        detail: `The request is addressed to ${JSON.stringify(host)}; this server answers to ${hosts.join(', ')}.`,
      };
    }
    if (isFromElsewhere(request, origins)) {
      return {
        status: 403,
        code: 'foreign_origin',
        title: 'Not from a page of this server',
        detail:
          'A web page of another origin made this request; only pages of this server and programs that are no browser are answered. Links to its pages can be followed.',
      };
    }
    if (pathname.startsWith('/_local/') && isBrowser(request) && hasBody(request) && !isJson(request)) {
      return {
        status: 415,
        code: 'not_json',
        title: 'The body is not called JSON',
        detail: 'A browser has to send Content-Type: application/json with a body for /_local.',
      };
    }
    return undefined;
  };
};

const isFromElsewhere = (request: GateRequest, ownOrigins: readonly string[]): boolean => {
  const { origin } = request.headers;
  const site = siteOf(request);
  if (origin !== undefined && !ownOrigins.includes(origin.toLowerCase())) {
    // Forms of a page that sends no referrer have the origin `null`, and tell by their site that they are ours.
    return !(origin === 'null' && site === 'same-origin');
  }
  return site !== undefined && !ownSites.includes(site) && !isFollowedLink(request);
};

/** Links in mails lead here from anywhere. They show a page of their own, in no frame, and change nothing. */
const isFollowedLink = ({ method = 'GET', headers }: GateRequest): boolean =>
  (method === 'GET' || method === 'HEAD') &&
  headers['sec-fetch-mode'] === 'navigate' &&
  headers['sec-fetch-dest'] === 'document';

const siteOf = ({ headers }: GateRequest): string | undefined => {
  const site = headers['sec-fetch-site'];
  return Array.isArray(site) ? site.join() : site;
};

const isBrowser = (request: GateRequest): boolean =>
  request.headers.origin !== undefined || siteOf(request) !== undefined;

const hasBody = ({ headers }: GateRequest): boolean =>
  headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;

const isJson = ({ headers }: GateRequest): boolean =>
  /^application\/json\s*(?:;|$)/i.test(headers['content-type'] ?? '');
