import { Agent, type ClientRequest, request } from 'node:http';
import { Agent as SecureAgent, request as secureRequest } from 'node:https';
import type { PostOutcome } from './webhook-queue.ts';

export interface WebhookPoster {
  post: (url: string, body: string) => Promise<PostOutcome>;
  /** Breaks off what is on its way. */
  stop: () => void;
}

const TIMEOUT_MS = 10_000;

export const makeWebhookPoster = (connections: number): WebhookPoster => {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const secureAgent = new SecureAgent({ keepAlive: true, maxSockets: connections });
  const onTheWay = new Set<ClientRequest>();
  const post = (url: string, body: string): Promise<PostOutcome> =>
    new Promise((resolve) => {
      const target = new URL(url);
      const secure = target.protocol === 'https:';
      const call = (secure ? secureRequest : request)(target, {
        method: 'POST',
        agent: secure ? secureAgent : agent,
        headers: {
          'Content-Type': 'application/json',
          'Content-Length': Buffer.byteLength(body),
          'User-Agent': 'mailgun/webhooks',
        },
        timeout: TIMEOUT_MS,
      });
      onTheWay.add(call);
      call.on('response', (response) => {
        response.resume();
        response.on('end', () => {
          resolve(outcomeOf(response.statusCode));
        });
        response.on('error', () => undefined);
      });
      call.on('timeout', () => {
        call.destroy();
      });
      call.on('close', () => {
        onTheWay.delete(call);
        // Too late to matter when the answer came to its end.
        resolve('failed');
      });
      // 'close' follows and settles it.
      call.on('error', () => undefined);
      call.end(body);
    });
  return {
    post,
    stop: () => {
      for (const call of onTheWay) call.destroy();
      agent.destroy();
      secureAgent.destroy();
    },
  };
};

const outcomeOf = (status: number | undefined): PostOutcome => {
  if (status === 200) return 'done';
  return status === 406 ? 'dropped' : 'failed';
};
