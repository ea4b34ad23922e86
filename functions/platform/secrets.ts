import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import * as z from 'zod';
import { MINUTE } from './clock.ts';

/** A secret's JSON, read once and then at most every five minutes; `refresh` reads it anew at once. */
export interface Secret<T> {
  get: () => Promise<T>;
  refresh: () => Promise<T>;
}

/** What is stored can't serve, or is stored no more: a person has to put it right. Nothing of its value is told. */
export class SecretFault extends Error {
  override readonly name = 'SecretFault';

  constructor(secretId: string, why: string) {
    super(`The secret ${nameOf(secretId)} ${why}; docs/deploy.md shows what to store`);
  }
}

/** The name in an ARN, to which Secrets Manager adds a dash and six characters. */
const nameOf = (secretId: string): string => /:secret:(.+)-[A-Za-z0-9]{6}$/.exec(secretId)?.[1] ?? secretId;

/** Whether Secrets Manager says of a secret that it was deleted, or will be in some days. */
export const isGoneSecret = (error: unknown): boolean =>
  error instanceof Error && ['ResourceNotFoundException', 'InvalidRequestException'].includes(error.name);

const readText = async (client: SecretsManagerClient, SecretId: string): Promise<string> => {
  try {
    return (await client.send(new GetSecretValueCommand({ SecretId }))).SecretString ?? '{}';
  } catch (error) {
    if (isGoneSecret(error)) throw new SecretFault(SecretId, 'was deleted');
    throw error;
  }
};

export const makeSecret = <T>(
  client: SecretsManagerClient,
  secretId: string,
  schema: z.ZodType<T>,
  now: () => number,
): Secret<T> => {
  let cached: { value: T; readAt: number } | undefined;
  const refresh = async (): Promise<T> => {
    const value = readSecret(secretId, await readText(client, secretId), schema);
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
    throw new SecretFault(secretId, 'is not JSON');
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const fields = parsed.error.issues.map(({ path }) => path.join('.')).filter((field) => field !== '');
  throw new SecretFault(secretId, fields.length === 0 ? 'is no JSON object' : `lacks ${fields.join(', ')}`);
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
