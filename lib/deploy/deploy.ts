import { deployFaults, deployWarnings, quotaFindings } from '../preflight.ts';
import { resourceName } from '../resource-name.ts';
import { Refusal } from './arguments.ts';
import { type DataResource, dataResources } from './data.ts';
import {
  deploymentOptions,
  describeData,
  type Leftover,
  leftoverFaults,
  placeRows,
  shortNames,
  synthesisOptions,
} from './plan.ts';
import {
  type IndexChange,
  indexChanges,
  type Indexes,
  indexFaults,
  indexName,
  indexRounds,
  wantedIndexes,
} from './indexes.ts';
import { neverStood, type StandingStack, standingFindings } from './standing.ts';
import { dataStackOf, findPlace, refuse, seekConsent, type Task, type World } from './world.ts';

/** Where all mail goes to a fake, placeholders do no harm. @throws Refusal where they would. */
export const refusePlaceholders = ({ asked, config, file }: Task): void => {
  const faults = 'mailgunUrl' in asked.context ? [] : deployFaults(config);
  refuse(faults.map((fault) => `${file}: ${fault}`));
};

/** Checks, shows, asks, and deploys every stack; answers the CDK's exit code. @throws Refusal */
export const deploy = async (task: Task, world: World): Promise<number> => {
  const { asked, config, file } = task;
  const { stage } = config;
  const place = await findPlace(task, world);
  if (!(await world.account.isBootstrapped())) {
    throw new Refusal(
      `Account ${place.account} is not prepared for deployments to ${place.region}: run npm run bootstrap -- --stage ${stage} first, once.`,
    );
  }
  await checkQuota(task, world);
  const standing = (await world.account.stacksOf(stage)).find(
    ({ name }) => name === resourceName(config, 'data'),
  );
  world.print(`Bundling and checking the stacks of stage ${stage} …`);
  const assembly = world.cdk.synthesize(synthesisOptions(asked));
  const data = dataStackOf(assembly, config);
  const { faults, warnings } = standingFindings(standing, { stage, ephemeral: data.ephemeral });
  refuse(faults);
  for (const warning of warnings) world.warn(warning);
  const leftovers = await findLeftovers(dataResources(data.template, place), standing, world);
  refuse(leftoverFaults(leftovers, stage));
  const changes = indexChanges(
    wantedIndexes(data.template, place),
    await standingIndexes(dataResources(data.template, place), standing, world),
  );
  refuse(indexFaults(changes, stage));
  const stacks = assembly.stacks.map(({ name }) => name);
  const added = changes.flatMap((change) => change.added.map((index) => indexName(change.table, index)));
  await seekConsent(task, world, {
    title: 'Deploys:',
    rows: [
      ...placeRows(stage, file, place),
      ['stacks', `${stacks.length}: ${shortNames(stacks, stage)}`],
      ...(added.length === 0
        ? []
        : [['indexes first', `${added.join(', ')}: one by one, each filled before the next`] as const]),
      ...(leftovers.length === 0
        ? []
        : [
            [
              'removed first',
              `${describeData(leftovers)}: left by a deployment that failed, and empty`,
            ] as const,
          ]),
    ],
  });
  await removeLeftovers(leftovers, standing, world);
  const code = await addIndexes({ task, changes, dataStack: data.name }, world);
  if (code !== 0) return code;
  return world.cdk.run(['deploy', '--all', '--app', assembly.directory, ...deploymentOptions(asked)]);
};

/** Warns and refuses by what the account may run at a time; what can't be read keeps nobody from deploying. */
const checkQuota = async ({ config, file }: Task, world: World): Promise<void> => {
  const quota = await world.account.readConcurrency();
  if (quota === undefined)
    world.warn('The quota of concurrent Lambda functions could not be read; it is not checked.');
  const found = quota === undefined ? { faults: [], warnings: [] } : quotaFindings(config, quota);
  for (const warning of [...deployWarnings(config), ...found.warnings]) world.warn(warning);
  refuse(found.faults.map((fault) => `${file}: ${fault}`));
};

/** What stands under the names of a data stack without being its own: CloudFormation would stop at "already exists". */
const findLeftovers = async (
  wanted: readonly DataResource[],
  standing: StandingStack | undefined,
  { account, store }: World,
): Promise<Leftover[]> => {
  const owned = standing === undefined || neverStood(standing) ? [] : await account.ownedBy(standing.name);
  const isOwned = ({ name }: DataResource) =>
    // A secret is owned by its ARN, which ends with the name and six characters.
    owned.some((id) => id === name || id.replace(/^arn:.*:secret:/, '').startsWith(`${name}-`));
  const found: Leftover[] = [];
  for (const resource of wanted.filter((one) => !isOwned(one))) {
    const content = await store.lookAt(resource);
    if (content !== 'absent') found.push({ ...resource, content });
  }
  return found;
};

const removeLeftovers = async (
  leftovers: readonly Leftover[],
  standing: StandingStack | undefined,
  { account, store, print }: World,
): Promise<void> => {
  if (standing !== undefined && standing.status !== 'REVIEW_IN_PROGRESS' && neverStood(standing)) {
    print(`Deleting stack ${standing.name}, whose first deployment failed (${standing.status}) …`);
    await account.deleteStack(standing.name);
  }
  for (const leftover of leftovers) {
    print(`Deleting ${describeData([leftover])}, which is empty …`);
    await store.remove(leftover);
  }
};

const standingIndexes = async (
  resources: readonly DataResource[],
  standing: StandingStack | undefined,
  { store }: World,
): Promise<Indexes> => {
  const found = new Map<string, string[]>();
  if (neverStood(standing)) return found;
  for (const { kind, name } of resources) {
    const indexes = kind === 'table' ? await store.indexesOf(name) : undefined;
    if (indexes !== undefined) {
      found.set(
        name,
        indexes.map((index) => index.name),
      );
    }
  }
  return found;
};

/** Adds indexes before the functions that ask them are there; answers an exit code. */
const addIndexes = async (
  { task, changes, dataStack }: { task: Task; changes: readonly IndexChange[]; dataStack: string },
  { cdk, store, pause, print }: World,
): Promise<number> => {
  for (const leftOut of indexRounds(changes)) {
    const context = leftOut.length === 0 ? [] : ['-c', `withoutIndexes=${leftOut.join(',')}`];
    const code = cdk.run([
      'deploy',
      dataStack,
      '--exclusively',
      ...context,
      ...deploymentOptions(task.asked),
    ]);
    if (code !== 0) return code;
    for (const { table } of changes) {
      print(`Waiting until DynamoDB has filled the indexes of ${table} …`);
      while ((await store.indexesOf(table))?.some(({ isActive }) => !isActive) === true) await pause();
    }
  }
  return 0;
};
