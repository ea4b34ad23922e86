import { createHash } from 'node:crypto';
import { existsSync, globSync, readFileSync, statSync } from 'node:fs';
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import * as z from 'zod';
import type { Config } from '../../functions/platform/config.ts';

/** A stack as CDK wrote it, and the folder that its assets are in. */
export interface SynthesizedStack {
  name: string;
  template: Template;
}

export interface Assembly {
  directory: string;
  stacks: SynthesizedStack[];
}

const resourceSchema = z.object({
  Type: z.string(),
  Properties: z.record(z.string(), z.unknown()).default({}),
  Metadata: z.record(z.string(), z.unknown()).default({}),
});
export type Resource = z.infer<typeof resourceSchema>;

const templateSchema = z.object({
  Resources: z.record(z.string(), resourceSchema).default({}),
  Outputs: z
    .record(z.string(), z.object({ Value: z.unknown(), Export: z.object({ Name: z.unknown() }).optional() }))
    .default({}),
});
export type Template = z.infer<typeof templateSchema>;

/** What this machine changes in app.yaml: a stage of its own, at its own address, and the fake takes all mail. */
export const localConfig = (config: Config): Config => ({
  ...config,
  stage: 'local',
  public: { base_url: null, certificate_arn: null },
  email: { ...config.email, sending: { ...config.email.sending, mode: config.email.sending.mode ?? 'live' } },
});

/** Bundles the functions and synthesizes the stacks, unless nothing has changed since the last time. */
export const synthesize = async (config: Config, directory: string): Promise<Assembly> => {
  await unlessDone(directory, stampOf(config), () => build(config, directory));
  return readAssembly(directory);
};

/** Fills a folder, unless it was filled for the same stamp before. */
const unlessDone = async (directory: string, stamp: string, fill: () => Promise<unknown>): Promise<void> => {
  const stampFile = path.join(directory, 'stamp');
  if (existsSync(stampFile) && (await readFile(stampFile, 'utf8')) === stamp) return;
  await fill();
  await writeFile(stampFile, stamp);
};

const build = async (config: Config, directory: string): Promise<void> => {
  // CDK and esbuild take a second to load, and mostly they are not needed.
  const [{ App }, { buildStacks }, { bundleFunctions }] = await Promise.all([
    import('aws-cdk-lib'),
    import('../../lib/app.ts'),
    import('../../lib/bundles.ts'),
  ]);
  await unlessDone('dist', stampOf('bundles'), () => bundleFunctions('dist'));
  const fresh = `${directory}.new`;
  await rm(fresh, { recursive: true, force: true });
  const context = z
    .object({ context: z.record(z.string(), z.unknown()) })
    .parse(JSON.parse(await readFile('cdk.json', 'utf8'))).context;
  const app = new App({
    outdir: fresh,
    context: { ...context, 'aws:cdk:enable-asset-metadata': true },
    analyticsReporting: false,
    treeMetadata: false,
  });
  buildStacks(app, { config, ephemeral: false });
  app.synth();
  await rm(directory, { recursive: true, force: true });
  await rename(fresh, directory);
};

/** Changes whenever a file that the stacks or bundles are made of changes, or what they are made for. */
const stampOf = (purpose: Config | 'bundles'): string => {
  const files = globSync([
    'functions/**/*.ts',
    'lib/*.ts',
    'templates/**/*',
    'cdk.json',
    'package-lock.json',
  ]);
  const hash = createHash('sha256').update(JSON.stringify(purpose));
  for (const file of files.sort()) {
    const { mtimeMs, size } = statSync(file);
    hash.update(`${file} ${mtimeMs} ${size}\n`);
  }
  return hash.digest('hex');
};

const manifestSchema = z.object({
  artifacts: z.record(
    z.string(),
    z.object({ type: z.string(), properties: z.object({ templateFile: z.string() }).partial().optional() }),
  ),
});

const readAssembly = (directory: string): Assembly => {
  const manifest = manifestSchema.parse(
    JSON.parse(readFileSync(path.join(directory, 'manifest.json'), 'utf8')),
  );
  const stacks = Object.entries(manifest.artifacts).flatMap(([name, artifact]) => {
    const file = artifact.properties?.templateFile;
    if (artifact.type !== 'aws:cloudformation:stack' || file === undefined) return [];
    return [
      { name, template: templateSchema.parse(JSON.parse(readFileSync(path.join(directory, file), 'utf8'))) },
    ];
  });
  return { directory, stacks };
};
