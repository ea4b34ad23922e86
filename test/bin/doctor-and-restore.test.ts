import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';

/** No credentials, and nobody to ask for any. */
const bare = { PATH: process.env['PATH'] ?? '', HOME: '/nonexistent', AWS_EC2_METADATA_DISABLED: 'true' };
const inRegion = { ...bare, AWS_REGION: 'eu-central-1' };
const unreachable = {
  ...inRegion,
  AWS_ACCESS_KEY_ID: 'a',
  AWS_SECRET_ACCESS_KEY: 'b',
  // Nothing listens on port 1.
  AWS_ENDPOINT_URL: 'http://127.0.0.1:1',
};

const run = (script: string, args: readonly string[], env: Record<string, string>) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [`bin/${script}.ts`, ...args], {
    env,
    encoding: 'utf8',
  });
  return { status, stdout, lines: stderr.trim().split('\n') };
};

const doctor = ['--stage', 'prod'];
const restore = ['--stage', 'prod', '--table', 'sends', '--status'];

test.each([
  { name: 'without a region', script: 'doctor', args: doctor, env: bare, says: 'The AWS region is missing' },
  {
    name: 'without credentials',
    script: 'doctor',
    args: doctor,
    env: inRegion,
    says: 'There are no AWS credentials',
  },
  {
    name: 'without a network',
    script: 'doctor',
    args: doctor,
    env: unreachable,
    says: "can't be reached (ECONNREFUSED)",
  },
  {
    name: 'with an unknown option',
    script: 'doctor',
    args: ['--fix'],
    env: bare,
    says: "Unknown option '--fix'.",
  },
  {
    name: 'without a region',
    script: 'restore',
    args: restore,
    env: bare,
    says: 'The AWS region is missing',
  },
  {
    name: 'without credentials',
    script: 'restore',
    args: restore,
    env: inRegion,
    says: 'There are no AWS credentials',
  },
  {
    name: 'without a network',
    script: 'restore',
    args: restore,
    env: unreachable,
    says: "can't be reached (ECONNREFUSED)",
  },
  {
    name: 'with an unknown table',
    script: 'restore',
    args: ['--stage', 'prod', '--table', 'mails'],
    env: bare,
    says: 'There is no table "mails"',
  },
])('npm run $script $name says so in one line', ({ script, args, env, says }) => {
  const { status, stdout, lines } = run(script, args, env);
  expect([status, stdout, lines.length]).toEqual([1, '', 1]);
  expect(lines[0]).toContain(says);
});

test.each(['doctor', 'restore'])('npm run %s -- --help tells how to call it', (script) => {
  const { status, stdout } = run(script, ['--help'], bare);
  expect([status, stdout]).toEqual([0, expect.stringContaining(`npm run ${script} -- --stage prod`)]);
});
