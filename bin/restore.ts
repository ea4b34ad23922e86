import { resourceName } from '../lib/resource-name.ts';
import { createInterface } from 'node:readline/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { awsFault } from '../lib/aws-fault.ts';
import { takeProfile } from '../lib/aws-profile.ts';
import { makeFunctions } from '../lib/restore/functions.ts';
import { countItems, leftSince } from '../lib/restore/left-since.ts';
import { type Asked, readOptions, type Target, usage } from '../lib/restore/options.ts';
import { deletionOf } from '../lib/restore/prepare.ts';
import {
  abandon,
  prepare,
  readFacts,
  restoredName,
  type RestoreDeps,
  RestoreRefused,
  swap,
} from '../lib/restore/run.ts';
import { describeFacts } from '../lib/restore/status.ts';
import { nextStep } from '../lib/restore/swap.ts';
import { makeTables } from '../lib/restore/tables.ts';

const dynamo = new DynamoDBClient({});

const makeDeps = ({ stage, table }: Target): RestoreDeps => ({
  table: resourceName({ stage }, table),
  tables: makeTables(dynamo),
  functions: makeFunctions(new LambdaClient({}), resourceName({ stage }, '')),
  now: () => Date.now(),
  pause: (ms) => pause(ms),
  say: (line) => console.log(line),
});

/** @throws RestoreRefused where the account and region have no such stage. */
const checkStage = async ({ stage }: Target): Promise<void> => {
  try {
    const StackName = resourceName({ stage }, 'data');
    await new CloudFormationClient({}).send(new DescribeStacksCommand({ StackName }));
  } catch (error) {
    if (!(error instanceof Error && error.name === 'ValidationError')) throw error;
    throw new RestoreRefused(
      `There is no stage ${stage} in this account and region: check --stage, AWS_PROFILE and AWS_REGION.`,
    );
  }
};

const restoreBeside = async (asked: Target & { to: Date }): Promise<void> => {
  const deps = makeDeps(asked);
  const { present, restored } = await prepare(deps, asked.to);
  const documents = DynamoDBDocumentClient.from(dynamo);
  const [now, then] = [await countItems(documents, present.name), await countItems(documents, restored.name)];
  console.log(
    `${restored.name} is as ${present.name} was at ${asked.to.toISOString()}: ${then} items; now there are ${now}.`,
  );
  if (asked.table === 'sends') {
    const left = await leftSince(documents, { present: present.name, restored: restored.name });
    if (left.length > 0) {
      console.log(
        `${left.length} mails wait in it that have left since; put in place, they would be sent again:`,
      );
      for (const id of left) console.log(`  ${id}`);
      console.log(
        'Pause all categories before --swap and cancel them after it: docs/operate.md, "Restoring".',
      );
    }
  }
  console.log(`Next: npm run restore -- --stage ${asked.stage} --table ${asked.table} --swap`);
};

/** Whoever swaps types the stage's name, so that nobody does it to another one. */
const confirm = async (stage: string, given: string | undefined): Promise<void> => {
  if (given === undefined && !process.stdin.isTTY) {
    throw new RestoreRefused(
      `Nobody can be asked here: give --confirm ${stage}, if that is the stage you mean.`,
    );
  }
  const ask = async (): Promise<string> => {
    const terminal = createInterface({ input: process.stdin, output: process.stdout });
    try {
      return await terminal.question(
        `The functions of ${stage} stop, its present table is backed up and deleted, and the restored one takes its place.\nType the stage's name to go on: `,
      );
    } finally {
      terminal.close();
    }
  };
  if ((given ?? (await ask())).trim() !== stage) {
    throw new RestoreRefused(`That is not ${stage}; nothing was done.`);
  }
};

const brokenOff = (): void => {
  console.error(
    'Broken off; functions may be stopped. The same again goes on where it was, --abandon gives up and sets them going, --status says where it is.',
  );
  process.exit(130);
};

const swapTables = async (
  asked: Target & { confirm: string | undefined; drainMs: number },
): Promise<void> => {
  const deps = makeDeps(asked);
  const facts = await readFacts(deps);
  const first = nextStep(facts, { now: Date.now(), drainMs: asked.drainMs });
  if (first.do === 'refuse') throw new RestoreRefused(first.why);
  await confirm(asked.stage, asked.confirm);
  process.on('SIGINT', brokenOff).on('SIGTERM', brokenOff);
  const backup = await swap(deps, asked.drainMs);
  console.log(`${deps.table} is the restored one, and the functions run.`);
  if (backup !== undefined) console.log(`The table that was there is kept: ${backup}`);
  console.log(`Once all is well: ${deletionOf(restoredName(deps.table))}`);
  console.log(
    `Then: npm run reapply-erasures -- --stage ${asked.stage} --url <the API>, and docs/operate.md, "Restoring".`,
  );
};

const run = async (asked: Asked): Promise<void> => {
  switch (asked.is) {
    case 'help':
      console.log(usage);
      return;
    case 'refused':
      throw new RestoreRefused(asked.why);
    case 'prepare':
      await checkStage(asked);
      return restoreBeside(asked);
    case 'status':
      await checkStage(asked);
      describeFacts(await readFacts(makeDeps(asked)), Date.now()).forEach((line) => console.log(line));
      return;
    case 'swap':
      await checkStage(asked);
      return swapTables(asked);
    case 'abandon':
      await checkStage(asked);
      await abandon(makeDeps(asked));
      console.log('The functions run, on the table that they had.');
  }
};

try {
  await run(readOptions(takeProfile(process.argv.slice(2))));
} catch (error) {
  const told = error instanceof RestoreRefused ? error.message : awsFault(error);
  if (told === undefined) throw error;
  console.error(told);
  process.exitCode = 1;
}
