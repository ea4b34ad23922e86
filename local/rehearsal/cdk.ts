import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parse as parseYaml } from 'yaml';
import * as z from 'zod';
import type { Config } from '../../functions/platform/config.ts';
import { parseConfig } from '../../lib/read-config.ts';
import { CheckError, RehearsalError } from './faults.ts';
import { CREDENTIALS, type Ministack, REGION } from './ministack.ts';
import type { Outcome, Processes } from '../python/processes.ts';

const sectionSchema = z.looseObject({}).nullish();
const documentSchema = z
  .looseObject({ email: z.looseObject({ sending: sectionSchema }).nullish() })
  .nullish();

/** Who hears of alerts. */
export const OPERATOR = 'operator@example.com';

/** A ladder whose first step comes within minutes. */
const REHEARSED_LADDER = { policies: { hot: { respond_within: 'PT1M', steps: [{ tell: ['manager'] }] } } };

/** The app.yaml of a stage of its own, which mails everyone: all its mail goes to the fake. */
const rehearsalYaml = (source: string): string => {
  const document = documentSchema.parse(parseYaml(source));
  return JSON.stringify({
    ...document,
    stage: 'rehearsal',
    public: { base_url: null, certificate_arn: null },
    escalation: REHEARSED_LADDER,
    operations: { alarm_email: OPERATOR, notice_email: OPERATOR, group_wait: 'PT5S' },
    email: { ...document?.email, sending: { ...document?.email?.sending, mode: 'live' } },
  });
};

export type StackOutputs = Record<string, Record<string, string>>;

export interface Cdk {
  config: Config;
  /** What leads a shell to the emulator and the stage. */
  variables: Record<string, string>;
  /** For other commands that work on the deployed stage: all that they get. */
  environment: Record<string, string>;
  bootstrap: () => Promise<void>;
  /** Deploys every stack; answers the names of all, of those that had changes, and of what was in the way and empty. */
  deploy: () => Promise<{ stacks: string[]; changed: string[]; removed: string[]; outputs: StackOutputs }>;
  /** Everything in the synthesized stacks. */
  resources: () => Resource[];
  destroy: () => Promise<string[]>;
}

/**
 * The project's own app, which bundles the functions, with a configuration and an output folder of the rehearsal:
 * app.yaml, dist/ and cdk.out/ of the project stay as they are.
 */
export const prepareCdk = (
  processes: Processes,
  ministack: Ministack,
  options: { folder: string; mailgunUrl: string },
): Cdk => {
  const home = process.cwd();
  const folder = path.join(options.folder, 'app');
  mkdirSync(folder, { recursive: true });
  const yaml = rehearsalYaml(existsSync('app.yaml') ? readFileSync('app.yaml', 'utf8') : '');
  writeFileSync(path.join(folder, 'app.yaml'), yaml);
  const config = parseConfig(yaml, 'app.yaml');
  const settings = z.record(z.string(), z.unknown()).parse(JSON.parse(readFileSync('cdk.json', 'utf8')));
  const app = `node ${path.relative(folder, path.join(home, 'bin', 'app.ts'))}`;
  writeFileSync(path.join(folder, 'cdk.json'), JSON.stringify({ ...settings, app }));

  const sequences = path.join(folder, 'sequences');
  mkdirSync(sequences, { recursive: true });
  writeFileSync(path.join(sequences, 'rehearsed.yaml'), REHEARSED_SEQUENCE);
  const appYaml = path.join(folder, 'app.yaml');
  const variables = { ...awsVariables(ministack), APP_YAML: appYaml, SEQUENCES_DIR: sequences };
  const environment = {
    PATH: [path.dirname(process.execPath), process.env['PATH'] ?? ''].join(path.delimiter),
    HOME: options.folder,
    CI: 'true',
    ...variables,
  };
  // As `npm run` does it; the emulator is no terminal in which somebody could be asked.
  const run = async (command: string, ...args: string[]): Promise<Outcome> => {
    const outcome = await processes.run({
      file: process.execPath,
      args: [
        path.join(home, 'bin', `${command}.ts`),
        '--stage',
        config.stage,
        '--yes',
        ...args,
        '--no-color',
      ],
      cwd: folder,
      env: environment,
    });
    if (outcome.code !== 0) throw new CheckError(`npm run ${command} failed: ${complaint(outcome)}`);
    return outcome;
  };
  const outputsFile = path.join(options.folder, 'outputs.json');
  return {
    config,
    variables,
    environment,
    bootstrap: async () => {
      await run('bootstrap');
    },
    deploy: async () => {
      const context = ['-c', 'ephemeral=true', '-c', `mailgunUrl=${options.mailgunUrl}`];
      const { stdout, stderr } = await run(
        'deploy',
        '--outputs-file',
        outputsFile,
        '--no-notices',
        ...context,
      );
      const said = `${stdout}\n${stderr}`;
      const done = [...said.matchAll(/✅\s+(\S+)( \(no changes\))?/g)];
      return {
        stacks: done.flatMap(([, name]) => name ?? []),
        changed: done.flatMap(([, name, same]) => (same === undefined ? (name ?? []) : [])),
        removed: [...said.matchAll(/^Deleting (\w+ \S+), which is empty/gm)].flatMap(
          ([, what]) => what ?? [],
        ),
        outputs: outputsSchema.parse(JSON.parse(readFileSync(outputsFile, 'utf8'))),
      };
    },
    resources: () => readResources(path.join(folder, 'cdk.out')),
    destroy: async () => {
      const { stdout, stderr } = await run('destroy', '--no-notices');
      return [...`${stdout}\n${stderr}`.matchAll(/✅\s+(\S+): destroyed/g)].flatMap(([, name]) => name ?? []);
    },
  };
};

