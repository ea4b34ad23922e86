import { Aws } from 'aws-cdk-lib';
import type { TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import type { EventBus } from 'aws-cdk-lib/aws-events';
import type { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { acknowledge } from './acknowledge.ts';
import type { ServiceFunction } from './service-function.ts';

type Verb =
  'GetItem' | 'BatchGetItem' | 'PutItem' | 'BatchWriteItem' | 'UpdateItem' | 'DeleteItem' | 'Query' | 'Scan';

/** Items of a table; a transaction needs the verbs of its parts. */
export const allowItems = (fn: ServiceFunction, table: TableV2, ...verbs: Verb[]): void => {
  fn.allow(
    verbs.map((verb) => `dynamodb:${verb}`),
    table.tableArn,
  );
};

/** Lets a function check API keys: it finds one by its hash, lists none and writes none. */
export const allowAuthentication = (fn: ServiceFunction, keys: TableV2): void => {
  fn.addEnvironment('KEYS_TABLE', keys.tableName);
  allowItems(fn, keys, 'GetItem');
};

export const allowIndexes = (fn: ServiceFunction, table: TableV2, ...indexes: string[]): void => {
  fn.allow(['dynamodb:Query'], ...indexes.map((index) => `${table.tableArn}/index/${index}`));
};

export const allowSending = (fn: ServiceFunction, ...queues: IQueue[]): void => {
  fn.allow(['sqs:SendMessage'], ...queues.map(({ queueArn }) => queueArn));
};

export const allowPublishing = (fn: ServiceFunction, bus: EventBus): void => {
  fn.allow(['events:PutEvents'], bus.eventBusArn);
};

export const allowSecret = (fn: ServiceFunction, secret: Secret): void => {
  fn.allow(['secretsmanager:GetSecretValue'], secret.secretArn);
};

/** Attachments have keys that nobody knows beforehand, so the permission covers the bucket's objects. */
export const allowAttachments = (
  fn: ServiceFunction,
  bucketName: string,
  ...verbs: ('GetObject' | 'PutObject' | 'DeleteObject')[]
): void => {
  fn.allow(
    verbs.map((verb) => `s3:${verb}`),
    `arn:${Aws.PARTITION}:s3:::${bucketName}/*`,
  );
  acknowledgeWildcard(
    fn,
    `arn:${Aws.PARTITION}:s3:::${bucketName}/*`,
    'Objects of one private bucket, whose keys are made from message ids.',
  );
};

/** Says why a permission covers every resource of a kind. */
export const acknowledgeWildcard = (fn: ServiceFunction, resource: string, reason: string): void => {
  const asNagPrintsIt = resource
    .replaceAll(Aws.PARTITION, '<AWS::Partition>')
    .replaceAll(Aws.REGION, '<AWS::Region>')
    .replaceAll(Aws.ACCOUNT_ID, '<AWS::AccountId>');
  if (fn.role) acknowledge(fn.role, { id: `AwsSolutions-IAM5[Resource::${asNagPrintsIt}]`, reason });
};
