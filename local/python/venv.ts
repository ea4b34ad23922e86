import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Processes } from './processes.ts';

const OLDEST = 10;

/** This machine has no Python, or pip no way to its index; one line that says what to do about it. */
export class PythonUnavailable extends Error {
  override readonly name = 'PythonUnavailable';
}

/** This machine lacks what a command needs; sysexits.h calls it EX_UNAVAILABLE. */
export const NOT_POSSIBLE_HERE = 69;

export interface Python {
  /** The interpreter of the environment that has the packages. */
  file: string;
  /** The first of the requirements, such as `moto==5.2.5`. */
  mainPackage: string;
  isFresh: boolean;
}

/** What pip needs of our environment: where its index is, and how to get there. */
const pipEnvironment = (): Record<string, string> =>
  Object.fromEntries(
    Object.entries(process.env).flatMap(([name, value]) =>
      value !== undefined && !name.startsWith('AWS_') ? [[name, value] as const] : [],
    ),
  );

/**
 * Makes a virtual environment with the pinned packages of a file in it, or takes the one that is there already.
 * `folder` keeps it between runs.
 * @throws PythonUnavailable
 */
export const prepareVenv = async (
  processes: Processes,
  { folder, requirementsFile }: { folder: string; requirementsFile: string },
): Promise<Python> => {
  await mkdir(folder, { recursive: true });
  const venv = path.join(folder, 'venv');
  const stampFile = path.join(venv, 'requirements-stamp');
  const requirements = readFileSync(requirementsFile, 'utf8');
  const run = (file: string, ...args: string[]) =>
    processes.run({ file, args, cwd: folder, env: pipEnvironment() });

  const version = await run('python3', '-c', 'import sys; print("%d.%d" % sys.version_info[:2])');
  const [major, minor] = version.stdout.trim().split('.').map(Number);
  if (version.code !== 0 || major !== 3 || (minor ?? 0) < OLDEST) {
    throw new PythonUnavailable(
      `This needs Python 3.${OLDEST} or newer as python3 (found: ${version.stdout.trim() || 'none'}). ` +
        'Install it with venv and pip, such as: apt install python3 python3-venv',
    );
  }
  const python: Python = {
    file: path.join(venv, 'bin', 'python'),
    mainPackage: /^[\w-]+==.+$/m.exec(requirements)?.[0] ?? '',
    isFresh: false,
  };
  const stamp = createHash('sha256').update(`${version.stdout}${venv}\n${requirements}`).digest('hex');
  if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp) return python;

  await rm(venv, { recursive: true, force: true });
  const made = await run('python3', '-m', 'venv', venv);
  if (made.code !== 0) {
    throw new PythonUnavailable(
      `python3 cannot make a virtual environment: ${lastLine(made.stdout + made.stderr)} ` +
        'Install venv and pip, such as: apt install python3-venv',
    );
  }
  const installed = await run(
    python.file,
    ...['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '-r', requirementsFile],
  );
  if (installed.code !== 0) {
    throw new PythonUnavailable(
      `pip could not install ${python.mainPackage}: ${lastLine(installed.stderr)} ` +
        'It must reach PyPI; PIP_INDEX_URL names a mirror, HTTPS_PROXY a proxy.',
    );
  }
  await writeFile(stampFile, stamp);
  return { ...python, isFresh: true };
};

const lastLine = (text: string): string => text.trim().split('\n').at(-1) ?? '';
