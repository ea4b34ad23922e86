import { isUtf8 } from 'node:buffer';
import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { targetOf } from '../http/target.ts';

export interface MatchedRoute {
  key: string;
  params: Record<string, string>;
}

/** Picks the route as API Gateway does: literal segments before parameters, `$default` when none matches. */
export const matchRoute = (
  keys: readonly string[],
  method: string,
  pathname: string,
): MatchedRoute | undefined => {
  const given = pathname.split('/');
  const candidates = keys.flatMap((key) => {
    const [routeMethod, routePath] = key.split(' ');
    if (routePath === undefined || (routeMethod !== method && routeMethod !== 'ANY')) return [];
    const params = matchPath(routePath.split('/'), given);
    return params === undefined ? [] : [{ key, params }];
  });
  const [best] = candidates.sort((a, b) => Object.keys(a.params).length - Object.keys(b.params).length);
  return best ?? (keys.includes('$default') ? { key: '$default', params: {} } : undefined);
};

const matchPath = (
  pattern: readonly string[],
  given: readonly string[],
): Record<string, string> | undefined => {
  if (pattern.length !== given.length) return undefined;
  const params: Record<string, string> = {};
  for (const [i, segment] of pattern.entries()) {
    const value = given[i] ?? '';
    const name = /^\{(\w+)\}$/.exec(segment)?.[1];
    if (name === undefined && segment !== value) return undefined;
    if (name !== undefined && value === '') return undefined;
    if (name !== undefined) params[name] = decoded(value);
  }
  return params;
};

const decoded = (segment: string): string => {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
};

const textual = /^(text\/|application\/(json|problem\+json|x-www-form-urlencoded|xml|javascript))/i;

/** The event of API Gateway's payload format 2.0, which Lambda URLs have as well. */
export const gatewayEvent = (
  request: IncomingMessage,
  body: Buffer,
  route: MatchedRoute,
  time: number,
): APIGatewayProxyEventV2 => {
  const target = targetOf(request);
  const headers = Object.fromEntries(
    Object.entries(request.headers).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, Array.isArray(value) ? value.join(',') : value]],
    ),
  );
  const query = Object.fromEntries(
    [...new Set(target.query.keys())].map((name) => [name, target.query.getAll(name).join(',')]),
  );
  const isText = textual.test(headers['content-type'] ?? 'application/json') && isUtf8(body);
  return {
    version: '2.0',
    routeKey: route.key,
    rawPath: target.pathname,
    rawQueryString: target.search,
    headers: { ...headers, 'x-forwarded-proto': 'http', 'x-forwarded-for': '127.0.0.1' },
    ...(Object.keys(query).length > 0 && { queryStringParameters: query }),
    ...(Object.keys(route.params).length > 0 && { pathParameters: route.params }),
    ...(body.length > 0 && { body: body.toString(isText ? 'utf8' : 'base64') }),
    isBase64Encoded: body.length > 0 && !isText,
    requestContext: {
      accountId: '000000000000',
      apiId: 'local',
      domainName: headers['host'] ?? '127.0.0.1',
      domainPrefix: 'local',
      http: {
        method: request.method ?? 'GET',
        path: target.pathname,
        protocol: 'HTTP/1.1',
        sourceIp: '127.0.0.1',
        userAgent: headers['user-agent'] ?? '',
      },
      requestId: randomUUID(),
      routeKey: route.key,
      stage: '$default',
      time: new Date(time).toUTCString(),
      timeEpoch: time,
    },
  };
};
