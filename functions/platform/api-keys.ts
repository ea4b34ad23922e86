import { randomBytes } from 'node:crypto';
import { GetCommand, PutCommand, ScanCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { type Dynamo, ifConditionHolds } from './dynamo.ts';
import { sha256Hex } from './ids.ts';
import { toIso } from './clock.ts';

export const scopes = ['send', 'read', 'templates', 'recipients', 'admin'] as const;
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

/** Creates a key and answers its secret, which is stored nowhere. */
export const createApiKey = async (
  dynamo: Dynamo,
  table: string,
  key: { client: string; scopes: readonly Scope[]; now: number; secret?: string },
): Promise<string> => {
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
  const keys: ApiKey[] = [];
  let start: Record<string, unknown> | undefined;
  do {
    const page = await dynamo.send(
      new ScanCommand({
        TableName: table,
        FilterExpression: 'begins_with(pk, :prefix)',
        ExpressionAttributeValues: { ':prefix': 'KEY#' },
        ExclusiveStartKey: start,
      }),
    );
    keys.push(...(page.Items ?? []).map((item) => apiKeySchema.parse(item)));
    start = page.LastEvaluatedKey;
  } while (start !== undefined);
  return keys.sort((a, b) => b.createdAt.localeCompare(a.createdAt));
};

/** Revokes the keys of a client, or the one of them whose hint is given; answers how many it was. */
export const revokeApiKeys = async (
  dynamo: Dynamo,
  table: string,
  which: { client: string; hint?: string | undefined; now: number },
): Promise<number> => {
  const page = await dynamo.send(
    new ScanCommand({
      TableName: table,
      FilterExpression: 'begins_with(pk, :prefix) AND client = :client AND attribute_not_exists(revokedAt)',
      ExpressionAttributeValues: { ':prefix': 'KEY#', ':client': which.client },
    }),
  );
  const keys = (page.Items ?? [])
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
