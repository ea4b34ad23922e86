import type { Domains } from './domains.ts';
import type { EventsFeed } from './events-feed.ts';
import type { Call } from './http.ts';
import { refusals } from './refusals.ts';
import type { Ending, SendRoute } from './send-route.ts';
import type { SuppressionRoutes } from './suppression-routes.ts';
import { type SuppressionKey, suppressionLists } from './suppressions.ts';

export interface RouteDeps {
  apiKey: string;
  domains: Domains;
  feed: EventsFeed;
  send: SendRoute;
  suppressions: SuppressionRoutes;
}

type Names = Record<string, string>;
type Handle = (call: Call, names: Names) => Ending | Promise<Ending>;

interface Route {
  method: string;
  path: RegExp;
  handle: Handle;
}

/** Finds the route of a call and answers it; key first, then domain, as Mailgun does. */
export const makeRouter = (deps: RouteDeps): ((call: Call) => Promise<Ending>) => {
  const routes = makeRoutes(deps);
  const expected = `Basic ${Buffer.from(`api:${deps.apiKey}`).toString('base64')}`;
  return async (call) => {
    for (const route of routes) {
      if (route.method !== call.method) continue;
      const groups = route.path.exec(call.path)?.groups;
      const names = groups === undefined ? undefined : decodeAll(groups);
      if (names === undefined) continue;
      if (call.headers.authorization !== expected) return refusals.forbidden();
      const { domain } = names;
      if (domain !== undefined) {
        if (!deps.domains.isKnown(domain)) return refusals.unknownDomain(domain);
        deps.domains.note(domain);
      }
      return route.handle(call, names);
    }
    return refusals.unknownPath();
  };
};

const makeRoutes = ({ domains, feed, send, suppressions }: RouteDeps): Route[] => {
  const at = (method: string, path: string, handle: Handle): Route => ({
    method,
    path: new RegExp(`^(?<all>)${path}$`),
    handle,
  });
  const domain = '/v3/(?<domain>[^/]+)';
  const list = `${domain}/(?<list>${suppressionLists.join('|')})`;
  const entry = `${list}/(?<address>[^/]+)`;
  return [
    at('POST', `${domain}/messages`, (call, names) =>
      send(call, { domain: names['domain'] ?? '', mime: false }),
    ),
    at('POST', `${domain}/messages\\.mime`, (call, names) =>
      send(call, { domain: names['domain'] ?? '', mime: true }),
    ),
    at('GET', `${domain}/events`, (call, names) => feed.search(names['domain'] ?? '', call.query)),
    at('GET', `${domain}/events/(?<token>[^/]+)`, (_, names) =>
      feed.follow(names['domain'] ?? '', names['token'] ?? ''),
    ),
    at('GET', list, (call, names) => suppressions.list(call, keyOf(names))),
    at('POST', list, (call, names) => suppressions.add(call, keyOf(names))),
    at('DELETE', list, (_, names) => suppressions.removeAll(keyOf(names))),
    at('GET', entry, (_, names) => suppressions.get(keyOf(names))),
    at('DELETE', entry, (_, names) => suppressions.remove(keyOf(names))),
    at('GET', '/v4/domains', (call) => domains.list(call.query)),
    at('GET', '/v4/domains/(?<domain>[^/]+)', (_, names) => domains.get(names['domain'] ?? '')),
    at('PUT', '/v4/domains/(?<domain>[^/]+)/verify', (_, names) => domains.get(names['domain'] ?? '')),
  ];
};

const keyOf = (names: Names): SuppressionKey => ({
  domain: names['domain'] ?? '',
  list: suppressionLists.find((list) => list === names['list']) ?? 'bounces',
  address: names['address'] ?? '',
});

/** undefined when a part is not well encoded: then it is no path of ours. */
const decodeAll = (groups: Names): Names | undefined => {
  try {
    return Object.fromEntries(
      Object.entries(groups).map(([name, value]) => [name, decodeURIComponent(value)]),
    );
  } catch {
    return undefined;
  }
};
