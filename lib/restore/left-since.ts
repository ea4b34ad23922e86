import { type DynamoDBDocumentClient, BatchGetCommand, paginateScan } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';

/** How many items a table has; DynamoDB's own count is hours old. */
export const countItems = async (client: DynamoDBDocumentClient, TableName: string): Promise<number> => {
  let total = 0;
  for await (const { Count = 0 } of paginateScan({ client }, { TableName, Select: 'COUNT' })) total += Count;
  return total;
};

const KEYS_PER_BATCH = 100;
const waitingSchema = z.object({ pk: z.string() });
const sentSchema = z.object({ pk: z.string(), sentAt: z.number().optional() });

/** Messages that had not left at the moment of the restored table, by their ids. */
const waiting = async (client: DynamoDBDocumentClient, TableName: string): Promise<string[]> => {
  const ids: string[] = [];
  const scan = {
    TableName,
    ProjectionExpression: 'pk',
    FilterExpression: 'sk = :message AND #life.#status IN (:scheduled, :queued)',
    ExpressionAttributeNames: { '#life': 'life', '#status': 'status' },
    ExpressionAttributeValues: { ':message': 'MESSAGE', ':scheduled': 'scheduled', ':queued': 'queued' },
  };
  for await (const { Items = [] } of paginateScan({ client }, scan)) {
    ids.push(...Items.map((item) => waitingSchema.parse(item).pk));
  }
  return ids;
};

/**
 * Messages that wait in the restored table and have left since, by what the present one says: with the restored one
 * in its place they would be sent again.
 */
export const leftSince = async (
  client: DynamoDBDocumentClient,
  tables: { present: string; restored: string },
): Promise<string[]> => {
  const ids = await waiting(client, tables.restored);
  const left: string[] = [];
  let keys = ids.map((pk): Record<string, unknown> => ({ pk, sk: 'MESSAGE' }));
  while (keys.length > 0) {
    const answer = await client.send(
      new BatchGetCommand({
        RequestItems: {
          [tables.present]: { Keys: keys.slice(0, KEYS_PER_BATCH), ProjectionExpression: 'pk, sentAt' },
        },
      }),
    );
    const found = (answer.Responses?.[tables.present] ?? []).map((item) => sentSchema.parse(item));
    left.push(...found.filter(({ sentAt }) => sentAt !== undefined).map(({ pk }) => pk));
    keys = [...keys.slice(KEYS_PER_BATCH), ...(answer.UnprocessedKeys?.[tables.present]?.Keys ?? [])];
  }
  return left;
};
