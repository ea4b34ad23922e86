import {
  BatchWriteItemCommand,
  type DynamoDBClient,
  paginateScan,
  type WriteRequest,
} from '@aws-sdk/client-dynamodb';

/** What DynamoDB takes at a time. @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchWriteItem.html */
const BATCH = 25;

/** Tries of one batch, of which DynamoDB takes a part when it has too much to do. */
const MAX_TRIES = 20;

export interface Copying {
  from: { dynamo: DynamoDBClient; table: string };
  to: { dynamo: DynamoDBClient; table: string };
  /** Lets time pass before the n-th try. */
  pause: (tries: number) => Promise<void>;
}

/**
 * Copies every item of a table into another one, over items of the same keys; answers how many.
 * @throws Error when DynamoDB does not take all of them.
 */
export const copyTable = async ({ from, to, pause }: Copying): Promise<number> => {
  const writeAll = async (requests: WriteRequest[]): Promise<void> => {
    let rest = requests;
    for (let tries = 1; rest.length > 0; tries += 1) {
      if (tries > MAX_TRIES) throw new Error(`DynamoDB does not take ${rest.length} items of ${to.table}`);
      if (tries > 1) await pause(tries);
      const { UnprocessedItems } = await to.dynamo.send(
        new BatchWriteItemCommand({ RequestItems: { [to.table]: rest } }),
      );
      rest = UnprocessedItems?.[to.table] ?? [];
    }
  };
  let copied = 0;
  const pages = paginateScan({ client: from.dynamo }, { TableName: from.table, ConsistentRead: true });
  for await (const { Items = [] } of pages) {
    for (let at = 0; at < Items.length; at += BATCH) {
      await writeAll(Items.slice(at, at + BATCH).map((Item) => ({ PutRequest: { Item } })));
    }
    copied += Items.length;
  }
  return copied;
};
