import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import path from 'node:path';
import {
  CreateTableCommand,
  DeleteTableCommand,
  DynamoDBClient,
  ListTablesCommand,
  ResourceInUseException,
} from '@aws-sdk/client-dynamodb';
import { LOOPBACK } from '../http/loopback.ts';
import { REGION } from '../stacks/resolve.ts';
import type { TableModel } from '../stacks/model.ts';
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

const DYNOXIDE = 'dynoxide@1.2.1';

/** Runs dynoxide on a file, or uses the DynamoDB at `DYNAMODB_ENDPOINT`, as strict as AWS. @throws Error with a line that says what to do. */
export const startDynamo = async (dataDir: string, endpoint: string | undefined): Promise<LocalDynamo> => {
  const server =
    endpoint === undefined
      ? await runDynoxide(path.join(dataDir, 'dynamodb.db'))
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

const runDynoxide = async (file: string): Promise<{ url: string; stop: () => Promise<void> }> => {
  const port = await freePort();
  const [command, ...args] = dynoxideCommand();
  // The shell ends the server when our end of its input closes, which a kill -9 of this process does too.
  const child = spawn(
    'sh',
    [
      '-c',
      '"$@" >/dev/null 2>&1 & server=$!; cat >/dev/null; kill $server; wait $server',
      'sh',
      command,
      ...args,
      '--host',
      LOOPBACK,
      '--port',
      String(port),
      '--db-path',
      file,
    ],
    { stdio: ['pipe', 'ignore', 'ignore'] },
  );
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const url = `http://127.0.0.1:${port}`;
  await waitUntilUp(url, ended);
  return {
    url,
    stop: async () => {
      child.stdin.end();
      await ended;
    },
  };
};

const dynoxideCommand = (): [string, ...string[]] => {
  try {
    const manifest = createRequire(import.meta.url).resolve('@dynoxide/linux-x64/package.json');
    return [path.join(path.dirname(manifest), 'dynoxide')];
  } catch {
    return ['npx', '--yes', DYNOXIDE];
  }
};

const LONGEST_START_MS = 60_000;

const waitUntilUp = async (url: string, ended: Promise<void>): Promise<void> => {
  const started = performance.now();
  const over = ended.then(() => true);
  while (performance.now() - started < LONGEST_START_MS) {
    try {
      await fetch(url);
      return;
    } catch {
      const pause = new Promise<false>((resolve) => setTimeout(() => resolve(false), 25));
      if (await Promise.race([over, pause])) break;
    }
  }
  throw new Error(
    `DynamoDB did not start: install ${DYNOXIDE} for this platform, or set DYNAMODB_ENDPOINT to a DynamoDB Local.`,
  );
};

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => {
        if (typeof address === 'object' && address !== null) resolve(address.port);
        else reject(new Error('No free port'));
      });
    });
  });
