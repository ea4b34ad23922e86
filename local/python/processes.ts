import { type ChildProcess, spawn } from 'node:child_process';
import { setTimeout as pause } from 'node:timers/promises';

export interface Command {
  file: string;
  args: readonly string[];
  cwd: string;
  /** All of it: nothing of our own environment goes along, least of all somebody's AWS credentials. */
  env: Readonly<Record<string, string>>;
}

export interface Outcome {
  code: number;
  stdout: string;
  stderr: string;
}

export interface Running {
  isRunning: () => boolean;
  /** What it has said so far, errors too. */
  output: () => string;
  stop: () => Promise<void>;
}

export interface Processes {
  /** Runs a command to its end. */
  run: (command: Command) => Promise<Outcome>;
  start: (command: Command) => Running;
  /** Ends whatever still runs. */
  stopAll: () => Promise<void>;
}

const PATIENCE_MS = 6000;

/** Child processes, each in a group of its own, so that their children end with them. */
export const makeProcesses = (): Processes => {
  const alive = new Set<ChildProcess>();
  let stopping = false;
  process.on('exit', () => alive.forEach((child) => signal(child, 'SIGKILL')));

  const launch = ({ file, args, cwd, env }: Command) => {
    if (stopping) throw new Error('Everything is being taken down.');
    const child = spawn(file, args, { cwd, env: { ...env }, detached: true, stdio: 'pipe' });
    const text = { stdout: '', stderr: '', all: '' };
    for (const name of ['stdout', 'stderr'] as const) {
      child[name].setEncoding('utf8').on('data', (chunk: string) => {
        text[name] += chunk;
        text.all += chunk;
      });
    }
    // A child that is gone no longer reads.
    child.stdin.on('error', () => undefined);
    alive.add(child);
    const ended = new Promise<number>((resolve) => {
      child.on('error', (error) => {
        alive.delete(child);
        text.stderr += error.message;
        resolve(127);
      });
      child.on('close', (code) => {
        alive.delete(child);
        resolve(code ?? 1);
      });
    });
    return { child, text, ended };
  };
  const stop = async (child: ChildProcess): Promise<void> => {
    if (!alive.has(child)) return;
    const closed = new Promise((resolve) => child.once('close', resolve));
    signal(child, 'SIGTERM');
    await Promise.race([closed, pause(PATIENCE_MS)]);
    signal(child, 'SIGKILL');
    await Promise.race([closed, pause(PATIENCE_MS)]);
  };
  return {
    run: async (command) => {
      const { child, text, ended } = launch(command);
      child.stdin.end();
      return { code: await ended, stdout: text.stdout, stderr: text.stderr };
    },
    start: (command) => {
      const { child, text } = launch(command);
      return { isRunning: () => alive.has(child), output: () => text.all, stop: () => stop(child) };
    },
    stopAll: async () => {
      stopping = true;
      await Promise.all([...alive].map(stop));
    },
  };
};

/** To the whole group; one that is gone already is fine. */
const signal = (child: ChildProcess, name: NodeJS.Signals): void => {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, name);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
};
