import { resourceName } from '../lib/resource-name.ts';
import { setTimeout } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { awsFault } from '../lib/aws-fault.ts';
import { copyTable } from '../lib/deploy/copy-tables.ts';

const usage = `Copies the items of a stage into the tables of another, which must have been deployed. It can be repeated.

  npm run copy-tables -- --from-stage prod --from-profile old --to-stage prod --to-profile new

  --from-stage, --to-stage        needed
  --from-profile, --to-profile    AWS profiles; the credentials of your shell when left out
  --from-region, --to-region      regions; those of the profiles, or AWS_REGION, when left out`;

/** What is paused comes before what would be sent. */
const TABLES = ['state', 'keys', 'templates', 'preferences', 'activity', 'sends'];

const LONGEST_PAUSE_MS = 20_000;

const readOptions = () => {
  const text = { type: 'string' } as const;
  const { values } = parseArgs({
    options: {
      'from-stage': text,
      'from-profile': text,
      'from-region': text,
      'to-stage': text,
      'to-profile': text,
      'to-region': text,
      help: { type: 'boolean', default: false },
    },
  });
  return values;
};

const openDynamo = (profile: string | undefined, region: string | undefined): DynamoDBClient =>
  new DynamoDBClient({ ...(profile !== undefined && { profile }), ...(region !== undefined && { region }) });

const run = async (): Promise<number> => {
  const options = readOptions();
  const from = options['from-stage'];
  const to = options['to-stage'];
  if (options.help || from === undefined || to === undefined) {
    console.log(usage);
    return options.help ? 0 : 1;
  }
  const isSame = ['profile', 'region', 'stage'] as const;
  if (isSame.every((name) => options[`from-${name}`] === options[`to-${name}`])) {
    console.error('Both are the same stage: name another stage, profile or region with --to-….');
    return 1;
  }
  const source = openDynamo(options['from-profile'], options['from-region']);
  const target = openDynamo(options['to-profile'], options['to-region']);
  for (const name of TABLES) {
    const copied = await copyTable({
      from: { dynamo: source, table: resourceName({ stage: from }, name) },
      to: { dynamo: target, table: resourceName({ stage: to }, name) },
      pause: (tries) => setTimeout(Math.min(100 * 2 ** tries, LONGEST_PAUSE_MS)),
    });
    console.log(`${name}: ${copied} copied`);
  }
  return 0;
};

/** What an error says in a line; undefined for one that nobody expects. */
const lineOf = (error: unknown): string | undefined => {
  if (!(error instanceof Error)) return undefined;
  // parseArgs: an option that is not there.
  if (error instanceof TypeError && 'code' in error) return error.message;
  return error.name === 'ResourceNotFoundException'
    ? 'A table is not there: is the name of the stage right, and is the new one deployed? --help tells the rest.'
    : awsFault(error);
};

try {
  process.exitCode = await run();
} catch (error) {
  const line = lineOf(error);
  if (line === undefined) throw error;
  console.error(line);
  process.exitCode = 1;
}
