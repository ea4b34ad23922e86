import { execFile, execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestCloud, type TestCloud } from '../embedded-cloud.ts';

const guide = readFileSync('docs/first-steps.md', 'utf8');
const run = promisify(execFile);

/** The blocks of a language, one after the other, as the guide asks its reader to put them. */
const blocksOf = (language: string): string =>
  [...guide.matchAll(new RegExp(`^\`\`\`${language}\n(.*?)^\`\`\`$`, 'gms'))]
    .map(([, code = '']) => code)
    .join('\n');

const hasPython = (): boolean => {
  try {
    execFileSync('python3', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
};

let cloud: TestCloud;
let folder: string;
beforeAll(async () => {
  cloud = await startTestCloud();
  folder = mkdtempSync(path.join(tmpdir(), 'outbound-email-first-steps-'));
});
afterAll(async () => {
  await cloud.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** Runs a program of the guide as it stands there; answers what it prints. */
const follow = async (command: string, file: string, code: string): Promise<string> => {
  writeFileSync(path.join(folder, file), code);
  const { stdout } = await run(command, [path.join(folder, file)], {
    env: { ...process.env, API_URL: cloud.url, PYTHONIOENCODING: 'utf8', NO_PROXY: '127.0.0.1' },
  });
  return stdout;
};

const subjectsOf = async (to: string): Promise<string[]> =>
  (await cloud.inbox(to)).map(({ subject }) => subject);

/** What the guide promises: what is printed, and what arrives. */
const expectAllSteps = async (printed: string, customer: string, other: string): Promise<void> => {
  const lines = printed.trimEnd().split('\n');
  expect(lines[0]).toBe('delivered accepted → queued → sending → sent → delivered');
  expect(printed).toContain(`${customer} conversation_summary_customer delivered`);
  expect(printed).toContain('sales@yourdomain.com conversation_summary_sales delivered');
  expect(printed).toContain('The address must look like name@example.com.');
  expect(printed).toMatch(/the same ids: true/i);
  expect(printed).toContain('appointment_confirmation delivered');
  await cloud.idle();
  const subjects = await subjectsOf(customer);
  expect(subjects).toHaveLength(5);
  expect(subjects[0]).toBe('Your export is ready');
  expect(subjects).toEqual(expect.arrayContaining(['Order A-17 is ready', 'Order B-4 is ready']));
  expect(await subjectsOf(other)).toEqual(['Order B-4 is ready']);
};

describe('Whoever follows the guide', () => {
  test('in Node gets every mail that it speaks of', async () => {
    const printed = await follow(process.execPath, 'first-steps.mjs', blocksOf('js'));
    await expectAllSteps(printed, 'ada@example.com', 'lise@example.com');
  });

  test('in Python gets every mail that it speaks of', async ({ skip }) => {
    if (!hasPython()) skip('There is no python3 here, so the examples in Python were not run.');
    const printed = await follow('python3', 'first_steps.py', blocksOf('python'));
    await expectAllSteps(printed, 'alan@example.com', 'emmy@example.com');
  });

  test('on EventBridge puts an event that is taken', async () => {
    const [, entries = ''] = /--entries '(.*?)'\n/s.exec(blocksOf('sh')) ?? [];
    const [entry] = JSON.parse(entries) as [{ Source: string; DetailType: string; Detail: string }];
    const detail = JSON.parse(entry.Detail) as Record<string, unknown>;
    await cloud.call('PUT', '/v1/reps/grace', {
      name: 'Grace Hopper',
      email: 'grace@acme.example',
      timezone: 'Europe/Berlin',
    });
    await cloud.call('POST', '/_local/events', {
      source: entry.Source,
      detailType: entry.DetailType,
      detail: { ...detail, start: new Date(Date.now() + 864_000_000).toISOString() },
    });
    await cloud.idle();
    const { body } = await cloud.call('GET', '/v1/appointments/appt-1');
    expect(body).toMatchObject({ status: 'booked', title: 'Demo for 40 seats' });
  });
});
