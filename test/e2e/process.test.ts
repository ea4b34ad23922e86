import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { listeningAddresses, processTree } from '../process-tree.ts';

const project = path.resolve(import.meta.dirname, '../..');
let folder: string;
const children: ChildProcess[] = [];
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'outbound-email-process-'));
});
afterAll(async () => {
  for (const child of children) child.kill('SIGKILL');
  await rm(folder, { recursive: true, force: true });
});

interface Running {
  child: ChildProcess;
  output: () => string;
  /** The exit code, once it has ended. */
  ended: Promise<number | null>;
}

const start = (environment: Record<string, string>): Running => {
  const child = spawn(process.execPath, ['local/start.ts'], {
    cwd: project,
    env: { ...process.env, DATA_DIR: path.join(folder, 'data'), ...environment },
  });
  children.push(child);
  const chunks: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => chunks.push(chunk));
  return {
    child,
    output: () => Buffer.concat(chunks).toString('utf8'),
    ended: new Promise((resolve) => child.once('close', resolve)),
  };
};

/** Waits for the line that says it is ready, and answers the service's address. */
const ready = async (running: Running): Promise<string> => {
  for (;;) {
    const url = /Ready: (http:\/\/[\d.:]+)\/console/.exec(running.output())?.[1];
    if (url !== undefined) return url;
    if (running.child.exitCode !== null) throw new Error(running.output());
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
};

const post = async (url: string, body: unknown): Promise<unknown> => {
  const response = await fetch(url, {
    method: 'POST',
    headers: { authorization: 'Bearer local-dev-key', 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return response.json();
};

describe('npm start', () => {
  test('loses nothing and sends nothing twice when it is killed with mail in flight', async () => {
    const first = start({ PORT: '0' });
    const url = await ready(first);
    const emails = Array.from({ length: 100 }, (_, i) => ({
      to: { email: `kill-${i}@example.com` },
      subject: 'Hi',
      text: 'Hello',
      category: i % 2 === 0 ? 'system' : 'digest',
    }));
    await post(`${url}/v1/emails/batch`, { emails });
    const moving = post(`${url}/_local/clock`, { advance: 'PT1M' }).catch(() => undefined);
    await new Promise((resolve) => setTimeout(resolve, 400));
    first.child.kill('SIGKILL');
    await Promise.all([moving, first.ended]);

    const second = start({ PORT: '0' });
    const again = await ready(second);
    await post(`${again}/_local/clock`, { advance: 'PT2H' });
    const inbox = (await (await fetch(`${again}/_local/inbox?limit=10000`)).json()) as {
      items: { to: string }[];
    };
    expect(inbox.items.map(({ to }) => to).sort()).toEqual(emails.map(({ to }) => to.email).sort());

    second.child.kill('SIGTERM');
    expect(await second.ended).toBe(0);
  });

  // Which sockets belong to a process is read from Linux' /proc.
  test.skipIf(process.platform !== 'linux')('is reached from this machine only', async () => {
    const running = start({ PORT: '0', DATA_DIR: path.join(folder, 'sockets') });
    await ready(running);
    const addresses = listeningAddresses(processTree(running.child.pid ?? 0));
    // The service, the fake Mailgun, SQS and S3, DynamoDB, and the AWS services of our own.
    expect(addresses.length).toBeGreaterThanOrEqual(5);
    expect(new Set(addresses)).toEqual(new Set(['0100007F']));
    running.child.kill('SIGTERM');
    await running.ended;
  });

  test('ends with one clear line when its port is taken', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const running = start({ PORT: String(port), DATA_DIR: path.join(folder, 'taken') });
    expect(await running.ended).toBe(1);
    expect(running.output().trim()).toBe(
      `Port ${port} is in use. Set PORT to another one, such as PORT=${port + 1} npm start.`,
    );
    server.close();
  });

  test.each([
    {
      what: 'a wrong value',
      yaml: 'email: { delivery: { rate_limit_per_minute: fast } }',
      line: 'email.delivery.rate_limit_per_minute is "fast"; allowed: a whole number from 1 to 60000',
    },
    {
      what: 'an unknown key',
      yaml: 'emial: {}',
      line: 'emial is {}, and is not a key of the top level; allowed: stage,',
    },
  ])('ends with one clear line when app.yaml has $what', async ({ yaml, line }) => {
    const file = path.join(folder, 'broken.yaml');
    await writeFile(file, yaml);
    const running = start({ PORT: '0', APP_YAML: file, DATA_DIR: path.join(folder, 'broken') });
    expect(await running.ended).toBe(1);
    expect(running.output().trim()).toMatch(/^[^\n]*$/);
    expect(running.output().startsWith(`${file}: ${line}`)).toBe(true);
  });
});
