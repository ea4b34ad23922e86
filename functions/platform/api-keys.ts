import { randomBytes } from 'node:crypto';
import { GetCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { type Dynamo, ifConditionHolds } from './dynamo.ts';
import { allScanned } from './dynamo-pages.ts';
import { sha256Hex } from './ids.ts';
import { toIso } from './clock.ts';

export const scopes = ['send', 'read', 'templates', 'recipients', 'operate', 'admin'] as const;
export type Scope = (typeof scopes)[number];

const apiKeySchema = z.object({
  pk: z.string(),
  client: z.string(),
  scopes: z.array(z.enum(scopes)),
  hint: z.string(),
  createdAt: z.string(),
  revokedAt: z.string().optional(),
});

/** A key as it is stored: `client` is the name that idempotency is scoped by, so it survives a new key. */
export interface ApiKey {
  client: string;
  scopes: Scope[];
  /** The first characters of the key, to tell keys of one client apart. */
  hint: string;
  createdAt: string;
  revokedAt?: string | undefined;
}

const partition = (secret: string) => ({ pk: `KEY#${sha256Hex(secret)}` });

/** Finds the key that a caller presented; undefined when there is none, or it was revoked. */
export const findApiKey = async (
  dynamo: Dynamo,
  table: string,
  secret: string,
): Promise<ApiKey | undefined> => {
  const answer = await dynamo.send(new GetCommand({ TableName: table, Key: partition(secret) }));
  if (answer.Item === undefined) return undefined;
  const key = apiKeySchema.parse(answer.Item);
  return key.revokedAt === undefined ? key : undefined;
};

/** What a client may be called. Our own features ask the outbox under names with a colon, which no key can have. */
export const clientNamePattern = /^[\w.-]{1,64}$/;

/** Creates a key and answers its secret, which is stored nowhere. @throws Error for a name that no client may have. */
export const createApiKey = async (
  dynamo: Dynamo,
  table: string,
  key: { client: string; scopes: readonly Scope[]; now: number; secret?: string },
): Promise<string> => {
  if (!clientNamePattern.test(key.client)) throw new Error(`"${key.client}" is no name of a client`);
  const secret = key.secret ?? `oek_${randomBytes(24).toString('base64url')}`;
  await dynamo.send(
    new PutCommand({
      TableName: table,
      Item: {
        ...partition(secret),
        client: key.client,
        scopes: key.scopes,
        hint: secret.slice(0, 8),
        createdAt: toIso(key.now),
      },
    }),
  );
  return secret;
};

/** All keys, newest first. */
export const listApiKeys = async (dynamo: Dynamo, table: string): Promise<ApiKey[]> => {
  const items = await allScanned(dynamo, { TableName: table });
  const keys = items.map((item) => apiKeySchema.parse(item));
  return keys.sort((a, b) => b.createdAt.localeCompare(a.createdAt));
};

/** Revokes the keys of a client, or the one of them whose hint is given; answers how many it was. */
export const revokeApiKeys = async (
  dynamo: Dynamo,
  table: string,
  which: { client: string; hint?: string | undefined; now: number },
): Promise<number> => {
  const items = await allScanned(dynamo, {
    TableName: table,
    FilterExpression: 'client = :client AND attribute_not_exists(revokedAt)',
    ExpressionAttributeValues: { ':client': which.client },
  });
  const keys = items
    .map((item) => apiKeySchema.parse(item))
    .filter((key) => which.hint === undefined || key.hint === which.hint);
  const revoked = await Promise.all(
    keys.map((key) =>
      ifConditionHolds(
        dynamo.send(
          new UpdateCommand({
            TableName: table,
            Key: { pk: key.pk },
            UpdateExpression: 'SET revokedAt = :now',
            ConditionExpression: 'attribute_not_exists(revokedAt)',
            ExpressionAttributeValues: { ':now': toIso(which.now) },
          }),
        ),
      ),
    ),
  );
  return revoked.filter(Boolean).length;
};
