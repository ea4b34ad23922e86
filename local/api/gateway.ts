import type { IncomingMessage, ServerResponse } from 'node:http';
import * as z from 'zod';
import type { FunctionPool } from '../lambda/function-pool.ts';
import type { CloudModel } from '../stacks/model.ts';
import { readBody, sendJson } from '../http/body.ts';
import { gatewayEvent, matchRoute } from './gateway-event.ts';
import { targetOf } from '../http/target.ts';

/** API Gateway takes 10 MB. */
const MAX_REQUEST_BYTES = 10 * 1024 * 1024;
const WEBHOOK_PATH = '/webhooks/mailgun';

const resultSchema = z.object({
  statusCode: z.number(),
  headers: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]).transform(String)).default({}),
  body: z.string().default(''),
  isBase64Encoded: z.boolean().default(false),
});

/** Answers requests as API Gateway and the Lambda URL do, by the functions behind them. */
export const makeGateway = (
  model: CloudModel,
  pools: ReadonlyMap<string, FunctionPool>,
  now: () => number,
  reportFailure: (functionName: string, error: unknown) => void,
) => {
  const keys = model.routes.map(({ key }) => key);
  const functionOf = new Map(model.routes.map(({ key, functionName }) => [key, functionName]));
  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = await readBody(request, MAX_REQUEST_BYTES);
    if (body === undefined) {
      sendJson(response, 413, { message: 'Request Entity Too Large' });
      return;
    }
    const { pathname } = targetOf(request);
    const isWebhook = pathname === WEBHOOK_PATH;
    const route = isWebhook
      ? { key: '$default', params: {} }
      : matchRoute(keys, request.method ?? 'GET', pathname);
    const functionName = isWebhook ? model.webhookFunction : functionOf.get(route?.key ?? '');
    const pool = pools.get(functionName ?? '');
    if (route === undefined || pool === undefined) {
      sendJson(response, 404, { message: 'Not Found' });
      return;
    }
    try {
      const result = resultSchema.parse(await pool.invoke(gatewayEvent(request, body, route, now())));
      response.writeHead(result.statusCode, result.headers);
      response.end(result.isBase64Encoded ? Buffer.from(result.body, 'base64') : result.body);
    } catch (error) {
      reportFailure(pool.name, error);
      sendJson(response, isWebhook ? 502 : 500, { message: 'Internal Server Error' });
    }
  };
};
