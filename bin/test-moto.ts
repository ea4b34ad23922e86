import { spawn } from 'node:child_process';
import path from 'node:path';
import { startMoto } from '../local/moto/start.ts';
import { makeProcesses } from '../local/python/processes.ts';
import { NOT_POSSIBLE_HERE, PythonUnavailable } from '../local/python/venv.ts';

/**
 * Runs tests that reach DynamoDB against moto, which refuses more of what AWS refuses than the embedded one does.
 * Arguments go to vitest; files among them stand for the ones below.
 */
const FILES = [
  'test/simulation/memory-dynamo.test.ts',
  ...[
    'first-mail',
    'list',
    'idempotency',
    'conversations',
    'preferences.long',
    'privacy.long',
    'webhooks',
    'redrive.long',
    'api-errors',
  ].map((name) => `test/e2e/${name}.test.ts`),
];

/** Under the folder for what a machine keeps; moto's Python stays here between runs. */
const HOME = path.resolve('.local', 'moto');

const runVitest = (endpoint: string, args: readonly string[]): Promise<number> =>
  new Promise((resolve, reject) => {
    const vitest = spawn('vitest', ['run', ...args], {
      stdio: 'inherit',
      env: { ...process.env, DYNAMODB_ENDPOINT: endpoint },
    });
    vitest.once('error', reject);
    vitest.once('close', (code) => resolve(code ?? 1));
  });

const args = process.argv.slice(2);
const processes = makeProcesses();
try {
  const moto = await startMoto(processes, HOME);
  console.log(`DynamoDB is ${moto.python.mainPackage}, at ${moto.url}`);
  process.exitCode = await runVitest(
    moto.url,
    args.some((arg) => arg.endsWith('.ts')) ? args : [...FILES, ...args],
  );
} catch (error) {
  if (!(error instanceof PythonUnavailable)) throw error;
  console.log(error.message);
  process.exitCode = NOT_POSSIBLE_HERE;
} finally {
  await processes.stopAll();
}
