import { Logger } from '@aws-lambda-powertools/logger';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2, Context } from 'aws-lambda';
import { z } from 'zod';
import type { ApiKey } from '../../functions/platform/api-keys.ts';
import type { Authenticate } from '../../functions/platform/auth.ts';
import { ServiceError } from '../../functions/platform/errors.ts';
import { type BoundRoute, makeHttpHandler } from '../../functions/platform/http.ts';

export interface Request {
  method?: string;
  path?: string;
  routeKey?: string;
  headers?: Record<string, string>;
  query?: Record<string, string>;
  params?: Record<string, string>;
  body?: string;
  base64?: boolean;
}

/** An event of API Gateway's payload format 2.0. */
export const eventOf = (request: Request): APIGatewayProxyEventV2 => {
  const { method = 'POST', path = '/v1/things' } = request;
  return {
    version: '2.0',
    routeKey: request.routeKey ?? `${method} ${path}`,
    rawPath: path,
    rawQueryString: '',
    headers: { host: 'mail.example.com', ...request.headers },
    ...(request.query && { queryStringParameters: request.query }),
    ...(request.params && { pathParameters: request.params }),
    ...(request.body !== undefined && { body: request.body }),
    isBase64Encoded: request.base64 ?? false,
    requestContext: {
      accountId: '123456789012',
      apiId: 'api',
      domainName: 'mail.example.com',
      domainPrefix: 'mail',
      http: { method, path, protocol: 'HTTP/1.1', sourceIp: '192.0.2.1', userAgent: 'curl' },
      requestId: 'gateway-request-1',
      routeKey: request.routeKey ?? `${method} ${path}`,
      stage: '$default',
      time: '31/Jan/2027:09:00:00 +0000',
      timeEpoch: 1_801_386_000_000,
    },
  };
};

/** Nobody calls them any more, yet the type asks for them. */
const legacyCallbacks = { done: () => undefined, fail: () => undefined, succeed: () => undefined };

const context: Context = {
  callbackWaitsForEmptyEventLoop: false,
  functionName: 'emails',
  functionVersion: '1',
  invokedFunctionArn: 'arn:aws:lambda:eu-west-1:123456789012:function:emails',
  memoryLimitInMB: '512',
  awsRequestId: 'request-1',
  logGroupName: '/aws/lambda/emails',
  logStreamName: 'stream',
  getRemainingTimeInMillis: () => 29_000,
  ...legacyCallbacks,
};

export const caller: ApiKey = {
  client: 'crm',
  scopes: ['send'],
  hint: 'oek_abcd',
  createdAt: '2027-01-31T09:00:00.000Z',
};

/** Knows the one key `good`. */
export const authenticate: Authenticate = (authorization) =>
  authorization === 'Bearer good'
    ? Promise.resolve(caller)
    : Promise.reject(new ServiceError('unauthorized', 'This API key is unknown or was revoked.'));

export const silentLogger = (): Logger => new Logger({ logLevel: 'SILENT' });

/** A handler as Lambda calls it. */
export const serve = (routes: readonly BoundRoute[], logger = silentLogger()) => {
  const handler = makeHttpHandler(routes, { authenticate, logger });
  return async (request: Request): Promise<APIGatewayProxyStructuredResultV2> =>
    handler(eventOf(request), context);
};

const problemSchema = z.strictObject({
  type: z.string(),
  title: z.string(),
  status: z.number(),
  code: z.string(),
  detail: z.string(),
  instance: z.string(),
  requestId: z.string(),
  errors: z.array(z.strictObject({ pointer: z.string(), code: z.string(), detail: z.string() })).optional(),
});

/** The problem that an answer holds, nothing more and nothing less. */
export const problemOf = (answer: APIGatewayProxyStructuredResultV2): z.infer<typeof problemSchema> =>
  problemSchema.parse(JSON.parse(answer.body ?? ''));
