/** What templates may call; helpers.ts has what each does. */
export const helperNames: ReadonlySet<string> = new Set([
  'date',
  'time',
  'zone',
  'number',
  'currency',
  'relative',
  'link',
  't',
  'plural',
  'truncate',
  'list',
  'paragraphs',
  'lines',
  'markdown',
]);
