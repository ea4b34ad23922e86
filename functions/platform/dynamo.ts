import { ConditionalCheckFailedException, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, QueryCommand, type QueryCommandInput } from '@aws-sdk/lib-dynamodb';

export type Dynamo = DynamoDBDocumentClient;

/** A caller's object may have a key named constructor, which must not be taken for its class. */
export const marshallOptions = { removeUndefinedValues: true, convertClassInstanceToMap: true };

export const makeDynamo = (): Dynamo =>
  DynamoDBDocumentClient.from(new DynamoDBClient({}), { marshallOptions });

/** Runs a conditional write; answers false when its condition did not hold. */
export const ifConditionHolds = async (write: Promise<unknown>): Promise<boolean> => {
  try {
    await write;
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
};

/** Every item that a query finds, read to its last page. */
export const queryAll = async (
  dynamo: Dynamo,
  query: QueryCommandInput,
): Promise<Record<string, unknown>[]> => {
  const items: Record<string, unknown>[] = [];
  let start: Record<string, unknown> | undefined;
  do {
    const page = await dynamo.send(new QueryCommand({ ...query, ExclusiveStartKey: start }));
    items.push(...(page.Items ?? []));
    start = page.LastEvaluatedKey;
  } while (start !== undefined);
  return items;
};
