import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { RehearsalError } from './faults.ts';
import type { Processes } from './processes.ts';

const REQUIREMENTS = path.join(import.meta.dirname, 'requirements.txt');
const OLDEST = 10;

export interface Python {
  /** The interpreter of the environment that has MiniStack. */
  file: string;
  ministackVersion: string;
  isFresh: boolean;
}

/** What pip needs of our environment: where its index is, and how to get there. */
const pipEnvironment = (): Record<string, string> =>
  Object.fromEntries(
    Object.entries(process.env).flatMap(([name, value]) =>
      value !== undefined && !name.startsWith('AWS_') ? [[name, value] as const] : [],
    ),
  );

/** Makes a virtual environment with MiniStack in it, or takes the one that is there already. */
export const preparePython = async (processes: Processes, folder: string): Promise<Python> => {
  const venv = path.join(folder, 'venv');
  const stampFile = path.join(venv, 'rehearsal-stamp');
  const requirements = readFileSync(REQUIREMENTS, 'utf8');
  const run = (file: string, ...args: string[]) =>
    processes.run({ file, args, cwd: folder, env: pipEnvironment() });

  const version = await run('python3', '-c', 'import sys; print("%d.%d" % sys.version_info[:2])');
  const [major, minor] = version.stdout.trim().split('.').map(Number);
  if (version.code !== 0 || major !== 3 || (minor ?? 0) < OLDEST) {
    throw new RehearsalError(
      `The rehearsal needs Python 3.${OLDEST} or newer as python3 (found: ${version.stdout.trim() || 'none'}). ` +
        'Install it with venv and pip, such as: apt install python3 python3-venv',
    );
  }
  const python: Python = {
    file: path.join(venv, 'bin', 'python'),
    ministackVersion: /^ministack==(.+)$/m.exec(requirements)?.[1] ?? '',
    isFresh: false,
  };
  const stamp = createHash('sha256').update(`${version.stdout}${venv}\n${requirements}`).digest('hex');
  if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp) return python;

  await rm(venv, { recursive: true, force: true });
  const made = await run('python3', '-m', 'venv', venv);
  if (made.code !== 0) {
    throw new RehearsalError(
      `python3 cannot make a virtual environment: ${lastLine(made.stdout + made.stderr)} ` +
        'Install venv and pip, such as: apt install python3-venv',
    );
  }
  const installed = await run(
    python.file,
    ...['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '-r', REQUIREMENTS],
  );
  if (installed.code !== 0) {
    throw new RehearsalError(
      `pip could not install MiniStack: ${lastLine(installed.stderr)} ` +
        'It must reach PyPI; PIP_INDEX_URL names a mirror, HTTPS_PROXY a proxy.',
    );
  }
  await writeFile(stampFile, stamp);
  return { ...python, isFresh: true };
};

const lastLine = (text: string): string => text.trim().split('\n').at(-1) ?? '';
