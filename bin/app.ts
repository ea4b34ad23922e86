import { readFileSync } from 'node:fs';
import { App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import * as z from 'zod';
import { ConfigError } from '../functions/platform/config.ts';
import { buildStacks } from '../lib/app.ts';
import { parseConfig } from '../lib/read-config.ts';

const contextSchema = z.object({
  /** `-c ephemeral=true`: everything is deleted with its stack. */
  ephemeral: z.stringbool().default(false),
  mailgunUrl: z.url().optional(),
});

const synthesize = (): void => {
  const config = parseConfig(readFileSync('app.yaml', 'utf8'), 'app.yaml');
  const app = new App();
  const context = contextSchema.parse({
    ephemeral: app.node.tryGetContext('ephemeral') as unknown,
    mailgunUrl: app.node.tryGetContext('mailgunUrl') as unknown,
  });
  buildStacks(app, { config, ...context });
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  app.synth();
};

try {
  synthesize();
} catch (error) {
  if (!(error instanceof ConfigError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
