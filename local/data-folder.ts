import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { isDiskFull, whyNot } from '../lib/file-fault.ts';

/** Why the folder of the data can't be used, and what to do, in one line. */
export class DataFolderError extends Error {
  override readonly name = 'DataFolderError';
}

/** The `umask` of data: nobody else reads them. */
export const OWNER_ONLY = 0o077;

export interface DataFolder {
  release: () => void;
}

/**
 * Makes the folder of the data, for its owner only, and keeps other processes out of it until it is released.
 * The lock is SQLite's, which the system takes back however this process ends, so that none is left behind.
 * @throws DataFolderError when it can't be written, or is in use.
 */
export const openDataFolder = (folder: string): DataFolder => {
  const pidFile = path.join(folder, 'pid');
  const usualMask = process.umask(OWNER_ONLY);
  try {
    mkdirSync(folder, { recursive: true });
    const lock = new DatabaseSync(path.join(folder, 'lock.db'));
    lock.exec('BEGIN EXCLUSIVE');
    writeFileSync(pidFile, String(process.pid));
    return { release: () => lock.close() };
  } catch (cause) {
    if (isLocked(cause)) {
      throw new DataFolderError(
        `${folder} is in use by another npm start${processOf(pidFile)}. End that one, or set DATA_DIR to another folder, such as DATA_DIR=${folder}-2 npm start.`,
        { cause },
      );
    }
    throw new DataFolderError(
      isDiskFull(cause)
        ? fullDisk(folder)
        : `${folder} can't be used for the data: ${whyNot(cause)}. Make it a folder that you may write to, or set DATA_DIR to another one.`,
      { cause },
    );
  } finally {
    process.umask(usualMask);
  }
};

const fullDisk = (folder: string): string =>
  `The disk of ${folder} is full. Make room on it and start again (what was accepted before is kept), or set DATA_DIR to a folder on another one.`;

/** https://www.sqlite.org/rescode.html#busy */
const SQLITE_BUSY = 5;

const isLocked = (error: unknown): boolean =>
  error instanceof Error && 'errcode' in error && error.errcode === SQLITE_BUSY;

const processOf = (pidFile: string): string => {
  try {
    return ` (process ${readFileSync(pidFile, 'utf8')})`;
  } catch {
    return '';
  }
};

/** What is wrong with data that can't be read or written, with what to do; undefined where an error is about something else. */
export const dataFault = (error: unknown, folder: string): string | undefined => {
  if (isDiskFull(error)) return fullDisk(folder);
  return error instanceof Error && 'code' in error && error.code === 'ERR_SQLITE_ERROR'
    ? `The data in ${folder} can't be used: ${error.message}. Move that folder away to begin anew, or set DATA_DIR to another one.`
    : undefined;
};
