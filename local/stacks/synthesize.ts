import { fork } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import * as z from 'zod';
import type { Config } from '../../functions/platform/config.ts';
import type { BuildWork } from './build.ts';
import { SEQUENCES_DIR } from '../../lib/read-sequences.ts';
import { stampOf, unlessDone } from './sources.ts';

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

export const templateSchema = z.object({
  Resources: z.record(z.string(), resourceSchema).default({}),
  Outputs: z
    .record(z.string(), z.object({ Value: z.unknown(), Export: z.object({ Name: z.unknown() }).optional() }))
    .default({}),
});
export type Template = z.infer<typeof templateSchema>;

/** What this machine changes in app.yaml: a stage of its own, at its own address, and the fakes take all mail and SMS. */
export const localConfig = (config: Config): Config => ({
  ...config,
  stage: 'local',
  public: { base_url: null, certificate_arn: null },
  email: { ...config.email, sending: { ...config.email.sending, mode: config.email.sending.mode ?? 'live' } },
  sections: { ...config.sections, sms: withIdentity(config.sections['sms']) },
});

/** Emulated SMS come from somewhere, too. */
const withIdentity = (sms: unknown): Record<string, unknown> => {
  const section = z.record(z.string(), z.unknown()).default({}).parse(sms);
  return { ...section, origination_identity: section['origination_identity'] ?? 'pool-local' };
};

/** The stacks could not be built; the message says why, or that it was told before. */
export class BuildError extends Error {
  override readonly name = 'BuildError';
}

/** Bundles the functions and synthesizes the stacks, unless nothing has changed since the last time. @throws BuildError */
export const synthesize = async (
  config: Config,
  directory: string,
  sequencesDir = SEQUENCES_DIR,
): Promise<Assembly> => {
  const stamp = stampOf([config, sequencesDir], [`${sequencesDir}/*`]);
  await unlessDone(directory, stamp, () => build({ config, sequencesDir, directory }));
  return readAssembly(directory);
};

const build = (work: BuildWork): Promise<void> =>
  new Promise((resolve, reject) => {
    // The flags of a test runner are not for it.
    const child = fork(path.join(import.meta.dirname, 'build.ts'), {
      execArgv: [],
      serialization: 'advanced',
    });
    let fault = 'The stacks could not be built; the lines above say why.';
    child.once('message', (told) => {
      if (typeof told === 'string') fault = told;
    });
    child.once('error', reject);
    child.once('exit', (code) => {
      if (code === 0) resolve();
      else reject(new BuildError(fault));
    });
    child.send(work);
  });

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
