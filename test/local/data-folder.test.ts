import { openSync, writeSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, test } from 'vitest';
import { dataFault } from '../../local/data-folder.ts';

const thrownBy = (work: () => unknown): unknown => {
  try {
    work();
  } catch (error) {
    return error;
  }
  throw new Error('It did not fail');
};

const FULL =
  'The disk of .local is full. Make room on it and start again (what was accepted before is kept), or set DATA_DIR to a folder on another one.';

describe('A full disk is told as one', () => {
  test('by the database', () => {
    const database = new DatabaseSync(':memory:');
    database.exec('PRAGMA max_page_count = 1');
    const fault = thrownBy(() => database.exec('CREATE TABLE a (b); CREATE TABLE c (d)'));
    expect(dataFault(fault, '.local')).toBe(FULL);
  });

  test.runIf(process.platform === 'linux')('by a file', () => {
    const fault = thrownBy(() => writeSync(openSync('/dev/full', 'w'), 'x'));
    expect(dataFault(fault, '.local')).toBe(FULL);
  });

  test('and nothing else is', () => {
    const database = new DatabaseSync(':memory:');
    expect(
      dataFault(
        thrownBy(() => database.exec('no SQL')),
        '.local',
      ),
    ).toMatch(/^The data in \.local can't/);
    expect(dataFault(new Error('a bug'), '.local')).toBeUndefined();
  });
});
