import middy from '@middy/core';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2, Context } from 'aws-lambda';
import * as z from 'zod';
import type { ApiKey } from './api-keys.ts';
import type { Authenticate } from './auth.ts';
import { isUnkeepable } from './dynamo.ts';
import { ServiceError, errorCodes, type Fault } from './errors.ts';
import { invalid, read } from './faults.ts';
import type { Logger } from './logging.ts';
import { bodyBytes, jsonBody, unkeepable } from './request-body.ts';
import { type Route, routeKey } from './route.ts';

export interface HttpAnswer {
  status: number;
  /** An object is sent as JSON; a string as it is, with the content type in `headers`. */
  body?: unknown;
  headers?: Record<string, string>;
}

export interface HttpInput<Body, Query, Params> {
  body: Body;
  query: Query;
  params: Params;
  headers: Record<string, string | undefined>;
  /** Who calls; undefined on public routes only. */
  caller: ApiKey | undefined;
  /** `https://host` as the caller addressed it. */
  origin: string;
}

export interface BoundRoute {
  key: string;
  run: (event: APIGatewayProxyEventV2, authenticate: Authenticate) => Promise<HttpAnswer>;
}

/** Ties a route to the function that answers it, once the request has passed its key, scope and schemas. */
export const bind = <Body, Query, Params>(
  route: Route<Body, Query, Params>,
  answer: (input: HttpInput<Body, Query, Params>) => Promise<HttpAnswer>,
): BoundRoute => ({
  key: routeKey(route),
  run: async (event, authenticate) => {
    const caller =
      route.scope === null ? undefined : await authenticate(event.headers['authorization'], route.scope);
    const undeclared = route.takesExtras ? undefined : nothing;
    const [params, pathFaults] = check(route.params, event.pathParameters ?? {}, '');
    const [query, queryFaults] = check(
      route.query ?? undeclared,
      event.queryStringParameters ?? {},
      '/query',
    );
    const given = bodyOf(route, event);
    const [body, bodyFaults] = check(route.body ?? undeclared, given, '');
    const [, headerFaults] = check(route.headers, event.headers, '/headers');
    const faults = [
      ...bodyFaults,
      // Where the route checks the parts of its body one by one, a faulty one stops no other.
      ...(route.bodyType === undefined && route.documentedBody === undefined ? unkeepable(given) : []),
      ...pathFaults,
      ...queryFaults,
      ...(route.takesExtras ? [] : repeated(event)),
      ...headerFaults,
    ];
    if (faults.length > 0) throw invalid(faults);
    return answer({
      // `check` has parsed all three with the route's own schemas, or the route declares none and reads none.
      body: body as Body,
      query: query as Query,
      params: params as Params,
      headers: event.headers,
      caller,
      origin: `${event.headers['x-forwarded-proto'] ?? 'https'}://${event.requestContext.domainName}`,
    });
  },
});

/** The platform joins values of one name; which of them was meant nobody can tell. */
const repeated = ({ rawQueryString }: Pick<APIGatewayProxyEventV2, 'rawQueryString'>): Fault[] => {
  const names = [...new URLSearchParams(rawQueryString).keys()];
  const twice = new Set(names.filter((name, i) => names.indexOf(name) < i));
  return [...twice].map((name) => ({
    pointer: `/query/${name}`,
    code: 'repeated',
    detail: 'It is given more than once; which one is meant is not clear.',
  }));
};

const nothing = z.strictObject({});

const bodyOf = (
  { bodyType, takesExtras, body }: Pick<Route, 'bodyType' | 'takesExtras' | 'body'>,
  event: APIGatewayProxyEventV2,
): unknown => {
  if (bodyType !== undefined) return bodyBytes(event).toString('utf8');
  return takesExtras && body === undefined ? undefined : jsonBody(event);
};

/** A Lambda handler for the given routes; every error leaves as problem+json (RFC 9457). */
export const makeHttpHandler = (
  routes: readonly BoundRoute[],
  deps: { authenticate: Authenticate; logger: Logger },
): middy.MiddyfiedHandler<APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2> => {
  const byKey = new Map(routes.map((route) => [route.key, route]));
  return middy(async (event: APIGatewayProxyEventV2): Promise<APIGatewayProxyStructuredResultV2> => {
    const isHead = event.routeKey.startsWith('HEAD ');
    const route = byKey.get(isHead ? event.routeKey.replace('HEAD', 'GET') : event.routeKey);
    if (!route)
      throw new ServiceError(
        'not_found',
        `No route answers ${event.requestContext.http.method} ${event.rawPath}.`,
      );
    const result = toResult(await route.run(event, deps.authenticate));
    // RFC 9110 §9.3.2: what GET would answer, without its content.
    return isHead ? { ...result, body: '' } : result;
  })
    .before(({ event, context }) => addCorrelation(deps.logger, event, context))
    .onError((request) => {
      const problem = toProblem(request.error, request.event, request.context);
      if (problem.status >= 500 || isUnkeepable(request.error))
        deps.logger.error('Request failed', { error: request.error, route: request.event.routeKey });
      request.response = toResult(problem);
    });
};

const addCorrelation = (logger: Logger, event: APIGatewayProxyEventV2, context: Context): void => {
  logger.resetKeys();
  logger.appendKeys({
    requestId: context.awsRequestId,
    correlationId: event.headers['x-correlation-id'] ?? event.requestContext.requestId,
  });
};

const check = (schema: z.ZodType | undefined, value: unknown, pointer: string): [unknown, Fault[]] => {
  if (!schema) return [undefined, []];
  const result = read(schema, value, pointer);
  return result.ok ? [result.value, []] : [undefined, result.faults];
};

/** What DynamoDB refuses for its content would be refused again, so nobody is told to repeat it. */
export const knownError = (error: unknown): ServiceError => {
  if (error instanceof ServiceError) return error;
  return isUnkeepable(error)
    ? new ServiceError(
        'invalid',
        'The request holds something that cannot be kept: too large, or out of range.',
      )
    : new ServiceError('internal', 'Please try again; if it stays, tell us the requestId.');
};

const toProblem = (error: unknown, event: APIGatewayProxyEventV2, context: Context): HttpAnswer => {
  const known = knownError(error);
  const { status, title } = errorCodes[known.code];
  return {
    status,
    headers: {
      'content-type': 'application/problem+json',
      ...(status === 401 && { 'www-authenticate': 'Bearer' }),
    },
    body: {
      ...known.extensions,
      type: `urn:outbound-email:error:${known.code}`,
      title,
      status,
      code: known.code,
      detail: known.message,
      instance: event.rawPath,
      requestId: context.awsRequestId,
      ...(known.faults.length > 0 && { errors: known.faults }),
    },
  };
};

const toResult = (answer: HttpAnswer): APIGatewayProxyStructuredResultV2 => ({
  statusCode: answer.status,
  headers: {
    ...(answer.body !== undefined && { 'content-type': 'application/json' }),
    'cache-control': 'no-store',
    ...answer.headers,
  },
  body: contentOf(answer.body),
});

const contentOf = (body: unknown): string => {
  if (body === undefined) return '';
  return typeof body === 'string' ? body : JSON.stringify(body);
};
