import type { IncomingMessage } from 'node:http';
import { readBody } from '../http/body.ts';
import { type LocalServer, startServer } from '../http/server.ts';
import { targetOf } from '../http/target.ts';
import type { EventBus } from './event-bus.ts';
import type { Scheduler, ServiceAnswer } from './scheduler.ts';
import type { Secrets } from './secrets.ts';
import type { TextMessages } from './text-messages.ts';

export interface ControlPlaneServices {
  scheduler: Scheduler;
  bus: EventBus;
  secrets: Secrets;
  texts: TextMessages;
}

const MAX_CALL_BYTES = 2_000_000;

/** One server for the AWS services that we emulate ourselves, only the calls that the service makes. */
export const startControlPlane = (
  services: ControlPlaneServices,
  onFailure: (error: unknown) => void,
): Promise<LocalServer> =>
  startServer(
    0,
    async (request, response) => {
      const target = String(request.headers['x-amz-target'] ?? '');
      const result = answerCall(services, request, target, await readBody(request, MAX_CALL_BYTES));
      if (result === undefined) {
        response.destroy();
        return;
      }
      response.writeHead(result.status, {
        'content-type': contentTypeOf(target),
        ...(result.errorType !== undefined && { 'x-amzn-errortype': result.errorType }),
      });
      response.end(
        JSON.stringify(
          result.errorType === undefined ? result.body : { __type: result.errorType, ...Object(result.body) },
        ),
      );
    },
    onFailure,
  );

/** Scheduler is called by paths, the others by names of their targets, in the protocol that each speaks. */
const contentTypeOf = (target: string): string => {
  if (target === '') return 'application/json';
  return target.startsWith('PinpointSMSVoiceV2.')
    ? 'application/x-amz-json-1.0'
    : 'application/x-amz-json-1.1';
};

/** Undefined: no answer is to come. */
const answerCall = (
  { scheduler, bus, secrets, texts }: ControlPlaneServices,
  request: IncomingMessage,
  target: string,
  bytes: Buffer | undefined,
): ServiceAnswer | undefined => {
  const body = bytes?.toString('utf8') ?? '';
  try {
    switch (target) {
      case 'AWSEvents.PutEvents':
        return bus.putEvents(body);
      case 'secretsmanager.GetSecretValue':
        return secrets.getSecretValue(body);
      case 'secretsmanager.PutSecretValue':
        return secrets.putSecretValue(body);
      case 'PinpointSMSVoiceV2.SendTextMessage':
        return texts.sendTextMessage(body);
      case '':
        return scheduler.handle(request.method ?? 'GET', targetOf(request).pathname, body);
      default:
        return {
          status: 400,
          errorType: 'UnknownOperationException',
          body: { message: `${target} is not emulated` },
        };
    }
  } catch (error) {
    return { status: 400, errorType: 'ValidationException', body: { message: String(error) } };
  }
};
