import type { IncomingMessage } from 'node:http';

/** What a request asks for, as it was sent: nothing is resolved or decoded, so that nothing can fail. */
export interface Target {
  /** Begins with a slash, or is `*`. */
  pathname: string;
  /** Without its question mark. */
  search: string;
  query: URLSearchParams;
  /** Whom an absolute target addresses, which counts more than `Host` (RFC 9112 §3.2.2). */
  authority: string | undefined;
}

const absoluteForm = /^[a-z][a-z\d+.-]*:\/\/([^/?#]*)/i;

/** Reads the request target. A URL parser would take `//` for a host, and throw at what it does not like. */
export const targetOf = (request: Pick<IncomingMessage, 'url'>): Target => {
  const target = request.url ?? '/';
  const absolute = absoluteForm.exec(target);
  const [relative = ''] = target.slice(absolute?.[0].length ?? 0).split('#', 1);
  const queryAt = relative.indexOf('?');
  const path = queryAt < 0 ? relative : relative.slice(0, queryAt);
  const search = queryAt < 0 ? '' : relative.slice(queryAt + 1);
  return {
    pathname: path === '' ? '/' : path,
    search,
    query: new URLSearchParams(search),
    authority: absolute?.[1],
  };
};
