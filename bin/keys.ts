import { parseArgs } from 'node:util';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import {
  clientNamePattern,
  createApiKey,
  listApiKeys,
  revokeApiKeys,
  type Scope,
  scopes,
} from '../functions/platform/api-keys.ts';
import { stageNamePattern } from '../functions/platform/config.ts';
import { awsFault } from '../lib/aws-fault.ts';
import { takeProfile } from '../lib/aws-profile.ts';
import { variable } from '../lib/environment-variable.ts';
import { resourceName } from '../lib/resource-name.ts';
import { optionFault } from '../lib/usage-fault.ts';
import { toIso } from '../functions/platform/clock.ts';
import type { Dynamo } from '../functions/platform/dynamo.ts';

const usage = `API keys of the service on this machine, or of a deployed stage.

  npm run keys -- create --name crm --scopes send,read    prints the key, once
  npm run keys -- list
  npm run keys -- revoke --name crm [--hint oek_1a2b]     all keys of that name, or the one that starts so

  --stage prod    a deployed stage, with the AWS credentials and region of your shell; without it, the running npm start (with the same PORT)
  --profile crm   whose credentials and region, where they are not those of your shell
  --scopes        some of ${scopes.join(', ')}; admin opens everything`;

/** A fault of the caller, told in one line. */
class UsageError extends Error {}

interface Target {
  dynamo: Dynamo;
  table: string;
}

const healthSchema = z.object({ dynamodb: z.string() });

const findTarget = async (stage: string | undefined): Promise<Target> => {
  if (stage !== undefined) {
    if (!stageNamePattern.test(stage)) throw new UsageError(`--stage "${stage}" is no name of a stage.`);
    return { dynamo: DynamoDBDocumentClient.from(new DynamoDBClient({})), table: tableOf(stage) };
  }
  const url = `http://127.0.0.1:${variable('PORT') ?? 3000}/_local/health`;
  let health: unknown;
  try {
    health = await (await fetch(url)).json();
  } catch {
    throw new UsageError(
      `Nothing answers at ${url}. Run npm start first, give the PORT that it was started with, or name a deployed stage with --stage.`,
    );
  }
  const client = new DynamoDBClient({
    endpoint: healthSchema.parse(health).dynamodb,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  return { dynamo: DynamoDBDocumentClient.from(client), table: tableOf('local') };
};

const tableOf = (stage: string): string => resourceName({ stage }, 'keys');

const readScopes = (text: string | undefined): Scope[] => {
  const asked = (text ?? '').split(',').filter((word) => word !== '');
  const known = asked.flatMap((word) => scopes.find((scope) => scope === word) ?? []);
  if (known.length === 0 || known.length < asked.length) {
    throw new UsageError(`--scopes takes some of ${scopes.join(', ')}, separated by commas.`);
  }
  return known;
};

const readName = (name: string | undefined): string => {
  if (name === undefined || !clientNamePattern.test(name)) {
    throw new UsageError('--name takes 1 to 64 letters, digits, dots, dashes and underscores.');
  }
  return name;
};

const run = async (): Promise<void> => {
  const { values, positionals } = parseArgs({
    args: takeProfile(process.argv.slice(2)),
    allowPositionals: true,
    options: {
      name: { type: 'string' },
      scopes: { type: 'string' },
      hint: { type: 'string' },
      stage: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    console.log(usage);
    return;
  }
  const [command, stray] = positionals;
  if (stray !== undefined)
    throw new UsageError(
      `"${stray}" is no option; write -- before the options, as in npm run keys -- list --stage prod.`,
    );
  const now = Date.now();
  switch (command) {
    case 'create': {
      const key = { client: readName(values.name), scopes: readScopes(values.scopes), now };
      const { dynamo, table } = await findTarget(values.stage);
      console.log(await createApiKey(dynamo, table, key));
      console.error('Keep it now: it is shown only this once.');
      return;
    }
    case 'list': {
      const { dynamo, table } = await findTarget(values.stage);
      for (const key of await listApiKeys(dynamo, table)) {
        const ended = key.revokedAt === undefined ? '' : `  revoked ${key.revokedAt}`;
        console.log(
          `${key.client.padEnd(20)} ${key.hint}…  ${key.scopes.join(',').padEnd(30)} created ${key.createdAt}${ended}`,
        );
      }
      return;
    }
    case 'revoke': {
      const name = readName(values.name);
      const { dynamo, table } = await findTarget(values.stage);
      const count = await revokeApiKeys(dynamo, table, { client: name, hint: values.hint, now });
      if (count === 0) throw new UsageError(`There is no key of ${name} that could be revoked.`);
      console.log(`${count} revoked at ${toIso(now)}; functions may still take it for up to a minute.`);
      return;
    }
    default:
      throw new UsageError(command === undefined ? usage : `"${command}" is no command of this.\n\n${usage}`);
  }
};

const NO_STAGE =
  'There is no table of keys of such a stage in this account and region: npm run doctor -- --stage X names the stages that are, and what is gone of them.';

const isNoTable = (error: unknown): boolean =>
  error instanceof Error && error.name === 'ResourceNotFoundException';

try {
  await run();
} catch (error) {
  const usageFault = error instanceof UsageError ? error.message : optionFault('keys', error);
  const noStage = isNoTable(error) ? NO_STAGE : undefined;
  console.error(usageFault ?? noStage ?? awsFault(error) ?? error);
  process.exitCode = 1;
}
