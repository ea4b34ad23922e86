import { request } from 'node:https';
import * as z from 'zod';

export interface Answer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  text: string;
}

export interface Call {
  method?: string;
  headers?: Record<string, string>;
  body?: string;
}

/**
 * Calls an address as AWS gives it out, such as a Lambda URL: its name leads nowhere here,
 * so the connection goes to the emulator and the name stands in TLS and in the Host header, as on AWS.
 */
export const callAt = (port: number, address: string, call: Call = {}): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const url = new URL(address);
    const sent = request({
      host: '127.0.0.1',
      port,
      servername: url.hostname,
      path: `${url.pathname}${url.search}`,
      method: call.method ?? 'GET',
      headers: {
        host: url.host,
        ...(call.body !== undefined && { 'content-length': String(Buffer.byteLength(call.body)) }),
        ...call.headers,
      },
      timeout: 40_000,
    });
    sent.on('response', (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, text }),
      );
      response.on('error', reject);
    });
    sent.on('timeout', () => sent.destroy(new Error(`${url.pathname} did not answer within 40 s`)));
    sent.on('error', reject);
    sent.end(call.body);
  });

const messageSchema = z.object({
  id: z.string(),
  status: z.string(),
  reason: z.string().optional(),
  messageId: z.string(),
  sentAt: z.string().optional(),
  scheduledAt: z.string().optional(),
  complainedAt: z.string().optional(),
  attempts: z.number(),
  timeline: z.array(z.object({ type: z.string(), at: z.string() })).default([]),
});
export type MessageView = z.infer<typeof messageSchema>;

const acceptedSchema = z.object({ id: z.string(), status: z.string() });
const listSchema = z.object({ items: z.array(z.object({ id: z.string() })) });

/** The deployed API, as a service that has a key calls it. */
export interface ApiCaller {
  call: (method: string, path: string, body?: unknown, headers?: Record<string, string>) => Promise<Answer>;
  /** Without our key, or with another one. */
  callAsStranger: (authorization?: string) => Promise<Answer>;
  send: (mail: Record<string, unknown>) => Promise<z.infer<typeof acceptedSchema>>;
  message: (id: string) => Promise<MessageView>;
  list: (query: string) => Promise<string[]>;
}

export const makeApiCaller = (port: number, baseUrl: string, key: string): ApiCaller => {
  const call: ApiCaller['call'] = (method, path, body, headers = {}) =>
    callAt(port, `${baseUrl}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${key}`,
        ...headers,
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
  const expecting = async <T>(
    status: number,
    schema: z.ZodType<T>,
    ...[method, path, body]: Parameters<typeof call>
  ) => {
    const answer = await call(method, path, body);
    if (answer.status !== status) {
      throw new Error(`${method} ${path} answered ${answer.status}: ${answer.text.slice(0, 300)}`);
    }
    return schema.parse(JSON.parse(answer.text));
  };
  return {
    call,
    callAsStranger: (authorization) =>
      callAt(port, `${baseUrl}/v1/emails`, {
        method: 'POST',
        headers: authorization === undefined ? {} : { authorization },
        body: '{}',
      }),
    send: (mail) => expecting(202, acceptedSchema, 'POST', '/v1/emails', mail),
    message: (id) => expecting(200, messageSchema, 'GET', `/v1/emails/${id}`),
    list: async (query) => {
      const { items } = await expecting(200, listSchema, 'GET', `/v1/emails?${query}`);
      return items.map(({ id }) => id);
    },
  };
};
