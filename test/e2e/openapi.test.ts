import { Validator } from '@seriousme/openapi-schema-validator';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { startTestCloud, type TestCloud } from '../embedded-cloud.ts';

const documentSchema = z.object({
  openapi: z.string(),
  paths: z.record(
    z.string(),
    z.record(
      z.string(),
      z.object({
        operationId: z.string(),
        responses: z.record(
          z.string(),
          z.object({
            content: z.record(z.string(), z.object({ schema: z.record(z.string(), z.unknown()) })).optional(),
          }),
        ),
      }),
    ),
  ),
  components: z.record(z.string(), z.unknown()),
});
type Document = z.infer<typeof documentSchema>;

let cloud: TestCloud;
let served: Record<string, unknown>;
let document: Document;
let sent: string;
let failed: string;
let scheduled: string;
beforeAll(async () => {
  cloud = await startTestCloud();
  served = (await cloud.call('GET', '/openapi.json')).body;
  document = documentSchema.parse(served);
  await cloud.fault('400', { count: 1 });
  failed = await cloud.send('failed@example.com');
  await cloud.idle();
  sent = await cloud.send('sent@example.com', { metadata: { a: 1 }, tags: ['x'] });
  scheduled = await cloud.send('later@example.com', {
    sendAt: new Date(Date.now() + 3_600_000).toISOString(),
  });
  await cloud.idle();
});
afterAll(() => cloud.stop());

/** What the document says of an answer, as a check of its body. */
const checkAnswer = (operationId: string, status: number, contentType: string, body: unknown): string[] => {
  const operation = Object.values(document.paths)
    .flatMap((methods) => Object.values(methods))
    .find((one) => one.operationId === operationId);
  const response = operation?.responses[String(status)];
  if (response === undefined) return [`${operationId} does not document ${status}`];
  const media = response.content?.[contentType];
  if (media === undefined) return [`${operationId} does not document ${contentType} for ${status}`];
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  addFormats.default(ajv);
  const validate = ajv.compile({ ...media.schema, components: document.components });
  validate(body);
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message ?? ''}`);
};

const inline = { to: { email: 'ada@example.com' }, subject: 'Hi', text: 'Hello', category: 'system' };

describe('the OpenAPI document', () => {
  test('is valid OpenAPI 3.1', async () => {
    const result = await new Validator().validate(structuredClone(served));
    expect(result).toMatchObject({ valid: true });
    expect(document.openapi).toMatch(/^3\.1\./);
  });

  test.each([
    { operationId: 'sendEmail', method: 'POST', path: () => '/v1/emails', body: inline, status: 202 },
    { operationId: 'sendEmail', method: 'POST', path: () => '/v1/emails', body: {}, status: 422 },
    { operationId: 'sendEmail', method: 'POST', path: () => '/v1/emails', body: '{', status: 400 },
    {
      operationId: 'sendBatch',
      method: 'POST',
      path: () => '/v1/emails/batch',
      body: { emails: [inline, {}] },
      status: 202,
    },
    {
      operationId: 'sendBatch',
      method: 'POST',
      path: () => '/v1/emails/batch',
      body: { emails: [] },
      status: 422,
    },
    { operationId: 'listEmails', method: 'GET', path: () => '/v1/emails?limit=1', status: 200 },
    { operationId: 'listEmails', method: 'GET', path: () => '/v1/emails?limit=x', status: 422 },
    { operationId: 'getEmail', method: 'GET', path: () => `/v1/emails/${sent}`, status: 200 },
    { operationId: 'getEmail', method: 'GET', path: () => '/v1/emails/none', status: 404 },
    { operationId: 'getEmailContent', method: 'GET', path: () => `/v1/emails/${sent}/content`, status: 200 },
    {
      operationId: 'rescheduleEmail',
      method: 'POST',
      path: () => `/v1/emails/${scheduled}/reschedule`,
      body: { sendAt: '2020-01-01T00:00:00Z' },
      status: 422,
    },
    {
      operationId: 'rescheduleEmail',
      method: 'POST',
      path: () => `/v1/emails/${scheduled}/reschedule`,
      body: { sendAt: new Date(Date.now() + 7_200_000).toISOString() },
      status: 200,
    },
    {
      operationId: 'cancelEmail',
      method: 'POST',
      path: () => `/v1/emails/${scheduled}/cancel`,
      body: {},
      status: 200,
    },
    {
      operationId: 'cancelEmail',
      method: 'POST',
      path: () => `/v1/emails/${sent}/cancel`,
      body: {},
      status: 409,
    },
    {
      operationId: 'retryEmail',
      method: 'POST',
      path: () => `/v1/emails/${failed}/retry`,
      body: {},
      status: 202,
    },
    { operationId: 'showUnsubscribe', method: 'GET', path: () => '/u/broken', status: 404 },
    { operationId: 'unsubscribe', method: 'POST', path: () => '/u/broken', status: 404 },
    { operationId: 'showOpenApi', method: 'GET', path: () => '/openapi.json', status: 200 },
  ])('says what $operationId answers with $status', async ({ operationId, method, path, body, status }) => {
    const answer = await cloud.call(method, path(), body);
    expect(answer.status).toBe(status);
    const contentType = (answer.headers.get('content-type') ?? '').split(';')[0] ?? '';
    expect(checkAnswer(operationId, status, contentType, answer.body)).toEqual([]);
  });

  test('says what a missing key is answered with', async () => {
    const answer = await cloud.call('GET', '/v1/emails', undefined, { authorization: '' });
    expect(checkAnswer('listEmails', 401, 'application/problem+json', answer.body)).toEqual([]);
  });
});
