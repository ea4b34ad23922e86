import { App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import * as z from 'zod';
import { ConfigError } from '../functions/platform/config.ts';
import { buildStacks, checkStage } from '../lib/app.ts';
import { LONGEST_PLACE, limitFaults } from '../lib/aws-limits.ts';
import { bundleFunctions } from '../lib/bundles.ts';
import { APP_YAML, readConfig } from '../lib/read-config.ts';
import { readSequences, SEQUENCES_DIR } from '../lib/read-sequences.ts';

const contextSchema = z.object({
  /** `-c ephemeral=true`: everything is deleted with its stack. */
  ephemeral: z.stringbool({ error: 'true or false' }).default(false),
  mailgunUrl: z.url({ error: 'a URL' }).optional(),
});

/** What `-c name=value` says. @throws ConfigError. */
const readContext = (app: App): z.infer<typeof contextSchema> => {
  const given = {
    ephemeral: app.node.tryGetContext('ephemeral') as unknown,
    mailgunUrl: app.node.tryGetContext('mailgunUrl') as unknown,
  };
  const parsed = contextSchema.safeParse(given);
  if (parsed.success) return parsed.data;
  throw new ConfigError(
    parsed.error.issues.map(({ path, message }) => `-c ${path.join('.')}: allowed: ${message}`).join('; '),
  );
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
