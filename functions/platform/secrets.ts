import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import * as z from 'zod';
import { MINUTE } from './clock.ts';

/** A secret's JSON, read once and then at most every five minutes; `refresh` reads it anew at once. */
export interface Secret<T> {
  get: () => Promise<T>;
  refresh: () => Promise<T>;
}

export const makeSecret = <T>(
  client: SecretsManagerClient,
  secretId: string,
  schema: z.ZodType<T>,
  now: () => number,
): Secret<T> => {
  let cached: { value: T; readAt: number } | undefined;
  const refresh = async (): Promise<T> => {
    const answer = await client.send(new GetSecretValueCommand({ SecretId: secretId }));
    const value = readSecret(secretId, answer.SecretString ?? '{}', schema);
    cached = { value, readAt: now() };
    return value;
  };
  return {
    get: async () => (cached && now() - cached.readAt < 5 * MINUTE ? cached.value : refresh()),
    refresh,
  };
};

/** Errors of the parser and of the schema could quote the secret, so neither is passed on; field names are no secret. */
const readSecret = <T>(secretId: string, text: string, schema: z.ZodType<T>): T => {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new Error(`Secret ${secretId} is not JSON; docs/deploy.md shows what to store`);
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const fields = parsed.error.issues.map(({ path }) => path.join('.')).filter((field) => field !== '');
  throw new Error(
    `Secret ${secretId} ${fields.length === 0 ? 'is no JSON object' : `lacks ${fields.join(', ')}`}; docs/deploy.md shows what to store`,
  );
};
const keyId = z.string().regex(/^(?!current$)[A-Za-z0-9_-]{1,32}$/);

/** Signing keys of public links by key id; `current` signs, all verify. */
export const linkKeysSchema = z
  .object({ current: keyId })
  .catchall(z.string().min(1))
  .refine((ring) => Object.hasOwn(ring, ring.current), { error: 'current names no key' });
export type LinkKeys = z.infer<typeof linkKeysSchema>;

export const secretFromEnv = <T>(secretId: string, schema: z.ZodType<T>): Secret<T> =>
  makeSecret(new SecretsManagerClient({}), secretId, schema, () => Date.now());
