import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { mockClient } from 'aws-sdk-client-mock';
import { describe, expect, test } from 'vitest';
import { makeSecret } from '../../functions/platform/secrets.ts';
import { mailgunSecretSchema, webhookSecretSchema } from '../../functions/mailgun/secret.ts';

const read = (text: string, schema: typeof mailgunSecretSchema | typeof webhookSecretSchema) => {
  const client = new SecretsManagerClient({ region: 'us-east-1' });
  mockClient(client).on(GetSecretValueCommand).resolves({ SecretString: text });
  return makeSecret<object>(client, 'outbound-email/prod/mailgun', schema, () => 0).get();
};
const KEY = 'key-0123456789abcdef';

describe('A secret', () => {
  test('of Mailgun’s API is one key, and whatever else is stored with it is not handed on', async () => {
    const text = JSON.stringify({ apiKey: KEY, signingKey: 'other' });
    expect(await read(text, mailgunSecretSchema)).toEqual({ apiKey: KEY });
  });

  test('of webhooks is the key that signs, and the one before it', async () => {
    const keys = { signingKey: 'new', previousSigningKey: 'old' };
    expect(await read(JSON.stringify({ ...keys, apiKey: KEY }), webhookSecretSchema)).toEqual(keys);
  });

  test.each([
    { name: 'the bare key', text: KEY, told: 'is not JSON' },
    { name: 'a key in quotes', text: JSON.stringify(KEY), told: 'is no JSON object' },
    { name: 'JSON that breaks off', text: `{"apiKey": "${KEY}"`, told: 'is not JSON' },
    { name: 'another field', text: JSON.stringify({ key: KEY }), told: 'lacks apiKey' },
    { name: 'an empty key', text: JSON.stringify({ apiKey: '' }), told: 'lacks apiKey' },
  ])('that holds $name is refused with what it lacks, and none of it is told', async ({ text, told }) => {
    const error = await read(text, mailgunSecretSchema).then(
      () => undefined,
      (reason: unknown) => reason,
    );
    expect(error).toBeInstanceOf(Error);
    const { message, cause } = error as Error;
    expect(message).toBe(
      `The secret outbound-email/prod/mailgun ${told}; docs/deploy.md shows what to store`,
    );
    expect(cause).toBeUndefined();
    expect(message).not.toContain(KEY.slice(0, 6));
  });

  test('that was deleted is told by its name, without account and region', async () => {
    const client = new SecretsManagerClient({ region: 'us-east-1' });
    const gone = Object.assign(new Error('marked for deletion'), { name: 'InvalidRequestException' });
    mockClient(client).on(GetSecretValueCommand).rejects(gone);
    const arn = 'arn:aws:secretsmanager:us-east-1:123456789012:secret:outbound-email/prod/mailgun-a1B2c3';
    await expect(makeSecret<object>(client, arn, mailgunSecretSchema, () => 0).get()).rejects.toThrow(
      'The secret outbound-email/prod/mailgun was deleted; docs/deploy.md shows what to store',
    );
  });
});
