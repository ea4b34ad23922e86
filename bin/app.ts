import { App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import * as z from 'zod';
import { ConfigError } from '../functions/platform/config.ts';
import { buildStacks, checkStage } from '../lib/app.ts';
import { LONGEST_PLACE, limitFaults } from '../lib/aws-limits.ts';
import { bundleFunctions } from '../lib/bundles.ts';
import { glanceAtStack } from '../lib/deploy/account.ts';
import { ephemeralFault } from '../lib/deploy/standing.ts';
import { APP_YAML, readConfig } from '../lib/read-config.ts';
import { resourceName } from '../lib/resource-name.ts';
import { type StageProps } from '../lib/stage.ts';
import { readSequences, SEQUENCES_DIR } from '../lib/read-sequences.ts';

const contextSchema = z.object({
  /** `-c ephemeral=true`: everything is deleted with its stack. */
  ephemeral: z.stringbool({ error: 'true or false' }).default(false),
  mailgunUrl: z.url({ error: 'a URL' }).optional(),
  /** DynamoDB takes one new index of a table in each update; `npm run deploy` names those of later ones. */
  withoutIndexes: z
    .string()
    .transform((names) => names.split(','))
    .optional(),
});

/** What `-c name=value` says. @throws ConfigError. */
const readContext = (app: App): z.infer<typeof contextSchema> => {
  const given = {
    ephemeral: app.node.tryGetContext('ephemeral') as unknown,
    mailgunUrl: app.node.tryGetContext('mailgunUrl') as unknown,
    withoutIndexes: app.node.tryGetContext('withoutIndexes') as unknown,
  };
  const parsed = contextSchema.safeParse(given);
  if (parsed.success) return parsed.data;
  throw new ConfigError(
    parsed.error.issues.map(({ path, message }) => `-c ${path.join('.')}: allowed: ${message}`).join('; '),
  );
};

/** Where the CDK found credentials, it names their account. @throws ConfigError when the stage stands otherwise. */
const checkStanding = async ({
  config,
  ephemeral,
}: Pick<StageProps, 'config' | 'ephemeral'>): Promise<void> => {
  if (!ephemeral) return;
  const { CDK_DEFAULT_ACCOUNT: account, CDK_DEFAULT_REGION: region } = process.env;
  const stack = await glanceAtStack(resourceName(config, 'data'), { account, region });
  const fault = ephemeralFault(stack, { stage: config.stage, ephemeral });
  if (fault !== undefined) throw new ConfigError(fault);
};

/** The CDK runs this for every command that needs the stacks, so none of them can deploy bundles of older sources. */
const synthesize = async (): Promise<void> => {
  const app = new App();
  const props = {
    config: readConfig(APP_YAML),
    sequences: readSequences(SEQUENCES_DIR),
    ...readContext(app),
  };
  checkStage(props);
  await checkStanding(props);
  await bundleFunctions('dist');
  buildStacks(app, props);
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  const { stacks } = app.synth();
  const faults = limitFaults(
    stacks.map(({ stackName, template }) => ({ name: stackName, template: template as unknown })),
    LONGEST_PLACE,
  );
  if (faults.length > 0) throw new ConfigError(faults.join('\n'));
};

try {
  await synthesize();
} catch (error) {
  if (!(error instanceof ConfigError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