/** One whose steps come within minutes. */
const REHEARSED_SEQUENCE = `kind: rehearsed
description: Comes within minutes.
enroll: { on: lead.updated, recipient: contact, key: id }
ends_on: [{ event: appointment.updated, when: [{ path: status, is: booked }], goal: true }]
steps:
  - { id: first, send: nurture_interest_1 }
  - { id: pause, wait: PT1M }
  - { id: second, send: nurture_interest_2 }
  - { id: longer, wait: P1D }
  - { id: third, send: nurture_later_1 }
`;

const outputsSchema = z.record(z.string(), z.record(z.string(), z.string()));
const manifestSchema = z.object({
  artifacts: z.record(
    z.string(),
    z.object({ properties: z.object({ templateFile: z.string() }).partial().optional() }),
  ),
});
const resourceSchema = z.object({
  Type: z.string(),
  Properties: z.record(z.string(), z.unknown()).default({}),
});
export type Resource = z.infer<typeof resourceSchema>;
const templateSchema = z.object({ Resources: z.record(z.string(), resourceSchema) });

const readResources = (directory: string): Resource[] => {
  const read = (file: string): unknown => JSON.parse(readFileSync(path.join(directory, file), 'utf8'));
  return Object.values(manifestSchema.parse(read('manifest.json')).artifacts)
    .flatMap(({ properties }) => properties?.templateFile ?? [])
    .flatMap((file) => Object.values(templateSchema.parse(read(file)).Resources));
};

const awsVariables = (ministack: Ministack): Record<string, string> => ({
  CDK_DISABLE_CLI_TELEMETRY: 'true',
  AWS_ENDPOINT_URL: ministack.url,
  AWS_REGION: REGION,
  // The older AWS CLI reads this one alone.
  AWS_DEFAULT_REGION: REGION,
  AWS_ACCESS_KEY_ID: CREDENTIALS.accessKeyId,
  AWS_SECRET_ACCESS_KEY: CREDENTIALS.secretAccessKey,
  AWS_EC2_METADATA_DISABLED: 'true',
  // The CDK and Node each have a variable of their own for certificates to trust.
  AWS_CA_BUNDLE: ministack.certificateFile,
  NODE_EXTRA_CA_CERTS: ministack.certificateFile,
});

/** The lines that say what is wrong; CDK's output is mostly progress. */
const complaint = ({ stdout, stderr }: Outcome): string => {
  const lines = `${stdout}\n${stderr}`.split('\n').map((line) => line.trim());
  const telling = lines.filter((line) => /fail|error|denied|cannot|unrecognized|not support/i.test(line));
  const chosen = telling.length > 0 ? telling : lines.filter((line) => line !== '');
  return [...new Set(chosen)].slice(-4).join(' | ').slice(0, 800);
};

/** @throws RehearsalError when a stack did not say what the rehearsal needs. */
export const findOutput = (outputs: StackOutputs, stack: string, pattern: RegExp): string => {
  const found = Object.entries(outputs)
    .filter(([name]) => name.endsWith(`-${stack}`))
    .flatMap(([, values]) => Object.entries(values))
    .find(([key]) => pattern.test(key));
  if (found === undefined)
    throw new RehearsalError(`The stack ${stack} has no output like ${pattern.source}.`);
  return found[1];
};
