import { operationsConfigOf } from '../../functions/operations/config.ts';
import type { RuleFacts } from './aws-reader.ts';
import type { Check } from './check.ts';
import { about, fault, ok, type Verdict, warning } from './finding.ts';
import { remake } from './parts-check.ts';
import { rulesOf } from './rules.ts';
import { resourceName } from '../resource-name.ts';
import { type World } from './world.ts';

/** Whether alarms of a topic reach somebody, as app.yaml has it. */
export const judgeSubscriptions = (
  asked: { topic: string; address: string | undefined },
  subscriptions: readonly { endpoint: string; isConfirmed: boolean }[],
): Verdict => {
  const confirmed = subscriptions.filter(({ isConfirmed }) => isConfirmed);
  const pending = subscriptions.filter(({ isConfirmed }) => !isConfirmed).map(({ endpoint }) => endpoint);
  const confirm = 'open the link in the mail of AWS Notifications that was sent there';
  if (subscriptions.length === 0) {
    // CloudFormation makes a subscription once, and does not see that it has gone.
    const todo =
      asked.address === undefined
        ? 'name an address in operations.alarm_email, and npm run deploy'
        : `open the link in the mail that comes after: aws sns subscribe --topic-arn ${asked.topic} --protocol email --notification-endpoint ${asked.address}`;
    return fault('nobody hears of alarms', todo);
  }
  if (confirmed.length === 0)
    return fault(`${pending.join(', ')} did not confirm, so that nobody hears of alarms`, confirm);
  return pending.length === 0
    ? ok(`${confirmed.map(({ endpoint }) => endpoint).join(', ')} hear of alarms`)
    : warning(`${pending.join(', ')} did not confirm`, confirm);
};

export const subscriptionsCheck: Check<World> = {
  name: 'who hears of alarms',
  needs: ['stacks', 'app.yaml'],
  look: async (world) => {
    const topic = `arn:${world.partition}:sns:${world.region}:${world.account}:${resourceName(world, 'alarms')}`;
    const asked = { topic, address: operationsConfigOf(world.config()).alarmEmail };
    try {
      return [about('who hears of alarms', judgeSubscriptions(asked, await world.aws.subscriptions(topic)))];
    } catch (error) {
      if (!(error instanceof Error && /^NotFound/.test(error.name))) throw error;
      const todo = remake(world.stage, [resourceName(world, 'observability')]);
      return [about('who hears of alarms', fault(`the topic ${topic} is gone, so that nobody does`, todo))];
    }
  },
};

/** What sounds now. */
export const judgeAlarms = (
  stage: string,
  alarms: readonly { name: string; description: string }[],
): Verdict => {
  const prefix = resourceName({ stage }, '');
  const told = alarms.map(({ name, description }) => `${name.replace(prefix, '')} (${description})`);
  return alarms.length === 0
    ? ok('none sounds')
    : fault(
        `${alarms.length} sound: ${told.join(' ')}`,
        'docs/operate.md, "Alarms", says what to do for each',
      );
};

export const alarmsCheck: Check<World> = {
  name: 'alarms',
  needs: ['stacks'],
  look: async ({ aws, stage }) => {
    const alarms = await aws.alarms(resourceName({ stage }, ''));
    return [about('alarms', judgeAlarms(stage, alarms))];
  },
};

/** Whether what runs by a clock or on events is set going. */
export const judgeRules = (rules: readonly RuleFacts[]): Verdict => {
  const disabled = rules.filter(({ isEnabled }) => !isEnabled);
  if (rules.length === 0) return fault('the stage has no rules', 'see parts');
  return disabled.length === 0
    ? ok(`all ${rules.length} are enabled`)
    : fault(
        `disabled: ${disabled.map(({ name, description }) => `${name} (${description})`).join(', ')}`,
        disabled
          .map(({ name, bus }) => `aws events enable-rule --event-bus-name ${bus} --name ${name}`)
          .join(' && '),
      );
};

export const rulesCheck: Check<World> = {
  name: 'rules',
  needs: ['stacks'],
  look: async (world) => [about('rules', judgeRules(await rulesOf(world)))],
};

/** Whether anything could not be worked on. */
export const judgeDeadLetters = (
  stage: string,
  queues: readonly { name: string; waiting: number }[],
): Verdict => {
  const prefix = resourceName({ stage }, '');
  const dead = queues.filter(({ name }) => name.endsWith('-dead-letters'));
  const filled = dead.filter(({ waiting }) => waiting > 0);
  if (dead.length === 0) return fault('the stage has no dead-letter queues', 'npm run deploy');
  return filled.length === 0
    ? ok(`all ${dead.length} queues are empty`)
    : fault(
        filled.map(({ name, waiting }) => `${waiting} on ${name.replace(prefix, '')}`).join(', '),
        'mend the cause (see the log of their function), then SQS console → Start DLQ redrive: docs/operate.md, "Dead letters"',
      );
};

export const deadLettersCheck: Check<World> = {
  name: 'dead letters',
  needs: ['stacks'],
  look: async ({ aws, stage }) => {
    const queues = await aws.queues(resourceName({ stage }, ''));
    return [about('dead letters', judgeDeadLetters(stage, queues))];
  },
};
