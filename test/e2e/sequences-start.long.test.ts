import { type ChildProcess, spawn } from 'node:child_process';
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { parseConfig } from '../../lib/read-config.ts';
import { localConfig } from '../../local/stacks/synthesize.ts';
import { assemblyFor } from '../embedded-cloud.ts';

const project = path.resolve(import.meta.dirname, '../..');
const OFF_YAML = 'sequences: { off: [rebok] }\n';
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'outbound-email-sequences-start-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** What a start says until it is ready, or has ended. */
const start = async (environment: Record<string, string>): Promise<{ said: string; code: number | null }> => {
  const child: ChildProcess = spawn(process.execPath, ['local/start.ts'], {
    cwd: project,
    env: { ...process.env, PORT: '0', DATA_DIR: path.join(folder, 'data'), ...environment },
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  let said = '';
  const hear = (chunk: Buffer): void => {
    const wasReady = said.includes('Ready:');
    said += chunk.toString('utf8');
    if (!wasReady && said.includes('Ready:')) child.kill('SIGTERM');
  };
  child.stdout?.on('data', hear);
  child.stderr?.on('data', hear);
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { said, code };
};

test('A start with a mistyped SEQUENCES_DIR ends in one line', async () => {
  const nowhere = path.join(folder, 'nowhere');
  expect(await start({ SEQUENCES_DIR: nowhere })).toEqual({
    said: `SEQUENCES_DIR is "${nowhere}"; allowed: a folder that is there, or no such variable\n`,
    code: 1,
  });
});

test('A start with stacks of before tells what app.yaml switches off without a file', async () => {
  const appYaml = path.join(folder, 'app.yaml');
  await writeFile(appYaml, OFF_YAML);
  const data = path.join(folder, 'data');
  await mkdir(data, { mode: 0o700, recursive: true });
  const { directory } = await assemblyFor(localConfig(parseConfig(OFF_YAML, 'app.yaml')), OFF_YAML);
  await cp(directory, path.join(data, 'assembly'), { recursive: true });
  const { said, code } = await start({ APP_YAML: appYaml });
  expect(code).toBe(0);
  expect(said.match(/.*rebok.*/g)).toEqual([
    'app.yaml: sequences.off names rebok, of which there is no file rebok.yaml.',
  ]);
});
