import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { openAccount } from './aws.ts';
import { appointmentSteps } from './appointment-steps.ts';
import { digestSteps } from './digest-steps.ts';
import { doctorSteps } from './doctor-steps.ts';
import { operationsSteps } from './operations-steps.ts';
import { leadSteps } from './lead-steps.ts';
import { sequenceSteps } from './sequence-steps.ts';
import { type Cdk, findOutput } from './cdk.ts';
import { check, CheckError } from './faults.ts';
import { mailSteps } from './mail-steps.ts';
import { peopleSteps } from './people-steps.ts';
import type { Ministack } from './ministack.ts';
import type { PostOffice } from './post-office.ts';
import type { Processes } from '../python/processes.ts';
import type { Report } from './report.ts';
import { restoreSteps } from './restore-steps.ts';
import { type Deployed, openStage, type Stage } from './stage.ts';
import { firedStep, planSteps } from './timer-steps.ts';
import { watchSteps } from './watch-steps.ts';

export interface Parts {
  processes: Processes;
  ministack: Ministack;
  office: PostOffice;
  cdk: Cdk;
}

export interface StageUp {
  stage: Stage;
  deployed: Deployed;
}

/** What docs/deploy.md tells an operator to do. */
export const deploySteps = async (parts: Parts, report: Report): Promise<StageUp> => {
  const { cdk, ministack } = parts;
  const { step } = report;
  const account = openAccount(ministack);

  await step('npm run bootstrap', async () => {
    await cdk.bootstrap();
    return 'the account is ready for the CDK';
  });
  // What DynamoDB's protection of tables leaves of a first deployment that failed.
  const leftover = await account.makeProtectedTable(`outbound-email-${cdk.config.stage}-sends`);
  const deployed = await firstDeploy(parts, report, leftover);
  await step('secrets and a key', async () => {
    const { apiKey, signingKey } = parts.office.keys;
    await account.putSecret(`outbound-email/${cdk.config.stage}/mailgun`, { apiKey });
    await account.putSecret(`outbound-email/${cdk.config.stage}/mailgun-webhook`, { signingKey });
    deployed.key = await makeKey(parts);
    return 'put-secret-value, and npm run keys -- create --stage: as docs/deploy.md says';
  });

  return { stage: await openStage(parts, deployed), deployed };
};

/** A day's use of a stage, then taking it down. */
export const useSteps = async (parts: Parts, { stage, deployed }: StageUp, report: Report): Promise<void> => {
  const { account, cdk } = stage;
  const { step } = report;
  await doctorSteps(parts.processes, stage, report);
  const sooner = [
    await account.runEveryMinute(stage.named('reconcile')),
    await account.runEveryMinute(stage.named('sync-suppressions')),
    await account.runEveryMinute(stage.named('appointments-replan')),
  ];
  const planned = await planSteps(stage, report);
  await mailSteps(stage, report);
  await peopleSteps(stage, report);
  await appointmentSteps(stage, report);
  await sequenceSteps(stage, report);
  await leadSteps(stage, report);
  await digestSteps(stage, report);
  await operationsSteps(stage, report);
  await step('a second npm run deploy', async () => {
    const { stacks, changed } = await cdk.deploy();
    check(
      stacks.length === deployed.stacks.length && changed.length === 0,
      `changed: ${changed.join(', ')} of ${stacks.length}`,
    );
    return `synthesized anew: no changes in ${stacks.length} stacks`;
  });
  await firedStep(stage, report, planned);
  await watchSteps(stage, report);
  for (const rule of sooner) await rule.stop();
  await stage.ear.stop();
  await restoreSteps(parts.processes, stage, report);

  await takeDown(parts, report, deployed);
};

const takeDown = async ({ cdk, ministack }: Parts, { step }: Report, deployed: Deployed): Promise<void> => {
  const account = openAccount(ministack);
  await step('npm run destroy', async () => {
    const gone = await cdk.destroy();
    const left = await account.leftovers();
    check(gone.length === deployed.stacks.length, `only ${gone.length} stacks were destroyed`);
    check(left.length === 0, `left behind: ${left.join(', ')}`);
    return `${gone.length} stacks are gone; no table, queue, bucket, secret, bus, rule or timer is left`;
  });
};

const firstDeploy = async ({ cdk }: Parts, { step }: Report, leftover: string): Promise<Deployed> => {
  const deployed: Deployed = { stacks: [], apiUrl: '', webhookUrl: '', key: '' };
  await step('npm run deploy', async () => {
    const { stacks, changed, removed, outputs } = await cdk.deploy();
    check(
      removed.join() === `table ${leftover}`,
      `of what was in the way, it removed ${removed.join() || 'nothing'}`,
    );
    check(
      changed.length > 0 && changed.length === stacks.length,
      `deployed ${changed.length} of ${stacks.length} stacks`,
    );
    deployed.apiUrl = findOutput(outputs, 'edge', /ApiEndpoint/);
    deployed.webhookUrl = findOutput(outputs, 'tracking', /^WebhookUrl$/);
    deployed.stacks = stacks;
    return `${changed.length} stacks with ${cdk.resources().length} resources, after an empty table that was in the way`;
  });
  return deployed;
};

const SCOPES = 'send,read,operate,templates,recipients';

const makeKey = async ({ processes, cdk }: Parts): Promise<string> => {
  const asked = ['create', '--name', `rehearsal-${randomBytes(3).toString('hex')}`, '--scopes', SCOPES];
  const { code, stdout, stderr } = await processes.run({
    file: process.execPath,
    args: [path.join('bin', 'keys.ts'), ...asked, '--stage', cdk.config.stage],
    cwd: process.cwd(),
    env: cdk.environment,
  });
  if (code !== 0) throw new CheckError(`npm run keys failed: ${stderr.trim()}`);
  return stdout.trim();
};
