import type { APIGatewayProxyStructuredResultV2, LambdaFunctionURLEvent } from 'aws-lambda';
import { configFromEnv, requireEnv } from '../platform/environment.ts';
import { makeLogger, makeMetrics, publishMetrics } from '../platform/logging.ts';
import { queueRawEvents } from '../mailgun/raw-events.ts';
import { secretFromEnv } from '../platform/secrets.ts';
import { checkWebhook } from './take-webhook.ts';
import { webhookSecretSchema } from '../mailgun/secret.ts';
import { rawEventsFromEnv } from '../mailgun/from-env.ts';

const logger = makeLogger();
const metrics = makeMetrics();
const rawEvents = rawEventsFromEnv();
const deps = {
  secret: secretFromEnv(requireEnv('WEBHOOK_SECRET_ID'), webhookSecretSchema),
  maxAgeHours: configFromEnv().email.mailgun.webhook_max_age_hours,
  now: () => Date.now(),
};

const answer = (statusCode: number, message: string): APIGatewayProxyStructuredResultV2 => ({
  statusCode,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ message }),
});

/** Mailgun's webhooks: checked, put on the queue in one call, answered. */
export const handler = async (event: LambdaFunctionURLEvent): Promise<APIGatewayProxyStructuredResultV2> => {
  const { method } = event.requestContext.http;
  if (event.rawPath !== '/webhooks/mailgun') return answer(404, 'Webhooks are taken at /webhooks/mailgun.');
  if (method !== 'POST') return answer(405, 'Webhooks are posted.');
  const body = Buffer.from(event.body ?? '', event.isBase64Encoded ? 'base64' : 'utf8');
  const intake = await checkWebhook(deps, body, event.headers['content-type'] ?? '');
  if (!intake.take) {
    logger.warn('A webhook was refused', { why: intake.why });
    metrics.addMetric('RefusedWebhooks', 'Count', 1);
    publishMetrics(metrics);
    return answer(intake.status, `Refused: ${intake.why}.`);
  }
  await queueRawEvents(rawEvents, [intake.raw]);
  return answer(200, 'Taken.');
};
