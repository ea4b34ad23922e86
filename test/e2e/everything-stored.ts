import { DynamoDBClient, ListTablesCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { GetObjectCommand, ListBucketsCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import type { TestCloud } from '../embedded-cloud.ts';

const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };

/** Everything in tables and buckets, as text. */
const everything = async (cloud: TestCloud): Promise<string> => {
  const { body } = await cloud.call<{ dynamodb: string; s3: string }>('GET', '/_local/health');
  const dynamo = new DynamoDBClient({ region: 'us-east-1', endpoint: body.dynamodb, credentials });
  const s3 = new S3Client({ region: 'us-east-1', endpoint: body.s3, credentials, forcePathStyle: true });
  const found: string[] = [];
  for (const TableName of (await dynamo.send(new ListTablesCommand({}))).TableNames ?? []) {
    let start: Record<string, never> | undefined;
    do {
      const page = await dynamo.send(
        new ScanCommand({ TableName, ...(start && { ExclusiveStartKey: start }) }),
      );
      found.push(JSON.stringify(page.Items));
      start = page.LastEvaluatedKey as typeof start;
    } while (start !== undefined);
  }
  for (const { Name } of (await s3.send(new ListBucketsCommand({}))).Buckets ?? []) {
    for (const { Key } of (await s3.send(new ListObjectsV2Command({ Bucket: Name }))).Contents ?? []) {
      const object = await s3.send(new GetObjectCommand({ Bucket: Name, Key }));
      found.push(`${Key ?? ''} ${(await object.Body?.transformToString()) ?? ''}`);
    }
  }
  return found.join('\n');
};

/** Whether words stand in any table or bucket, in any case. */
export const isStoredIn = async (cloud: TestCloud, words: string): Promise<boolean> =>
  (await everything(cloud)).toLowerCase().includes(words.toLowerCase());
