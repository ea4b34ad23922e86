import { DynamoDBServiceException } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import * as z from 'zod';
import { marshallOptions } from '../../functions/platform/dynamo.ts';
import { activityIndexes } from '../../lib/activity-indexes.ts';
import { sendsIndexes } from '../../lib/sends-indexes.ts';
import { sizeOfItem } from '../../local/aws/dynamodb-rules/attribute-values.ts';
import type { KeyAttribute, TableSchema } from '../../local/aws/dynamodb-rules/keys.ts';
import { LARGEST_ITEM_BYTES, refusalOf } from '../../local/aws/dynamodb-rules/refusals.ts';

const attribute = (name: string, role: KeyAttribute['role'], type = 'S'): KeyAttribute => ({
  name,
  type,
  role,
});
const key = [attribute('pk', 'hash'), attribute('sk', 'range')];
const keysOf = (
  indexes: Readonly<Record<string, { partition: string; sort: string; isNumber: boolean }>>,
): Map<string, KeyAttribute[]> =>
  new Map(
    Object.entries(indexes).map(([name, { partition, sort, isNumber }]) => [
      name,
      [attribute(partition, 'hash'), attribute(sort, 'range', isNumber ? 'N' : 'S')],
    ]),
  );
const indexes = new Map([
  ['sends', keysOf(sendsIndexes)],
  ['activity', keysOf(activityIndexes)],
]);
const schemaOf = (table: string): TableSchema => ({ key, indexes: indexes.get(table) ?? new Map() });

const fieldsSchema = z.record(z.string(), z.unknown());
const ITEMS = ['Key', 'Item', 'ExpressionAttributeValues', 'ExclusiveStartKey'];

const onWire = (item: unknown): Record<string, unknown> =>
  marshall(fieldsSchema.parse(item), marshallOptions);

/** A request of the document client as the protocol writes it. */
const requestOnWire = (request: unknown): Record<string, unknown> =>
  mapFields(request, (value, name) => {
    if (value === undefined) return undefined;
    if (ITEMS.includes(name)) return onWire(value);
    if (name === 'Keys') return z.array(z.unknown()).parse(value).map(onWire);
    if (name === 'RequestItems') return mapFields(value, batchOnWire);
    return name === 'TransactItems'
      ? z
          .array(z.unknown())
          .parse(value)
          .map((one) => mapFields(one, requestOnWire))
      : value;
  });

/** What a batch asks of one table: keys to read, or items to write. */
const batchOnWire = (value: unknown): unknown =>
  Array.isArray(value) ? value.map((one) => mapFields(one, requestOnWire)) : requestOnWire(value);

const mapFields = (
  from: unknown,
  change: (value: unknown, name: string) => unknown,
): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(fieldsSchema.parse(from)).map(([name, value]) => [name, change(value, name)]),
  );

/** @throws DynamoDBServiceException as AWS's DynamoDB does for requests that it does not take. */
export const refuseAsAws = (operation: string, input: unknown): void => {
  const refusal = refusalOf(operation, requestOnWire(input), schemaOf);
  if (refusal !== undefined) throw validationException(refusal);
};

/** @throws DynamoDBServiceException when an update has made an item too large. */
export const refuseLargeItem = (item: Record<string, unknown>): void => {
  if (sizeOfItem(onWire(item)) > LARGEST_ITEM_BYTES) {
    throw validationException('Item size to update has exceeded the maximum allowed size');
  }
};

const validationException = (message: string): DynamoDBServiceException =>
  new DynamoDBServiceException({
    name: 'ValidationException',
    message,
    $fault: 'client',
    $metadata: { httpStatusCode: 400 },
  });
