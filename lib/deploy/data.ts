import {
  DeleteTableCommand,
  DescribeTableCommand,
  DynamoDBClient,
  ScanCommand,
  UpdateTableCommand,
  waitUntilTableExists,
  waitUntilTableNotExists,
} from '@aws-sdk/client-dynamodb';
import {
  DeleteBucketCommand,
  DeleteObjectsCommand,
  ListObjectsV2Command,
  paginateListObjectsV2,
  S3Client,
} from '@aws-sdk/client-s3';
import {
  DeleteSecretCommand,
  DescribeSecretCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import * as z from 'zod';
import { chosenName, type Place } from '../aws-limits.ts';
import type { ClientOptions } from './account.ts';

/** Something of a stage that holds data, by its name. */
export interface DataResource {
  kind: 'table' | 'bucket' | 'secret';
  name: string;
}

const kinds: Readonly<Record<string, DataResource['kind']>> = {
  'AWS::DynamoDB::GlobalTable': 'table',
  'AWS::S3::Bucket': 'bucket',
  'AWS::SecretsManager::Secret': 'secret',
};

const templateSchema = z.object({
  Resources: z.record(
    z.string(),
    z.object({ Type: z.string(), Properties: z.record(z.string(), z.unknown()).default({}) }),
  ),
});

/** What of a synthesized data stack holds data, as it is named in this place. */
export const dataResources = (template: unknown, place: Place): DataResource[] =>
  Object.values(templateSchema.parse(template).Resources).flatMap((resource) => {
    const kind = kinds[resource.Type];
    const name = chosenName(resource, place);
    return kind === undefined || name === undefined ? [] : [{ kind, name }];
  });

/** A resource is empty when nothing was ever put into it. */
export type Content = 'absent' | 'empty' | 'used';

export interface DataStore {
  lookAt: (resource: DataResource) => Promise<Content>;
  /** Deletes it with all that it holds; what is not there is deleted already. */
  remove: (resource: DataResource) => Promise<void>;
  /** Deletes all objects of a bucket. */
  empty: (bucket: string) => Promise<void>;
  /** The indexes of a table, each with whether it can be used; nothing of a table that does not stand. */
  indexesOf: (table: string) => Promise<{ name: string; isActive: boolean }[] | undefined>;
}

const WITHIN_S = 600;

/** What stands for "there is no such thing", and is then nothing to be deleted. */
const unlessAbsent = async <T>(work: Promise<T>): Promise<T | undefined> => {
  try {
    return await work;
  } catch (error) {
    if (error instanceof Error && /^(ResourceNotFoundException|NoSuchBucket|NotFound)$/.test(error.name)) {
      return undefined;
    }
    throw error;
  }
};

/** Tables, by DynamoDB. */
const openTables = (where: ClientOptions) => {
  const dynamo = new DynamoDBClient(where);
  const lookAt = async (TableName: string): Promise<Content> => {
    const seen = await unlessAbsent(dynamo.send(new ScanCommand({ TableName, Limit: 1 })));
    if (seen === undefined) return 'absent';
    return (seen.Count ?? 0) > 0 ? 'used' : 'empty';
  };
  const indexesOf = async (TableName: string) => {
    const seen = await unlessAbsent(dynamo.send(new DescribeTableCommand({ TableName })));
    return (
      seen?.Table?.GlobalSecondaryIndexes?.map(({ IndexName = '', IndexStatus }) => ({
        name: IndexName,
        isActive: IndexStatus === 'ACTIVE',
      })) ?? (seen === undefined ? undefined : [])
    );
  };
  const remove = async (TableName: string): Promise<void> => {
    const wait = { client: dynamo, maxWaitTime: WITHIN_S };
    const { Table } = await dynamo.send(new DescribeTableCommand({ TableName }));
    if (Table?.DeletionProtectionEnabled === true) {
      await dynamo.send(new UpdateTableCommand({ TableName, DeletionProtectionEnabled: false }));
    }
    // A table that is just being changed, as by that, can't be deleted.
    await waitUntilTableExists(wait, { TableName });
    await dynamo.send(new DeleteTableCommand({ TableName }));
    await waitUntilTableNotExists(wait, { TableName });
  };
  return { lookAt, indexesOf, remove };
};

/** Data of the account of the shell's credentials, unless other ones are given. */
export const openDataStore = (where: ClientOptions = {}): DataStore => {
  const tables = openTables(where);
  const s3 = new S3Client({ ...where, forcePathStyle: true });
  const secrets = new SecretsManagerClient(where);

  const lookAtBucket = async (Bucket: string): Promise<Content> => {
    const seen = await unlessAbsent(s3.send(new ListObjectsV2Command({ Bucket, MaxKeys: 1 })));
    if (seen === undefined) return 'absent';
    return (seen.Contents ?? []).length > 0 ? 'used' : 'empty';
  };
  const lookAtSecret = async (SecretId: string): Promise<Content> => {
    const seen = await unlessAbsent(secrets.send(new DescribeSecretCommand({ SecretId })));
    if (seen === undefined) return 'absent';
    // A second version was put there by somebody; one that waits for its deletion can still be had back.
    const versions = Object.keys(seen.VersionIdsToStages ?? {}).length;
    return versions > 1 || seen.DeletedDate !== undefined ? 'used' : 'empty';
  };
  const empty = async (Bucket: string): Promise<void> => {
    for await (const { Contents = [] } of paginateListObjectsV2({ client: s3 }, { Bucket })) {
      const Objects = Contents.flatMap(({ Key }) => (Key === undefined ? [] : [{ Key }]));
      if (Objects.length > 0) {
        await s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects, Quiet: true } }));
      }
    }
  };
  const removeBucket = async (Bucket: string): Promise<void> => {
    await empty(Bucket);
    await s3.send(new DeleteBucketCommand({ Bucket }));
  };
  const look = { table: tables.lookAt, bucket: lookAtBucket, secret: lookAtSecret };
  const removal: Readonly<Record<DataResource['kind'], (name: string) => Promise<unknown>>> = {
    table: tables.remove,
    bucket: removeBucket,
    // A secret that only waits for its deletion keeps its name, and a new deployment would fail on it.
    secret: (SecretId) =>
      secrets.send(new DeleteSecretCommand({ SecretId, ForceDeleteWithoutRecovery: true })),
  };
  return {
    lookAt: ({ kind, name }) => look[kind](name),
    remove: async ({ kind, name }) => {
      await unlessAbsent(removal[kind](name));
    },
    empty: async (bucket) => {
      await unlessAbsent(empty(bucket));
    },
    indexesOf: tables.indexesOf,
  };
};
