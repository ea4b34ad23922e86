import { resourceName } from '../resource-name.ts';
import { stackNames } from '../stack-names.ts';
import type { Check } from './check.ts';
import { about, fault, ok, type Verdict } from './finding.ts';
import type { Consumer, Part } from './parts.ts';
import { rulesOf } from './rules.ts';
import type { World } from './world.ts';

/** What stops the stage when it is gone, by CloudFormation's words, and ours. */
const kinds: Readonly<Record<string, string>> = {
  'AWS::Lambda::Function': 'function',
  'AWS::Lambda::EventSourceMapping': 'event source mapping',
  'AWS::DynamoDB::GlobalTable': 'table',
  'AWS::SQS::Queue': 'queue',
  'AWS::Events::Rule': 'rule',
  'AWS::CloudWatch::Alarm': 'alarm',
};

const TABLE = 'AWS::DynamoDB::GlobalTable';

/** What brings back what was deleted under stacks that hold no data. */
export const remake = (stage: string, stacks: readonly string[]): string =>
  `a deployment does not bring back what somebody deleted: npx cdk destroy ${stacks.join(' ')} (what they hold is made anew), then npm run deploy -- --stage ${stage}`;

/** Whether all that the stacks have made is still there; CloudFormation does not look by itself. */
export const judgeParts = (
  stage: string,
  parts: readonly Part[],
  there: Readonly<Record<string, readonly string[]>>,
): Verdict => {
  const known = parts.filter(({ type }) => there[type] !== undefined);
  const gone = known.filter(({ type, name }) => there[type]?.includes(name) === false);
  if (gone.length === 0) return ok(`all ${known.length} are there`);
  const prefix = resourceName({ stage }, '');
  const told = gone.map(
    ({ type, name, stack }) =>
      `${kinds[type] ?? type} ${name.replace(prefix, '')} of the stack ${stack.replace(prefix, '')}`,
  );
  const table = gone.find(({ type }) => type === TABLE);
  const stacks = [...new Set(gone.filter(({ type }) => type !== TABLE).map(({ stack }) => stack))];
  const remedies = [
    ...(table === undefined
      ? []
      : [
          `${table.name}: docs/operate.md, "Restoring" (DynamoDB keeps a backup of a deleted table for 35 days)`,
        ]),
    ...(stacks.length === 0 ? [] : [remake(stage, stacks)]),
  ];
  return fault(`gone: ${told.join(', ')}`, remedies.join('; '));
};

/** Whether somebody, or a restore that broke off, has stopped functions. */
export const judgeRunning = (
  stage: string,
  functions: readonly { name: string; reserved: number | undefined }[],
  consumers: readonly Consumer[],
): Verdict => {
  const prefix = resourceName({ stage }, '');
  const stopped = functions.filter(({ reserved }) => reserved === 0).map(({ name }) => name);
  if (stopped.length > 1 && stopped.length === functions.length) {
    return fault(
      'all functions are stopped, as by a restore that broke off',
      `npm run restore -- --stage ${stage} --table <the table> --status says where it is; --swap goes on, --abandon gives up`,
    );
  }
  if (stopped.length > 0) {
    return fault(
      `stopped, by a reserved concurrency of 0: ${stopped.map((name) => name.replace(prefix, '')).join(', ')}`,
      stopped.map((name) => `aws lambda delete-function-concurrency --function-name ${name}`).join(' && '),
    );
  }
  const idle = consumers.filter(({ isEnabled }) => !isEnabled);
  return idle.length === 0
    ? ok(`none of ${functions.length} is stopped`)
    : fault(
        `nothing hands its queue to ${idle.map(({ functionName }) => functionName.replace(prefix, '')).join(', ')}`,
        idle
          .map(({ uuid }) => `aws lambda update-event-source-mapping --enabled --uuid ${uuid}`)
          .join(' && '),
      );
};

/** What the stacks of the stage have made, of those that stand. */
const partsOfStage = async ({ aws, parts, stage }: World): Promise<Part[]> => {
  const standing = new Set((await aws.stacks()).map(({ name }) => name));
  const names = stackNames.map((name) => resourceName({ stage }, name)).filter((name) => standing.has(name));
  return (await Promise.all(names.map((name) => parts.partsOf(name)))).flat();
};

export const partsCheck: Check<World> = {
  name: 'parts',
  needs: ['stacks'],
  look: async (world) => {
    const { aws, parts, stage } = world;
    const prefix = resourceName(world, '');
    const [made, functions, tables, alarms, consumers, queues, rules] = await Promise.all([
      partsOfStage(world),
      parts.functions(),
      parts.tables(),
      parts.alarms(prefix),
      parts.consumers(),
      aws.queues(prefix),
      rulesOf(world),
    ]);
    const there = {
      'AWS::Lambda::Function': functions,
      'AWS::Lambda::EventSourceMapping': consumers.map(({ uuid }) => uuid),
      [TABLE]: tables,
      'AWS::SQS::Queue': queues.map(({ name }) => name),
      'AWS::Events::Rule': rules.map(({ name }) => name),
      'AWS::CloudWatch::Alarm': alarms,
    };
    const ours = functions.filter((name) => name.startsWith(prefix));
    const running = await Promise.all(
      ours.map(async (name) => ({ name, reserved: await parts.reserved(name) })),
    );
    const own = consumers.filter(({ functionName }) => functionName.startsWith(prefix));
    return [
      about('parts', judgeParts(stage, made, there)),
      about('functions', judgeRunning(stage, running, own)),
    ];
  },
};
