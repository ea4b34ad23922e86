import middy from '@middy/core';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2, Context } from 'aws-lambda';
import type * as z from 'zod';
import type { ApiKey } from './api-keys.ts';
import type { Authenticate } from './auth.ts';
import { ServiceError, errorCodes, type Fault } from './errors.ts';
import { checked, invalid, read } from './faults.ts';
import { parseJson } from './json.ts';
import type { Logger } from './logging.ts';
import { type Route, routeKey } from './route.ts';

export interface HttpAnswer {
  status: number;
  /** An object is sent as JSON; a string as it is, with the content type in `headers`. */
  body?: unknown;
  headers?: Record<string, string>;
}

export interface HttpInput<Body, Query> {
  body: Body;
  query: Query;
  params: Record<string, string>;
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

const MAX_BODY_BYTES = 4 * 1024 * 1024;

/** Ties a route to the function that answers it, once the request has passed its key, scope and schemas. */
export const bind = <Body, Query>(
  route: Route<Body, Query>,
  answer: (input: HttpInput<Body, Query>) => Promise<HttpAnswer>,
): BoundRoute => ({
  key: routeKey(route),
  run: async (event, authenticate) => {
    const caller =
      route.scope === null ? undefined : await authenticate(event.headers['authorization'], route.scope);
    const [body, bodyFaults] = check(
      route.body,
      route.body && (route.bodyType === undefined ? jsonBody(event) : textBody(event)),
      '',
    );
    const [query, queryFaults] = check(route.query, event.queryStringParameters ?? {}, '/query');
    const [, headerFaults] = check(route.headers, event.headers, '/headers');
    const faults = [...bodyFaults, ...queryFaults, ...headerFaults];
    if (faults.length > 0) throw invalid(faults);
    return answer({
      // `check` has parsed both with the route's own schemas, or the route declares none and reads none.
      body: body as Body,
      query: query as Query,
      params: decodedParams(event),
      headers: event.headers,
      caller,
      origin: `${event.headers['x-forwarded-proto'] ?? 'https'}://${event.requestContext.domainName}`,
    });
  },
});

/** A Lambda handler for the given routes; every error leaves as problem+json (RFC 9457). */
export const makeHttpHandler = (
  routes: readonly BoundRoute[],
  deps: { authenticate: Authenticate; logger: Logger },
): middy.MiddyfiedHandler<APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2> => {
  const byKey = new Map(routes.map((route) => [route.key, route]));
  return middy(async (event: APIGatewayProxyEventV2): Promise<APIGatewayProxyStructuredResultV2> => {
    const route = byKey.get(event.routeKey);
    if (!route)
      throw new ServiceError(
        'not_found',
        `No route answers ${event.requestContext.http.method} ${event.rawPath}.`,
      );
    return toResult(await route.run(event, deps.authenticate));
  })
    .before(({ event, context }) => addCorrelation(deps.logger, event, context))
    .onError((request) => {
      const problem = toProblem(request.error, request.event, request.context);
      if (problem.status >= 500)
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

const bodyBytes = (event: APIGatewayProxyEventV2): Buffer =>
  Buffer.from(event.body ?? '', event.isBase64Encoded ? 'base64' : 'utf8');

const textBody = (event: APIGatewayProxyEventV2): string => boundedBody(event).toString('utf8');

const boundedBody = (event: APIGatewayProxyEventV2): Buffer => {
  const bytes = bodyBytes(event);
  if (bytes.length > MAX_BODY_BYTES) {
    throw new ServiceError(
      'body_too_large',
      `The body has ${bytes.length} bytes; at most ${MAX_BODY_BYTES} are allowed.`,
    );
  }
  return bytes;
};

const jsonBody = (event: APIGatewayProxyEventV2): unknown => {
  const bytes = boundedBody(event);
  if (bytes.length === 0) return {};
  const value = parsedJson(bytes);
  assertShallow(value);
  return value;
};

const parsedJson = (bytes: Buffer): unknown => {
  try {
    return parseJson(bytes.toString('utf8'));
  } catch (cause) {
    throw new ServiceError(
      'bad_json',
      `The body is not valid JSON: ${cause instanceof Error ? cause.message : ''}`,
      { cause },
    );
  }
};

/** DynamoDB keeps maps and lists 32 deep, and what a caller gives stands a few deep in an item. */
const MAX_DEPTH = 24;

/** Refuses a body that could not be kept. @throws ServiceError `invalid`. */
const assertShallow = (body: unknown): void => {
  let level = [body];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > MAX_DEPTH) {
      const detail = `Lists and objects are nested more than ${MAX_DEPTH} deep.`;
      throw invalid([{ pointer: '', code: 'too_deep', detail }]);
    }
    level = level.flatMap((value): unknown[] =>
      typeof value === 'object' && value !== null ? Object.values(value) : [],
    );
  }
};

const check = (schema: z.ZodType | undefined, value: unknown, pointer: string): [unknown, Fault[]] => {
  if (!schema) return [undefined, []];
  const result = read(schema, value, pointer);
  return result.ok ? [result.value, []] : [undefined, result.faults];
};

/** A part of the path, checked. @throws ServiceError `invalid`. */
export const pathPart = <T>(params: Record<string, string>, name: string, schema: z.ZodType<T>): T =>
  checked(schema, params[name], `/${name}`);

const decodedParams = (event: APIGatewayProxyEventV2): Record<string, string> =>
  Object.fromEntries(
    Object.entries(event.pathParameters ?? {}).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, value]],
    ),
  );

const toProblem = (error: unknown, event: APIGatewayProxyEventV2, context: Context): HttpAnswer => {
  const known =
    error instanceof ServiceError
      ? error
      : new ServiceError('internal', 'Please try again; if it stays, tell us the requestId.');
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
  body:
    answer.body === undefined
      ? ''
      : typeof answer.body === 'string'
        ? answer.body
        : JSON.stringify(answer.body),
});
