import { readFile, rename, rm } from 'node:fs/promises';
import { App } from 'aws-cdk-lib';
import * as z from 'zod';
import { type Config, ConfigError } from '../../functions/platform/config.ts';
import { buildStacks } from '../../lib/app.ts';
import { bundleFunctions } from '../../lib/bundles.ts';
import { readSequences } from '../../lib/read-sequences.ts';
import { dataFault } from '../data-folder.ts';
import { stampOf, unlessDone } from './sources.ts';

/** What this process is told to do. */
export interface BuildWork {
  config: Config;
  /** Where sequences are. */
  sequencesDir: string;
  /** The folder to fill. */
  directory: string;
}

/** Bundles the functions and synthesizes the stacks, in a process of its own: the memory of CDK and esbuild ends with it. */
const build = async ({ config, sequencesDir, directory }: BuildWork): Promise<void> => {
  const sequences = readSequences(sequencesDir);
  await unlessDone('dist', stampOf('bundles'), () => bundleFunctions('dist'));
  const fresh = `${directory}.new`;
  await rm(fresh, { recursive: true, force: true });
  const { context } = z
    .object({ context: z.record(z.string(), z.unknown()) })
    .parse(JSON.parse(await readFile('cdk.json', 'utf8')));
  const app = new App({
    outdir: fresh,
    context: { ...context, 'aws:cdk:enable-asset-metadata': true },
    analyticsReporting: false,
    treeMetadata: false,
  });
  buildStacks(app, { config, sequences, ephemeral: false });
  app.synth();
  await rm(directory, { recursive: true, force: true });
  await rename(fresh, directory);
};

process.once('message', (work: BuildWork) => {
  build(work)
    .catch((error: unknown) => {
      // What somebody can mend is told by whoever started this, in one line.
      const told = error instanceof ConfigError ? error.message : dataFault(error, work.directory);
      if (told !== undefined) process.send?.(told);
      else console.error(error);
      process.exitCode = 1;
    })
    .finally(() => process.disconnect());
});
// Whoever started this is gone.
process.once('disconnect', () => process.exit());
