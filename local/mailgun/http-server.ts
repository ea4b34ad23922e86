import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { type Call, readCall, writeAnswer } from './http.ts';
import { refusals } from './refusals.ts';
import type { Ending } from './send-route.ts';

export interface HttpServer {
  port: number;
  isBusy: () => boolean;
  stop: () => Promise<void>;
}

const HOLD_MS = 60_000;

/** Listens on 127.0.0.1. @throws when the port is in use. */
export const listen = async (port: number, handle: (call: Call) => Promise<Ending>): Promise<HttpServer> => {
  const active = new Set<Promise<void>>();
  const held = new Map<Socket, NodeJS.Timeout>();
  const hold = (socket: Socket): void => {
    const timer = setTimeout(() => socket.destroy(), HOLD_MS);
    held.set(socket, timer);
    socket.once('close', () => {
      clearTimeout(timer);
      held.delete(socket);
    });
  };
  const end = async (request: IncomingMessage, response: ServerResponse, ending: Ending): Promise<void> => {
    if (ending === 'reset') request.socket.destroy();
    else if (ending === 'hold') hold(request.socket);
    else await writeAnswer(response, ending);
  };
  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    let call: Call;
    try {
      call = await readCall(request);
    } catch {
      // The client went away in the middle of its request.
      return;
    }
    try {
      await end(request, response, await handle(call));
    } catch (error) {
      console.error('fake Mailgun:', error);
      if (!response.headersSent) await writeAnswer(response, refusals.internalError());
    }
  };
  const server = createServer((request, response) => {
    const served = serve(request, response).finally(() => active.delete(served));
    active.add(served);
  });
  server.keepAliveTimeout = HOLD_MS;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const address = server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : port,
    isBusy: () => active.size > 0,
    stop: async () => {
      const closed = new Promise<void>((resolve) => {
        server.close(() => {
          resolve();
        });
      });
      for (const timer of held.values()) clearTimeout(timer);
      server.closeAllConnections();
      await Promise.allSettled([...active, closed]);
    },
  };
};
