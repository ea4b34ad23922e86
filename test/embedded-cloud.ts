import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Config } from '../functions/platform/config.ts';
import { sha256Hex } from '../functions/platform/ids.ts';
import { parseConfig } from '../lib/read-config.ts';
import { type Cloud, type CloudOptions, startCloud } from '../local/cloud.ts';
import { localConfig, synthesize } from '../local/stacks/synthesize.ts';
import { clientAt, type CloudClient } from './cloud-client.ts';

export const ASSEMBLY = path.resolve('node_modules/.cache/outbound-email/assembly');

/** app.yaml of a company that has changed some settings: building stacks for each file of tests takes seconds. */
export const ACME_YAML = `
email:
  sending: { test_recipients: [tester@example.com, stopped@example.com] }
  templates: { conversation_summary: { sales_team_email: team@acme.example, per_day: 3 } }
brand: { company: Acme, postal_address: "Main Street 1, Springfield" }
suppression: { soft_bounces: 2, within_days: 3, for_days: 5 }
`;

/** The service on a port of its own, with data of its own. */
export interface TestCloud extends CloudClient {
  dataDir: string;
  /** Its functions, to look at. */
  functions: Cloud['functions'];
  stop: (options?: { keepData?: boolean }) => Promise<void>;
}

export interface TestCloudOptions {
  /** app.yaml of this cloud; the defaults when left out. */
  appYaml?: string;
  /** Sequences of this cloud; those of this repository when left out. */
  sequencesDir?: string;
  /** Goes on with the data of an earlier one. */
  dataDir?: string;
  via?: NonNullable<CloudOptions['via']>;
  /** Failing functions are meant to be. */
  quiet?: boolean;
}

export const assemblyFor = async (config: Config, appYaml: string | undefined, sequencesDir?: string) => {
  const different = [appYaml, sequencesDir].filter((one) => one !== undefined).join('#');
  const folder = different === '' ? ASSEMBLY : `${ASSEMBLY}-${sha256Hex(different).slice(0, 16)}`;
  return synthesize(config, folder, sequencesDir);
};

/** Where tests share one DynamoDB, each folder of data has an address of its own: its tables are those of no other. */
export const dynamoEndpointFor = (dataDir: string): string | undefined => {
  const shared = process.env['DYNAMODB_ENDPOINT'];
  return shared === undefined ? undefined : `${shared}/${path.basename(dataDir)}`;
};

/** Starts the service for one test file. */
export const startTestCloud = async (options: TestCloudOptions = {}): Promise<TestCloud> => {
  const config = localConfig(parseConfig(options.appYaml ?? '', 'app.yaml'));
  const dataDir = options.dataDir ?? (await mkdtemp(path.join(tmpdir(), 'outbound-email-')));
  const cloud = await startCloud({
    assembly: await assemblyFor(config, options.appYaml, options.sequencesDir),
    dataDir,
    port: 0,
    mailgunTimeoutMs: 1000,
    dynamoEndpoint: dynamoEndpointFor(dataDir),
    ...(options.via && { via: options.via }),
    onFailure: (line) => {
      if (options.quiet !== true) console.error(line);
    },
  });
  return {
    ...clientAt(cloud.url),
    dataDir,
    functions: cloud.functions,
    stop: async ({ keepData = false } = {}) => {
      await cloud.stop();
      if (!keepData) await rm(dataDir, { recursive: true, force: true });
    },
  };
};
