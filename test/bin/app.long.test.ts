import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

const app = path.resolve('bin/app.ts');
const { context } = JSON.parse(readFileSync('cdk.json', 'utf8')) as { context: Record<string, unknown> };

/** Runs the app as the CDK does for any of its commands, in a folder that has app.yaml and nothing else. */
const synthesize = (appYaml: string | undefined, more: Record<string, string> = {}) => {
  const folder = mkdtempSync(path.join(tmpdir(), 'outbound-email-app-'));
  folders.push(folder);
  if (appYaml !== undefined) writeFileSync(path.join(folder, 'app.yaml'), appYaml);
  mkdirSync(path.join(folder, 'dist', 'outbox-emails'), { recursive: true });
  writeFileSync(path.join(folder, 'dist', 'outbox-emails', 'index.mjs'), '// of yesterday');
  const { status, stderr } = spawnSync(process.execPath, [app], {
    cwd: folder,
    encoding: 'utf8',
    env: {
      PATH: process.env['PATH'],
      CDK_OUTDIR: path.join(folder, 'cdk.out'),
      CDK_CONTEXT_JSON: JSON.stringify({ ...context, ...more }),
    },
  });
  return { folder, status, stderr };
};

/** Bundling and cdk-nag take their time on a machine that does much else. */
const PATIENCE_MS = 600_000;

describe('Any command of the CDK', { timeout: PATIENCE_MS }, () => {
  test('bundles the sources of now, whatever dist/ holds', () => {
    const { folder, status, stderr } = synthesize('stage: qa');
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
      says: "app.yaml can't be read (ENOENT); run this in the folder of the project",
    },
  ])('refuses $name in one line', ({ appYaml, context: more, says }) => {
    const { status, stderr } = synthesize(appYaml, more);
    expect(status).toBe(1);
    expect(stderr.trimEnd().split('\n')).toEqual([expect.stringContaining(says)]);
  });
});
