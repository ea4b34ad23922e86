import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { type LocalDynamo, startDynamo } from '../../../local/aws/dynamodb.ts';
import { schemaOf } from '../../../local/aws/dynamodb-rules/keys.ts';
import { refusalOf } from '../../../local/aws/dynamodb-rules/refusals.ts';
import { dynamoEndpointFor } from '../../embedded-cloud.ts';
import { refused, taken } from './dynamodb-cases.ts';
import { type Request, things } from './dynamodb-requests.ts';

let folder: string;
let server: LocalDynamo;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'outbound-email-strict-'));
  server = await startDynamo(folder, dynamoEndpointFor(folder), () => undefined);
  await server.create([things]);
});
afterAll(async () => {
  await server.stop();
  await rm(folder, { recursive: true, force: true });
});

const schema = schemaOf(things);
const refusal = ({ operation, input }: Request): string | undefined =>
  refusalOf(operation, input, (table) => (table === things.TableName ? schema : undefined));

const errorSchema = z.object({ __type: z.string().optional() });

const errorOf = async ({ operation, input }: Request): Promise<unknown> => {
  const response = await fetch(server.url, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': `DynamoDB_20120810.${operation}`,
      'x-amz-date': '20270101T000000Z',
      authorization:
        'AWS4-HMAC-SHA256 Credential=local/20270101/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=none',
    },
    body: JSON.stringify(input),
  });
  const { __type: type } = errorSchema.parse(await response.json());
  return type?.split('#').at(-1);
};

describe('DynamoDB on this machine', () => {
  test.each(refused)('refuses %s, as AWS does', async (_what, request, message) => {
    expect(refusal(request)).toMatch(message);
    expect(await errorOf(request)).toBe('ValidationException');
  });

  test.each(taken)('takes %s', async (_what, request) => {
    expect(refusal(request)).toBeUndefined();
    expect(await errorOf(request)).toBeOneOf([undefined, 'ConditionalCheckFailedException']);
  });
});
