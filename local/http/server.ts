import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { errorCodes } from '../../functions/platform/errors.ts';
import { makeGate } from './gate.ts';
import { LOOPBACK } from './loopback.ts';
import { sendProblem } from './problem.ts';

export type Answer = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

export interface LocalServer {
  port: number;
  url: string;
  stop: () => Promise<void>;
}

/**
 * Listens on this machine's own address, behind the gate. Every request gets an answer: what `answer` throws becomes a
 * 500 and is told to `onFailure`. Port 0 picks a free one. @throws Error with code EADDRINUSE when the port is taken.
 */
export const startServer = async (
  wantedPort: number,
  answer: Answer,
  onFailure: (error: unknown) => void,
): Promise<LocalServer> => {
  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    try {
      const refusal = refuse(request);
      if (refusal === undefined) await answer(request, response);
      else sendProblem(response, refusal);
    } catch (error) {
      // The client went away in the middle of its request.
      if (request.destroyed && !request.complete) return;
      onFailure(error);
      if (response.headersSent) response.end();
      else sendProblem(response, { ...errorCodes.internal, code: 'internal', detail: messageOf(error) });
    }
  };
  const server = createServer((request, response) => void serve(request, response));
  // Without a listener Node hangs up on whoever takes this server for a proxy.
  server.on('connect', (_request, socket: Socket) => {
    socket.on('error', () => undefined);
    socket.end('HTTP/1.1 405 Method Not Allowed\r\nContent-Length: 0\r\nConnection: close\r\n\r\n');
  });
  const port = await new Promise<number>((resolve, reject) => {
    server.once('error', reject);
    server.listen(wantedPort, LOOPBACK, () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : wantedPort);
    });
  });
  const refuse = makeGate(port);
  return {
    port,
    url: `http://${LOOPBACK}:${port}`,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
};

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
