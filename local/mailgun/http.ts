import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';

export interface Answer {
  status: number;
  headers: Record<string, string>;
  body: string | Buffer;
}

export const json = (status: number, value: unknown): Answer => ({
  status,
  headers: { 'Content-Type': 'application/json' },
  body: JSON.stringify(value),
});

export const text = (status: number, body: string): Answer => ({
  status,
  headers: { 'Content-Type': 'text/plain; charset=utf-8' },
  body,
});

/** A request whose body is all here. */
export interface Call {
  method: string;
  path: string;
  query: URLSearchParams;
  headers: IncomingHttpHeaders;
  /** undefined when it was larger than Mailgun takes. */
  body: Buffer | undefined;
}

const MAX_BODY_BYTES = 25 * 1024 * 1024;

/**
 * Reads a request to its end, also one that is too large: who answers before the client has
 * written its body cuts the connection under it, and the answer is lost.
 */
export const readCall = async (request: IncomingMessage): Promise<Call> => {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    const bytes: Buffer = Buffer.isBuffer(chunk) ? chunk : Buffer.from(String(chunk));
    size += bytes.length;
    if (size <= MAX_BODY_BYTES) chunks.push(bytes);
    else chunks.length = 0;
  }
  const url = new URL(request.url ?? '/', 'http://mailgun');
  return {
    method: request.method ?? 'GET',
    path: url.pathname,
    query: url.searchParams,
    headers: request.headers,
    body: size > MAX_BODY_BYTES ? undefined : Buffer.concat(chunks),
  };
};

/** Resolves when the answer is with the operating system, or its reader is gone. */
export const writeAnswer = (response: ServerResponse, answer: Answer): Promise<void> =>
  new Promise((resolve) => {
    response.once('close', resolve);
    response.writeHead(answer.status, {
      ...answer.headers,
      'Content-Length': Buffer.byteLength(answer.body),
    });
    response.end(answer.body, () => {
      resolve();
    });
  });
