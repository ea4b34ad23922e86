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
    const parsed = schema.safeParse(JSON.parse(answer.SecretString ?? '{}'));
    // The schema's complaint could quote the secret, so it is not passed on.
    if (!parsed.success) throw new Error(`Secret ${secretId} does not have the expected fields`);
    cached = { value: parsed.data, readAt: now() };
    return parsed.data;
  };
  return {
    get: async () => (cached && now() - cached.readAt < 5 * MINUTE ? cached.value : refresh()),
    refresh,
  };
};

export const mailgunSecretSchema = z.object({
  apiKey: z.string().min(1),
  signingKey: z.string().min(1),
  /** The signing key before the last rotation; Mailgun's retries may still carry it. */
  previousSigningKey: z.string().min(1).optional(),
});
export type MailgunSecret = z.infer<typeof mailgunSecretSchema>;

const keyId = z.string().regex(/^(?!current$)[A-Za-z0-9_-]{1,32}$/);

/** Signing keys of public links by key id; `current` signs, all verify. */
export const linkKeysSchema = z
  .object({ current: keyId })
  .catchall(z.string().min(1))
  .refine((ring) => Object.hasOwn(ring, ring.current), { error: 'current names no key' });
export type LinkKeys = z.infer<typeof linkKeysSchema>;

export const secretFromEnv = <T>(secretId: string, schema: z.ZodType<T>): Secret<T> =>
  makeSecret(new SecretsManagerClient({}), secretId, schema, () => Date.now());
