import { stackNames } from '../stack-names.ts';
import type { StackFacts } from './aws-reader.ts';
import type { Check } from './check.ts';
import { about, fault, ok, type Verdict, warning } from './finding.ts';
import { resourceName } from '../resource-name.ts';
import { type World } from './world.ts';

/** The stages that have a stack of tables, in the order of their names. */
export const stagesOf = (stacks: readonly StackFacts[]): string[] =>
  stacks
    .flatMap(({ name }) => /^outbound-email-(.+)-data$/.exec(name)?.[1] ?? [])
    .sort((one, other) => one.localeCompare(other));

const describe = (names: readonly string[]): string => names.join(', ');

/** Whether all stacks of a stage stand. */
export const judgeStacks = (stage: string, stacks: readonly StackFacts[]): Verdict => {
  const prefix = resourceName({ stage }, '');
  const found = new Map(stacks.map((stack) => [stack.name, stack] as const));
  const missing = stackNames.filter((name) => !found.has(prefix + name));
  if (missing.length === stackNames.length) {
    const stages = stagesOf(stacks);
    const there =
      stages.length === 0 ? 'there is none in this account and region' : `there are ${describe(stages)}`;
    return fault(`there is no stage ${stage}; ${there}`, 'check --stage, AWS_PROFILE and AWS_REGION');
  }
  if (missing.length > 0)
    return fault(`not there: ${describe(missing)}`, `npm run deploy -- --stage ${stage}`);
  const states = stackNames.map((name) => ({ name, status: found.get(prefix + name)?.status ?? '' }));
  const bad = states.filter(({ status }) => /FAILED|ROLLBACK/.test(status));
  const busy = states.filter(({ status }) => status.endsWith('_IN_PROGRESS'));
  const told = (some: typeof states): string =>
    describe(some.map(({ name, status }) => `${name} is ${status}`));
  if (bad.length > 0) {
    return fault(
      told(bad),
      `read why under CloudFormation → ${prefix}${bad[0]?.name ?? ''} → Events, then npm run deploy -- --stage ${stage}`,
    );
  }
  if (busy.length > 0) return warning(told(busy), 'wait until the deployment has ended, and look again');
  return ok(`all ${stackNames.length} stacks of ${stage} stand`);
};

/** Templates refuse versions before 6, as the CDK writes them. */
const LEAST_BOOTSTRAP = 6;

/** Whether the CDK can deploy: only the next deployment needs it. */
export const judgeBootstrap = (stacks: readonly StackFacts[]): Verdict => {
  const todo = 'npm run bootstrap; the stage runs without it, the next deployment does not';
  const version = stacks.find(({ name }) => name === 'CDKToolkit')?.outputs.get('BootstrapVersion');
  if (version === undefined) return warning('the account is not bootstrapped for the CDK', todo);
  return Number(version) < LEAST_BOOTSTRAP
    ? warning(`version ${version}; the CDK needs ${LEAST_BOOTSTRAP} or newer`, todo)
    : ok(`version ${version}`);
};

/** What an output of the stage's stacks says. */
export const readOutput = async (world: World, stack: string, key: string): Promise<string | undefined> =>
  (await world.aws.stacks()).find(({ name }) => name === resourceName(world, stack))?.outputs.get(key);

/** Without any stack there is nothing to look at. */
export const stacksCheck: Check<World> = {
  name: 'stacks',
  look: async ({ aws, stage }) => {
    const stacks = await aws.stacks();
    const verdict = judgeStacks(stage, stacks);
    return [about('stacks', verdict, !stagesOf(stacks).includes(stage))];
  },
};

export const bootstrapCheck: Check<World> = {
  name: 'CDK bootstrap',
  needs: ['stacks'],
  look: async ({ aws }) => [about('CDK bootstrap', judgeBootstrap(await aws.stacks()))],
};

/** Whether app.yaml is the one of the stage: the rest is compared with it. */
export const judgeStage = (stage: string, configured: string, file: string): Verdict =>
  configured === stage
    ? ok(`${file} is of stage ${stage}`)
    : fault(
        `${file} is of stage ${configured}, and --stage says ${stage}`,
        `APP_YAML=<the file of ${stage}> npm run doctor -- --stage ${stage}`,
      );
