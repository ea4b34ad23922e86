/** What the codes of Node's file errors mean to whoever named the file. */
const words: Readonly<Record<string, string>> = {
  ENOENT: 'it is not there',
  EISDIR: 'it is a folder',
  EEXIST: 'a file stands there',
  ENOTDIR: 'a file stands there',
  EACCES: 'this user may not do that',
  EPERM: 'this user may not do that',
  EROFS: 'its disk is read-only',
  ELOOP: 'its links lead back to themselves',
  ENAMETOOLONG: 'its name is too long',
};

const codeOf = (error: unknown): string | undefined =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;

/** Why a file can't be read or written, in words for a sentence of somebody else's. */
export const whyNot = (error: unknown): string =>
  words[codeOf(error) ?? ''] ?? (error instanceof Error ? error.message : String(error));

/** https://www.sqlite.org/rescode.html#full */
const SQLITE_FULL = 13;

/** Whether there was no room left to write, by what Node or SQLite says. */
export const isDiskFull = (error: unknown): boolean =>
  ['ENOSPC', 'EDQUOT'].includes(codeOf(error) ?? '') ||
  (error instanceof Error && 'errcode' in error && error.errcode === SQLITE_FULL) ||
  // As the embedded DynamoDB says it of its own database.
  (error instanceof Error && /database or disk is full/.test(error.message));
