import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import * as z from 'zod';

const ROOT = path.dirname(import.meta.dirname);
const packageSchema = z.object({ version: z.string() });

/** The commit of the sources, marked with `+` where they have changed since; undefined without Git. */
const commitOf = (): string | undefined => {
  const git = (...args: string[]): string =>
    execFileSync('git', args, { cwd: ROOT, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  try {
    const isChanged = git('status', '--porcelain', '--untracked-files=no') !== '';
    return `${git('rev-parse', '--short=9', 'HEAD')}${isChanged ? '+' : ''}`;
  } catch {
    return undefined;
  }
};

/** What is built, as `GET /v1/status` tells it. */
export const buildInfo = (): { version: string; commit?: string | undefined } => {
  const source = readFileSync(path.join(ROOT, 'package.json'), 'utf8');
  return { version: packageSchema.parse(JSON.parse(source)).version, commit: commitOf() };
};
