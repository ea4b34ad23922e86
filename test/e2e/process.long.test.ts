import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { runInNewContext } from 'node:vm';
import { cp, mkdir, mkdtemp, readdir, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { openDataFolder } from '../../local/data-folder.ts';
import { ASSEMBLY } from '../embedded-cloud.ts';
import { listeningAddresses, processTree } from '../process-tree.ts';

const project = path.resolve(import.meta.dirname, '../..');
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'outbound-email-process-'));
  // The same stacks as those of other tests: building them takes long, and is proven by them.
  await mkdir(path.join(folder, 'data'), { mode: 0o700 });
  await cp(ASSEMBLY, path.join(folder, 'data', 'assembly'), { recursive: true });
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

const modeOf = (file: string): number => statSync(file).mode & 0o777;

interface Running {
  child: ChildProcess;
  output: () => string;
  /** The exit code, once it has ended. */
  ended: Promise<number | null>;
}

const start = (environment: Record<string, string> = {}, ...options: string[]): Running => {
  const child = spawn(process.execPath, ['local/start.ts', ...options], {
    cwd: project,
    env: { ...process.env, PORT: '0', DATA_DIR: path.join(folder, 'data'), ...environment },
    // As the leader of a group, as a terminal starts it.
    detached: true,
  });
  onTestFinished(() => void child.kill('SIGKILL'));
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
    const first = start();
    const url = await ready(first);
    const emails = Array.from({ length: 60 }, (_, i) => ({
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

    const second = start();
    const again = await ready(second);
    await post(`${again}/_local/clock`, { advance: 'PT30M' });
    const inbox = (await (await fetch(`${again}/_local/inbox?limit=10000`)).json()) as {
      items: { to: string }[];
    };
    expect(inbox.items.map(({ to }) => to).sort()).toEqual(emails.map(({ to }) => to.email).sort());

    second.child.kill('SIGTERM');
    expect(await second.ended).toBe(0);
  });

  // Which sockets belong to a process is read from Linux' /proc.
  test.skipIf(process.platform !== 'linux')('is reached from this machine only', async () => {
    const running = start();
    await ready(running);
    const addresses = listeningAddresses(processTree(running.child.pid ?? 0));
    // The service, the fake Mailgun, SQS and S3, DynamoDB, and the AWS services of our own.
    expect(addresses.length).toBeGreaterThanOrEqual(5);
    expect(new Set(addresses)).toEqual(new Set(['0100007F']));
    running.child.kill('SIGTERM');
    await running.ended;
  });

  test('keeps its data for their owner', async () => {
    const dataDir = path.join(folder, 'data');
    const running = start();
    await ready(running);
    const names = await readdir(dataDir);
    expect(names).toContain('state.db');
    const open = names.filter(
      (name) => name !== 'assembly' && (modeOf(path.join(dataDir, name)) & 0o077) !== 0,
    );
    expect(open).toEqual([]);
    expect(modeOf(dataDir)).toBe(0o700);
    const fresh = openDataFolder(path.join(folder, 'fresh'));
    expect(modeOf(path.join(folder, 'fresh'))).toBe(0o700);
    fresh.release();
    running.child.kill('SIGTERM');
    await running.ended;
  });

  test.skipIf(process.platform !== 'linux')('leaves no process behind when Ctrl-C ends it', async () => {
    const running = start();
    await ready(running);
    const processes = processTree(running.child.pid ?? 0);
    expect(processes.length).toBeGreaterThan(1);
    process.kill(-(running.child.pid ?? 0), 'SIGINT');
    expect(await running.ended).toBe(0);
    expect(processes.flatMap(({ pid }) => processTree(pid))).toEqual([]);
  });

  test('ends with one clear line when another one uses its data', async () => {
    const first = start();
    await ready(first);
    const second = start();
    expect(await second.ended).toBe(1);
    const data = path.join(folder, 'data');
    expect(second.output()).toBe(
      `${data} is in use by another npm start (process ${first.child.pid ?? 0}). End that one, or set DATA_DIR to another folder, such as DATA_DIR=${data}-2 npm start.\n`,
    );
    first.child.kill('SIGTERM');
    expect(await first.ended).toBe(0);
  });

  test.skipIf(process.platform !== 'linux')('ends with one clear line when DynamoDB ends', async () => {
    const running = start();
    await ready(running);
    const database = processTree(running.child.pid ?? 0).find(({ command }) => /^\S*dynoxide /.test(command));
    process.kill(database?.pid ?? 0, 'SIGKILL');
    expect(await running.ended).toBe(1);
    expect(running.output().trim().split('\n').at(-1)).toMatch(
      /^DynamoDB has ended: .* Start the service again\.$/,
    );
  });

  test.each([
    {
      file: 'dynamodb.db',
      line: /^DynamoDB did not start: .* Its data are in .*dynamodb\.db; move that away/,
    },
    {
      file: 'state.db',
      line: /^The data in .* can't be used: file is not a database\. Move that folder away/,
    },
  ])('ends with one clear line when $file is no database', async ({ file, line }) => {
    const dataDir = path.join(folder, 'data');
    const whole = path.join(folder, file);
    await rename(path.join(dataDir, file), whole).catch(() => undefined);
    await mkdir(dataDir, { recursive: true });
    await writeFile(path.join(dataDir, file), 'This is no database. '.repeat(100));
    const running = start();
    expect(await running.ended).toBe(1);
    expect(running.output().trim()).toMatch(/^[^\n]*$/);
    expect(running.output()).toMatch(line);
    await rename(whole, path.join(dataDir, file)).catch(() => undefined);
  });

  test('ends with one clear line when its data have no folder', async () => {
    const file = path.join(folder, 'file');
    await writeFile(file, '');
    for (const place of [file, path.join(file, 'below')]) {
      const running = start({ DATA_DIR: place });
      expect(await running.ended).toBe(1);
      expect(running.output()).toMatch(/^\S+ can't be used for the data: a file stands there\. [^\n]*\n$/);
    }
  });

  test.each(['', 'http', '-1', '65536', '3e3', '0x50'])(
    'ends with one clear line when PORT is "%s"',
    async (port) => {
      const running = start({ PORT: port });
      expect(await running.ended).toBe(1);
      expect(running.output()).toBe(`PORT is "${port}"; allowed: a whole number from 0 to 65535.\n`);
    },
  );

  test('ends with one clear line when app.yaml is a folder, or no text', async () => {
    const picture = path.join(folder, 'picture.png');
    await writeFile(picture, Buffer.from('89504e470d0a1a0a', 'hex'));
    const startWith = async (file: string): Promise<string> => {
      const running = start({ APP_YAML: file, DATA_DIR: path.join(folder, 'broken') });
      expect(await running.ended).toBe(1);
      return running.output();
    };
    expect(await startWith(folder)).toMatch(/ can't be read: it is a folder\. [^\n]*\n$/);
    expect(await startWith(picture)).toBe(`${picture}: it is no text in UTF-8\n`);
  });

  test.runIf(process.platform === 'linux')('ends with one clear line when its disk is full', async () => {
    const data = path.join(folder, 'full');
    await cp(path.join(folder, 'data', 'assembly'), path.join(data, 'assembly'), { recursive: true });
    await mkdir(path.join(data, 'logs'));
    const log = path.join(data, 'logs', 'outbound-email-local-templates-seed.log');
    await symlink('/dev/full', log);
    const running = start({ DATA_DIR: data });
    expect(await running.ended).toBe(1);
    expect(running.output().split('\n').at(-2)).toBe(
      `The disk of ${data} is full. Make room on it and start again (what was accepted before is kept), or set DATA_DIR to a folder on another one.`,
    );
  });

  test('says how it is used, and which option it does not know', async () => {
    const asked = start({}, '--help');
    expect(await asked.ended).toBe(0);
    expect(asked.output()).toContain('npm start -- --seed');
    const unknown = start({}, '--sed');
    expect(await unknown.ended).toBe(1);
    expect(unknown.output()).toMatch(/^Unknown option '--sed'\.\n/);
  });

  test('is filled with example traffic where that is asked for, and only once', async () => {
    for (const time of ['first', 'second']) {
      const running = start({}, '--seed');
      const url = await ready(running);
      const get = async (pathname: string) => {
        const response = await fetch(url + pathname, { headers: { authorization: 'Bearer local-dev-key' } });
        return ((await response.json()) as { items: { status?: string }[] }).items;
      };
      await post(`${url}/_local/idle`, {});
      expect(await get('/v1/reps')).toHaveLength(3);
      const notices = await get('/v1/emails?tag=seed&limit=100');
      expect(notices, time).toHaveLength(10);
      expect(new Set(notices.map(({ status }) => status))).toEqual(
        new Set(['delivered', 'bounced', 'sent', 'scheduled', 'skipped']),
      );
      running.child.kill('SIGTERM');
      expect(await running.ended).toBe(0);
    }
  });

  test('of a Node that is too old is told what to do', () => {
    const source = readFileSync(path.join(project, 'bin/check-node.cjs'), 'utf8');
    const lines: string[] = [];
    const old = { versions: { node: '20.19.0' }, exit: (code: number) => lines.push(`exit ${code}`) };
    runInNewContext(source, { process: old, console: { error: (line: string) => lines.push(line) } });
    expect(lines).toEqual([
      'This is Node 20.19.0; Node 24 comes with the dependencies. Run npm ci, without --omit=dev.',
      'exit 1',
    ]);
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
      what: 'an alias that leads back into itself',
      yaml: 'brand: &brand { company: *brand }',
      line: 'an alias (*) leads back into itself; write the value out instead',
    },
    {
      what: 'an unknown key',
      yaml: 'emial: {}',
      line: 'emial is {}, and is not a key of the top level; allowed: stage,',
    },
  ])('ends with one clear line when app.yaml has $what', async ({ yaml, line }) => {
    const file = path.join(folder, 'broken.yaml');
    await writeFile(file, yaml);
    const running = start({ APP_YAML: file, DATA_DIR: path.join(folder, 'broken') });
    expect(await running.ended).toBe(1);
    expect(running.output().trim()).toMatch(/^[^\n]*$/);
    expect(running.output().startsWith(`${file}: ${line}`)).toBe(true);
  });
});
