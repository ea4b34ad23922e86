import path from 'node:path';
import type { Processes } from '../python/processes.ts';
import { prepareVenv, type Python } from '../python/venv.ts';

export interface Moto {
  /** Each path below it has tables of its own. */
  url: string;
  python: Python;
  /** What its server complained of. */
  output: () => string;
}

const START_WITHIN_MS = 60_000;
const LOOK_EVERY_MS = 50;

/**
 * Starts moto's DynamoDB on a free port, in a virtual environment that `folder` keeps. It ends with `processes`.
 * @throws PythonUnavailable
 */
export const startMoto = async (processes: Processes, folder: string): Promise<Moto> => {
  const requirementsFile = path.join(import.meta.dirname, 'requirements.txt');
  const python = await prepareVenv(processes, { folder, requirementsFile });
  const server = processes.start({
    file: python.file,
    args: [path.join(import.meta.dirname, 'server.py')],
    cwd: folder,
    env: { PATH: process.env['PATH'] ?? '', HOME: folder, TZ: 'UTC' },
  });
  const until = Date.now() + START_WITHIN_MS;
  while (server.isRunning() && Date.now() < until) {
    const port = /^(\d+)$/m.exec(server.output())?.[1];
    if (port !== undefined) return { url: `http://127.0.0.1:${port}`, python, output: server.output };
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
  throw new Error(`moto did not start: ${server.output().trim().split('\n').slice(-3).join('\n')}`);
};
