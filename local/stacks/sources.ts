import { createHash } from 'node:crypto';
import { existsSync, globSync, statSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';

/** Changes whenever a file that the stacks or bundles are made of changes, or what they are made for. */
export const stampOf = (purpose: unknown, more: readonly string[] = []): string => {
  const files = globSync([
    'functions/**/*.{ts,html,js,css}',
    'lib/**/*.ts',
    'templates/**/*',
    'cdk.json',
    'package-lock.json',
    ...more,
  ]);
  const hash = createHash('sha256').update(JSON.stringify(purpose));
  for (const file of files.sort()) {
    const { mtimeMs, size } = statSync(file);
    hash.update(`${file} ${mtimeMs} ${size}\n`);
  }
  return hash.digest('hex');
};

/** Fills a folder, unless it was filled for the same stamp before. */
export const unlessDone = async (
  directory: string,
  stamp: string,
  fill: () => Promise<unknown>,
): Promise<void> => {
  const stampFile = path.join(directory, 'stamp');
  if (existsSync(stampFile) && (await readFile(stampFile, 'utf8')) === stamp) return;
  await fill();
  await writeFile(stampFile, stamp);
};
