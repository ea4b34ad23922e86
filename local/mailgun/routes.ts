import type { Domains } from './domains.ts';
import type { EventsFeed } from './events-feed.ts';
import type { Call } from './http.ts';
import type { Operation } from './mailgun-paths.ts';
import { findOperation } from './operations.ts';
import { refusals } from './refusals.ts';
import type { Ending, SendRoute } from './send-route.ts';
import type { StoredMessages } from './stored-messages.ts';
import type { SuppressionRoutes } from './suppression-routes.ts';
import { type SuppressionList, suppressionLists } from './suppressions.ts';
import type { WebhookRoutes } from './webhook-routes.ts';

export interface RouteDeps {
  apiKey: string;
  sendingKey: string | undefined;
  webhooks: WebhookRoutes;
  domains: Domains;
  feed: EventsFeed;
  send: SendRoute;
  stored: StoredMessages;
  suppressions: SuppressionRoutes;
}

type Names = Record<string, string>;
type Handle = (call: Call, names: Names) => Ending | Promise<Ending>;
type Handlers = Partial<Record<Operation, Handle>>;

/**
 * Finds which of Mailgun's operations a call is, and answers it; key first, then domain, as Mailgun does.
 * What Mailgun has and this fake lacks is 501; what Mailgun has not is answered as Mailgun does, with 200.
 */
export const makeRouter = (deps: RouteDeps): ((call: Call) => Promise<Ending>) => {
  const handlers = makeHandlers(deps);
  const expected = basic(deps.apiKey);
  const sending = deps.sendingKey === undefined ? undefined : basic(deps.sendingKey);
  const mayCall = (authorization: string | undefined, operation: Operation): boolean =>
    authorization === expected || (authorization === sending && sends.has(operation));
  return async (call) => {
    const found = findOperation(call.method, call.path);
    // A slash in the name of a domain, encoded or not, leads Mailgun astray.
    if (found === undefined || domainIn(found.names)?.includes('/') === true) return refusals.unknownPath();
    if (!mayCall(call.headers.authorization, found.operation)) return refusals.forbidden(call.path);
    const handle = handlers[found.operation];
    if (handle === undefined) return refusals.notEmulated(found.operation);
    const domain = domainIn(found.names);
    if (domain !== undefined) {
      if (!deps.domains.isKnown(domain)) return refusals.unknownDomain(domain);
      deps.domains.note(domain);
    }
    return handle(call, found.names);
  };
};

const basic = (key: string): string => `Basic ${Buffer.from(`api:${key}`).toString('base64')}`;

/** All that a domain sending key may do. */
const sends: ReadonlySet<Operation> = new Set<Operation>([
  'POST /v3/{domain_name}/messages',
  'POST /v3/{domain_name}/messages.mime',
]);

/** Mailgun's document calls a domain `domain_name` or `domain` below `/v3`, and `name` where domains are the subject. */
const domainIn = (names: Names): string | undefined =>
  names['domain_name'] ?? names['name'] ?? names['domain'];

const makeHandlers = (deps: RouteDeps): Handlers => {
  const { domains, feed, send, stored, webhooks } = deps;
  const on =
    (handle: (domain: string, call: Call, names: Names) => Ending | Promise<Ending>): Handle =>
    (call, names) =>
      handle(domainIn(names) ?? '', call, names);
  const describeDomain = on((domain) => domains.get(domain));
  const verifyDomain = on((domain) => domains.verify(domain));
  const listDomains: Handle = (call) => domains.list(call.query);
  return {
    'POST /v3/{domain_name}/messages': on((domain, call) => send(call, { domain, mime: false })),
    'POST /v3/{domain_name}/messages.mime': on((domain, call) => send(call, { domain, mime: true })),
    'GET /v3/domains/{domain_name}/messages/{storage_key}': on((domain, call, names) =>
      stored.get({ domain, key: names['storage_key'] ?? '' }, call.headers.accept),
    ),
    'GET /v3/domains/{domain_name}/messages/{storage_key}/attachments/{number}': on((domain, _, names) =>
      stored.attachment({ domain, key: names['storage_key'] ?? '' }, names['number'] ?? ''),
    ),
    'GET /v3/{domain_name}/events': on((domain, call) => feed.search(domain, call.query)),
    'GET /v3/{domain_name}/events/{page}': on((domain, _, names) => feed.follow(domain, names['page'] ?? '')),
    ...suppressionHandlers(deps.suppressions),
    'GET /v3/domains': listDomains,
    'GET /v3/domains/{name}': describeDomain,
    'PUT /v3/domains/{name}/verify': verifyDomain,
    'GET /v3/domains/{domain}/webhooks': on((domain) => webhooks.all(domain)),
    'POST /v3/domains/{domain}/webhooks': on((domain, call) => webhooks.create(call, domain)),
    'GET /v3/domains/{domain_name}/webhooks/{webhook_name}': on((domain, _, names) =>
      webhooks.get(domain, names['webhook_name'] ?? ''),
    ),
    'PUT /v3/domains/{domain_name}/webhooks/{webhook_name}': on((domain, call, names) =>
      webhooks.replace(call, domain, names['webhook_name'] ?? ''),
    ),
    'DELETE /v3/domains/{domain_name}/webhooks/{webhook_name}': on((domain, _, names) =>
      webhooks.remove(domain, names['webhook_name'] ?? ''),
    ),
    'POST /v4/domains/{domain}/webhooks': on((domain, call) => webhooks.addUrl(call, domain)),
    'PUT /v4/domains/{domain}/webhooks': on((domain, call) => webhooks.moveUrl(call, domain)),
    'DELETE /v4/domains/{domain}/webhooks': on((domain, call) => webhooks.removeUrls(call, domain)),
    'GET /v4/domains': listDomains,
    'GET /v4/domains/{name}': describeDomain,
    'PUT /v4/domains/{name}/verify': verifyDomain,
  };
};

const suppressionHandlers = (routes: SuppressionRoutes): Handlers => {
  const handlersOf = (list: SuppressionList): Handlers => {
    const where = (names: Names) => ({ list, domain: domainIn(names) ?? '' });
    const key = (names: Names) => ({ ...where(names), address: names['address'] ?? names['value'] ?? '' });
    const get: Handle = (_, names) => routes.get(key(names));
    const remove: Handle = (call, names) => routes.remove(call, key(names));
    const entry: Handlers =
      list === 'whitelists'
        ? {
            'GET /v3/{domain_name}/whitelists/{value}': get,
            'DELETE /v3/{domain_name}/whitelists/{value}': remove,
          }
        : {
            [`GET /v3/{domain_name}/${list}/{address}` as const]: get,
            [`DELETE /v3/{domain_name}/${list}/{address}` as const]: remove,
          };
    return {
      ...entry,
      [`GET /v3/{domain_name}/${list}` as const]: (call: Call, names: Names) =>
        routes.list(call, where(names)),
      [`POST /v3/{domain_name}/${list}` as const]: (call: Call, names: Names) =>
        routes.add(call, where(names)),
      [`DELETE /v3/{domain_name}/${list}` as const]: (_: Call, names: Names) =>
        routes.removeAll(where(names)),
    };
  };
  return suppressionLists.reduce<Handlers>((all, list) => ({ ...all, ...handlersOf(list) }), {});
};
