import { readSequences, SEQUENCES_DIR } from '../../lib/read-sequences.ts';
import { globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { expect } from 'vitest';
import { z } from 'zod';
import { buildStacks } from '../../lib/app.ts';
import { bundleName } from '../../lib/bundles.ts';
import { makeResolve } from '../../local/stacks/resolve.ts';
import { templateSchema as assemblyTemplateSchema } from '../../local/stacks/synthesize.ts';
import { parseConfig } from '../../lib/read-config.ts';
import type { StageProps } from '../../lib/stage.ts';

const resourceSchema = z.object({
  Type: z.string(),
  Properties: z.record(z.string(), z.unknown()).default({}),
  Metadata: z.record(z.string(), z.unknown()).default({}),
  DeletionPolicy: z.string().optional(),
  UpdateReplacePolicy: z.string().optional(),
});
const templateSchema = z.object({
  Resources: z.record(z.string(), resourceSchema).default({}),
  Outputs: z.record(z.string(), z.unknown()).default({}),
});

export interface Resource extends z.infer<typeof resourceSchema> {
  /** `<stack>/<logical id>` */
  id: string;
}

export interface Stacks {
  app: App;
  /** By the last word of the stack's name, such as `data`. */
  template: (name: string) => Template;
  /** The resources of a type in all stacks. */
  all: (type: string) => Resource[];
  /** The bundle that a function runs, such as `outbox-deliver`. */
  bundleOf: (fn: Resource) => string | undefined;
  /** The properties of a resource, with the names and addresses of what it refers to, in us-east-1. */
  resolved: (resource: Resource) => unknown;
  /** What lies beside the code of a function as its configuration. */
  configOf: (fn: Resource) => unknown;
  /** Every resource of every stack. */
  resources: Resource[];
  /** Every output of every stack. */
  outputs: { name: string; value: unknown }[];
}

const contextSchema = z.object({ context: z.record(z.string(), z.unknown()) });

/**
 * Builds the stacks from a folder of its own, where every handler has an empty bundle: templates do not depend
 * on what is in the bundles, and dist/ may be written anew by another test at any moment.
 */
export const buildTestStacks = (options: { appYaml?: string; ephemeral?: boolean } = {}): Stacks => {
  const folder = mkdtempSync(path.join(tmpdir(), 'outbound-email-stacks-'));
  const bundles = globSync('functions/*/*.handler.ts').map(bundleName);
  const { context } = contextSchema.parse(JSON.parse(readFileSync('cdk.json', 'utf8')));
  const props: StageProps = {
    config: parseConfig(options.appYaml ?? '', 'app.yaml'),
    sequences: readSequences(SEQUENCES_DIR),
    ephemeral: options.ephemeral ?? false,
  };
  for (const bundle of bundles) {
    mkdirSync(path.join(folder, 'dist', bundle), { recursive: true });
    writeFileSync(path.join(folder, 'dist', bundle, 'index.mjs'), `// ${bundle}\n`);
  }
  const app = new App({
    outdir: path.join(folder, 'cdk.out'),
    // Tells which bundle each function has.
    context: { ...context, 'aws:cdk:enable-asset-metadata': true },
    analyticsReporting: false,
    treeMetadata: false,
  });
  const home = process.cwd();
  process.chdir(folder);
  try {
    buildStacks(app, props);
    return read(app);
  } finally {
    process.chdir(home);
    rmSync(folder, { recursive: true, force: true });
  }
};

/** What CDK's own assertions say counts as an assertion of the test. */
export const holds = (assertion: () => void): void => expect(assertion).not.toThrow();

const read = (app: App): Stacks => {
  const templates = app.node.children
    .filter((child) => Stack.isStack(child))
    .map((stack) => ({
      name: stack.stackName,
      template: Template.fromStack(stack),
    }));
  const resources = templates.flatMap(({ name, template }) =>
    Object.entries(templateSchema.parse(template.toJSON()).Resources).map(([id, resource]) => ({
      ...resource,
      id: `${name}/${id}`,
    })),
  );
  const assembly = {
    directory: app.outdir,
    stacks: templates.map(({ name, template }) => ({
      name,
      template: assemblyTemplateSchema.parse(template.toJSON()),
    })),
  };
  const resolve = makeResolve(assembly, {
    publicUrl: 'https://abcdefghij.execute-api.us-east-1.amazonaws.com',
    sqsUrl: 'https://sqs.us-east-1.amazonaws.com',
  });
  const assets = new Map(
    resources.flatMap(({ id, Metadata }) => {
      const asset = Metadata['aws:asset:path'];
      if (typeof asset !== 'string') return [];
      const read = (file: string) => readFileSync(path.join(app.outdir, asset, file), 'utf8');
      const config: unknown = JSON.parse(read('app-config.json'));
      return [[id, { bundle: read('index.mjs').replace(/^\/\/ |\n/g, ''), config }] as const];
    }),
  );
  return {
    app,
    template: (name) => {
      const found = templates.find((one) => one.name.endsWith(`-${name}`));
      if (found === undefined) throw new Error(`There is no stack ${name}`);
      return found.template;
    },
    all: (type) => resources.filter((resource) => resource.Type === type),
    resolved: ({ id, Properties }) => {
      const stack = assembly.stacks.find(({ name }) => id.startsWith(`${name}/`));
      if (stack === undefined) throw new Error(`${id} is in no stack`);
      return resolve(Properties, stack);
    },
    bundleOf: ({ id }) => assets.get(id)?.bundle,
    configOf: ({ id }) => assets.get(id)?.config,
    resources,
    outputs: templates.flatMap(({ template }) =>
      Object.entries(templateSchema.parse(template.toJSON()).Outputs).map(([name, value]) => ({
        name,
        value,
      })),
    ),
  };
};

/**
 * The resource that a value leads to: a Ref, a GetAtt, or an import of another stack's export, whose name holds
 * the logical id.
 */
export const targetOf = (value: unknown, among: readonly Resource[]): Resource => {
  const text = JSON.stringify(value);
  const found = among
    .map((resource) => ({ resource, id: resource.id.slice(resource.id.indexOf('/') + 1) }))
    .filter(({ id }) => text.includes(`"${id}"`) || new RegExp(`(Ref|Att)${id}[A-Z0-9]`).test(text));
  const [only] = found;
  if (only === undefined || found.length > 1) throw new Error(`${text} leads to ${found.length} resources`);
  return only.resource;
};
