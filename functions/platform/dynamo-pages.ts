import {
  paginateQuery,
  paginateScan,
  type QueryCommandInput,
  type ScanCommandInput,
} from '@aws-sdk/lib-dynamodb';
import type { Dynamo } from './dynamo.ts';

// DynamoDB answers in pages of at most 1 MB. This is the only file that reads them, so that none is taken for the whole.

export type Item = Record<string, unknown>;
type Query = Omit<QueryCommandInput, 'ExclusiveStartKey' | 'Limit'>;

// The SDK's paginators write into the request that they are given, so it is copied.

/** What a query finds, page by page, to the last one. `pageSize` is how many items are looked at for a page. */
export async function* eachPage(dynamo: Dynamo, query: Query, pageSize?: number): AsyncGenerator<Item[]> {
  const pages = paginateQuery({ client: dynamo, ...(pageSize !== undefined && { pageSize }) }, { ...query });
  for await (const { Items = [] } of pages) if (Items.length > 0) yield Items;
}

/** Everything that a query finds. */
export const allItems = async (dynamo: Dynamo, query: Query): Promise<Item[]> => {
  const found: Item[] = [];
  for await (const items of eachPage(dynamo, query)) found.push(...items);
  return found;
};

/** Everything in a partition whose sort key begins so, read consistently. */
export const itemsUnder = (
  dynamo: Dynamo,
  table: string,
  { pk, prefix }: { pk: string; prefix: string },
): Promise<Item[]> =>
  allItems(dynamo, {
    TableName: table,
    KeyConditionExpression: 'pk = :pk AND begins_with(sk, :prefix)',
    ExpressionAttributeValues: { ':pk': pk, ':prefix': prefix },
    ConsistentRead: true,
  });

/** The first `count` items that a query finds, fewer only where there are no more. */
export const firstItems = async (dynamo: Dynamo, query: Query, count: number): Promise<Item[]> => {
  const found: Item[] = [];
  for await (const items of eachPage(dynamo, query, count)) {
    found.push(...items);
    if (found.length >= count) break;
  }
  return found.slice(0, count);
};

/** Everything in a table that passes the filter of a scan. */
export const allScanned = async (
  dynamo: Dynamo,
  scan: Omit<ScanCommandInput, 'ExclusiveStartKey' | 'Limit'>,
): Promise<Item[]> => {
  const found: Item[] = [];
  for await (const { Items = [] } of paginateScan({ client: dynamo }, { ...scan })) found.push(...Items);
  return found;
};
