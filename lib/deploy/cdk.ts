import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import * as z from 'zod';
import { Refusal } from './arguments.ts';

/** What was synthesized, to be looked at and then deployed as it is. */
export interface Assembly {
  directory: string;
  /** In the order in which they are deployed. */
  stacks: { name: string; ephemeral: boolean; template: unknown }[];
}

export interface Cdk {
  /**
   * Bundles and synthesizes: the configuration, cdk-nag's rules and AWS's limits are checked by that.
   * @throws Refusal with what the app says.
   */
  synthesize: (options: readonly string[]) => Assembly;
  /** Runs a command of the CDK in this terminal; answers its exit code. */
  run: (args: readonly string[]) => number;
}

/** The project's own, wherever a command is started. */
const CDK = path.join(import.meta.dirname, '..', '..', 'node_modules', 'aws-cdk', 'bin', 'cdk');

const OUTPUT = 'cdk.out';

const manifestSchema = z.object({
  artifacts: z.record(
    z.string(),
    z.object({
      type: z.string(),
      properties: z
        .object({
          templateFile: z.string(),
          stackName: z.string(),
          tags: z.record(z.string(), z.string()),
        })
        .partial()
        .optional(),
    }),
  ),
});

export const openCdk = (): Cdk => ({
  synthesize: (options) => {
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      [CDK, 'synth', '--quiet', '--no-notices', '--output', OUTPUT, ...options],
      { encoding: 'utf8', maxBuffer: 1e9 },
    );
    if (status !== 0) throw new Refusal(...complaints(`${stdout}\n${stderr}`));
    return readAssembly(OUTPUT);
  },
  run: (args) => spawnSync(process.execPath, [CDK, ...args], { stdio: 'inherit' }).status ?? 1,
});

/** What the app said of a failed synthesis, without what the CDK says about that. */
const complaints = (output: string): string[] => {
  const lines = output
    .split('\n')
    .filter(
      (line) =>
        line.trim() !== '' && !/Subprocess exited with error|feature flags? .* not configured/.test(line),
    );
  return lines.length > 0 ? lines : ['The stacks could not be synthesized: npx cdk synth says why.'];
};

/** Reads a synthesized assembly. */
export const readAssembly = (directory: string): Assembly => {
  const read = (file: string): unknown => JSON.parse(readFileSync(path.join(directory, file), 'utf8'));
  const { artifacts } = manifestSchema.parse(read('manifest.json'));
  return {
    directory,
    stacks: Object.entries(artifacts).flatMap(([id, { type, properties }]) =>
      type === 'aws:cloudformation:stack' && properties?.templateFile !== undefined
        ? [
            {
              name: properties.stackName ?? id,
              ephemeral: properties.tags?.['ephemeral'] === 'true',
              template: read(properties.templateFile),
            },
          ]
        : [],
    ),
  };
};
