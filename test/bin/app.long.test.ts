import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { startSmallAws } from '../lib/deploy/small-aws.ts';

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

const app = path.resolve('bin/app.ts');
const { context } = JSON.parse(readFileSync('cdk.json', 'utf8')) as { context: Record<string, unknown> };

interface Run {
  appYaml?: string | undefined;
  /** What `-c` says. */
  context?: Record<string, string>;
  env?: Record<string, string>;
}

/** Runs the app as the CDK does for any of its commands, in a folder that has app.yaml and nothing else. */
const synthesize = async ({ appYaml, context: more = {}, env = {} }: Run) => {
  const folder = mkdtempSync(path.join(tmpdir(), 'outbound-email-app-'));
  folders.push(folder);
  if (appYaml !== undefined) writeFileSync(path.join(folder, 'app.yaml'), appYaml);
  mkdirSync(path.join(folder, 'dist', 'outbox-emails'), { recursive: true });
  writeFileSync(path.join(folder, 'dist', 'outbox-emails', 'index.mjs'), '// of yesterday');
  const { status, stderr } = await new Promise<{ status: number; stderr: string }>((resolve) => {
    const options = {
      cwd: folder,
      env: {
        PATH: process.env['PATH'],
        CDK_OUTDIR: path.join(folder, 'cdk.out'),
        CDK_CONTEXT_JSON: JSON.stringify({ ...context, ...more }),
        ...env,
      },
    };
    execFile(process.execPath, [app], options, (error, _stdout, told) => {
      resolve({ status: error === null ? 0 : Number(error.code), stderr: told });
    });
  });
  return { folder, status, stderr };
};

/** Bundling and cdk-nag take their time on a machine that does much else. */
const PATIENCE_MS = 600_000;

describe('Any command of the CDK', { timeout: PATIENCE_MS }, () => {
  test('bundles the sources of now, whatever dist/ holds', async () => {
    const { folder, status, stderr } = await synthesize({ appYaml: 'stage: qa' });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(readFileSync(path.join(folder, 'dist', 'outbox-emails', 'index.mjs'), 'utf8')).not.toContain(
      'of yesterday',
    );
    expect(existsSync(path.join(folder, 'dist', 'templates-seed', 'built-ins.json'))).toBe(true);
    expect(existsSync(path.join(folder, 'cdk.out', 'outbound-email-qa-data.template.json'))).toBe(true);
  });

  test.each([
    {
      name: 'a stage prod that is deleted with its stacks',
      appYaml: 'stage: prod',
      context: { ephemeral: 'true' },
      says: '-c ephemeral=true deletes tables, mails and secrets with their stacks, so it is refused on stage prod.',
    },
    {
      name: 'a context that is neither true nor false',
      appYaml: 'stage: qa',
      context: { ephemeral: 'maybe' },
      says: '-c ephemeral: allowed: true or false',
    },
    {
      name: 'a fault in app.yaml',
      appYaml: 'satge: prod',
      context: {},
      says: 'app.yaml: satge is "prod", and is not a key of the top level',
    },
    {
      name: 'no app.yaml',
      appYaml: undefined,
      context: {},
      says: "app.yaml can't be read: it is not there. Run this in the folder of the project, or name a file of yours in APP_YAML.",
    },
  ])('refuses $name in one line', async ({ appYaml, context: more, says }) => {
    const { status, stderr } = await synthesize({ appYaml, context: more });
    expect(status).toBe(1);
    expect(stderr.trimEnd().split('\n')).toEqual([expect.stringContaining(says)]);
  });

  test('refuses what AWS would refuse as too long, a line each', async () => {
    const mailgunUrl = `http://127.0.0.1/${'long/'.repeat(800)}`;
    const { status, stderr } = await synthesize({ appYaml: 'stage: qa', context: { mailgunUrl } });
    expect(status).toBe(1);
    const lines = stderr.trimEnd().split('\n');
    expect(lines.length).toBeGreaterThan(1);
    for (const line of lines) {
      expect(line).toMatch(
        /^The environment of function outbound-email-qa-[\w-]+ has \d+ bytes, 4028 of them in MAILGUN_URL; AWS takes 4096\.$/,
      );
    }
  });

  test('refuses to make a stage ephemeral that stands without that, where it has credentials', async () => {
    const aws = await startSmallAws();
    const { endpoint, region, credentials } = aws.where;
    const env = {
      AWS_ENDPOINT_URL: endpoint,
      AWS_ACCESS_KEY_ID: credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
      CDK_DEFAULT_ACCOUNT: '123456789012',
      CDK_DEFAULT_REGION: region,
    };
    aws.account.stacks = [
      {
        name: 'outbound-email-qa-data',
        status: 'UPDATE_COMPLETE',
        tags: { ephemeral: 'false' },
        resources: [],
      },
    ];
    const { status, stderr } = await synthesize({
      appYaml: 'stage: qa',
      context: { ephemeral: 'true' },
      env,
    });
    await aws.stop();
    expect(status).toBe(1);
    expect(stderr).toMatch(/^-c ephemeral=true is refused: stage qa stands without it, .*\n$/);
  });
});
