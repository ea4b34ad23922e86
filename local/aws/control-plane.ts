import { createServer, type Server } from 'node:http';
import { readBody } from '../http/body.ts';
import type { EventBus } from './event-bus.ts';
import type { Scheduler, ServiceAnswer } from './scheduler.ts';
import type { Secrets } from './secrets.ts';

export interface ControlPlane {
  url: string;
  stop: () => Promise<void>;
}

const MAX_CALL_BYTES = 2_000_000;

/** One server for the AWS services that we emulate ourselves, only the calls that the service makes. */
export const startControlPlane = async (services: {
  scheduler: Scheduler;
  bus: EventBus;
  secrets: Secrets;
  onChange: () => void;
}): Promise<ControlPlane> => {
  const answer = (method: string, pathname: string, target: string, body: string): ServiceAnswer => {
    switch (target) {
      case 'AWSEvents.PutEvents':
        return services.bus.putEvents(body);
      case 'secretsmanager.GetSecretValue':
        return services.secrets.getSecretValue(body);
      case 'secretsmanager.PutSecretValue':
        return services.secrets.putSecretValue(body);
      case '':
        return services.scheduler.handle(method, pathname, body);
      default:
        return {
          status: 400,
          errorType: 'UnknownOperationException',
          body: { message: `${target} is not emulated` },
        };
    }
  };
  const server = createServer((request, response) => {
    void (async () => {
      const body = (await readBody(request, MAX_CALL_BYTES))?.toString('utf8') ?? '';
      const { pathname } = new URL(request.url ?? '/', 'http://localhost');
      const target = String(request.headers['x-amz-target'] ?? '');
      let result: ServiceAnswer;
      try {
        result = answer(request.method ?? 'GET', pathname, target, body);
      } catch (error) {
        result = { status: 400, errorType: 'ValidationException', body: { message: String(error) } };
      }
      response.writeHead(result.status, {
        'content-type': target === '' ? 'application/json' : 'application/x-amz-json-1.1',
        ...(result.errorType !== undefined && { 'x-amzn-errortype': result.errorType }),
      });
      response.end(
        JSON.stringify(
          result.errorType === undefined ? result.body : { __type: result.errorType, ...Object(result.body) },
        ),
      );
      services.onChange();
    })();
  });
  const port = await listen(server);
  return {
    url: `http://127.0.0.1:${port}`,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
};

const listen = (server: Server): Promise<number> =>
  new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      if (typeof address === 'object' && address !== null) resolve(address.port);
    });
  });
