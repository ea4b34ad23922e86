import path from 'node:path';
import {
  CreateTableCommand,
  DeleteTableCommand,
  DynamoDBClient,
  ListTablesCommand,
  ResourceInUseException,
} from '@aws-sdk/client-dynamodb';
import { REGION } from '../stacks/resolve.ts';
import type { TableModel } from '../stacks/model.ts';
import { type DynamoError, startDynoxide } from './dynoxide.ts';
import { localCredentials } from './queues.ts';
import { startStrictDynamo } from './strict-dynamodb.ts';

export interface LocalDynamo {
  url: string;
  client: DynamoDBClient;
  create: (tables: readonly TableModel[]) => Promise<void>;
  /** Deletes and creates the tables anew. */
  reset: (tables: readonly TableModel[]) => Promise<void>;
  stop: () => Promise<void>;
}

/**
 * Runs dynoxide on a file, or uses the DynamoDB at `endpoint`, as strict as AWS; `onEnd` is told when dynoxide ends by
 * itself. @throws DynamoError with a line that says what to do.
 */
export const startDynamo = async (
  dataDir: string,
  endpoint: string | undefined,
  onEnd: (error: DynamoError) => void,
): Promise<LocalDynamo> => {
  const server =
    endpoint === undefined
      ? await startDynoxide(path.join(dataDir, 'dynamodb.db'), onEnd)
      : { url: endpoint, stop: () => Promise.resolve() };
  const strict = await startStrictDynamo(server.url);
  const client = new DynamoDBClient({ endpoint: strict.url, region: REGION, credentials: localCredentials });
  const create = async (tables: readonly TableModel[]): Promise<void> => {
    strict.learn(tables);
    await Promise.all(tables.map((table) => createTable(client, table)));
  };
  return {
    url: strict.url,
    client,
    create,
    reset: async (tables) => {
      const { TableNames = [] } = await client.send(new ListTablesCommand({}));
      const ours = tables.filter(({ TableName }) => TableNames.includes(TableName));
      await Promise.all(ours.map(({ TableName }) => client.send(new DeleteTableCommand({ TableName }))));
      await create(tables);
    },
    stop: async () => {
      client.destroy();
      await strict.stop();
      await server.stop();
    },
  };
};

const createTable = async (client: DynamoDBClient, table: TableModel): Promise<void> => {
  try {
    await client.send(new CreateTableCommand({ ...table, BillingMode: 'PAY_PER_REQUEST' }));
  } catch (error) {
    if (!(error instanceof ResourceInUseException)) throw error;
  }
};
