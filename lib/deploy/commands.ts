import { checkNamedStage } from './arguments.ts';
import { neededConsent } from './consent.ts';
import { deploy, refusePlaceholders } from './deploy.ts';
import { destroy } from './destroy.ts';
import { placeRows } from './plan.ts';
import { findPlace, seekConsent, type Task, type World } from './world.ts';

/** Runs a command; answers its exit code. @throws Refusal, ConfigError, or an error of the SDK. */
export const runCommand = async (task: Task, world: World): Promise<number> => {
  checkNamedStage(task.asked, task.config, task.file);
  if (task.asked.command === 'deploy') refusePlaceholders(task);
  // Nobody should wait for what can't be consented to.
  neededConsent(task.asked, task.config.stage, world.isTerminal);
  return { bootstrap, deploy, destroy }[task.asked.command](task, world);
};

const bootstrap = async (task: Task, world: World): Promise<number> => {
  const place = await findPlace(task, world);
  // What the CDK asks first: where it would be refused, it says so in pages.
  await world.account.lookAtToolkit();
  await seekConsent(task, world, {
    title: 'Prepares an account and region for deployments (the stack CDKToolkit: a bucket, roles):',
    rows: placeRows(task.config.stage, task.file, place),
  });
  // Without an app, nothing is synthesized for it.
  const where = `aws://${place.account}/${place.region}`;
  return world.cdk.run(['bootstrap', where, '--app', '', ...task.asked.forwarded]);
};
