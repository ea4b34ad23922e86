import { parse } from 'csv-parse/sync';
import * as z from 'zod';
import { invalid } from '../../platform/faults.ts';

/**
 * How many lines one import takes. A line costs DynamoDB a read and a transaction of two writes, 4 write units; a table
 * on demand gives 4,000 a second from the start, so this many take 10 of the 29 seconds that API Gateway waits.
 */
export const MAX_IMPORT_LINES = 10_000;
/** Lines of text, before quotes are looked at: a quoted error may have line breaks of its own. */
const MAX_TEXT_LINES = 5 * MAX_IMPORT_LINES;
/** A file of this many lines whose quotes do not match is read by the wrong rules. */
const MAX_UNMATCHED = 1000;
/** How far a quoted cell is followed before its quote counts as open. */
const MAX_LINES_OF_A_ROW = 20;

export interface Row {
  line: number;
  cells: string[];
}

export interface BrokenLine {
  line: number;
  detail: string;
}

const rowsSchema = z.array(z.object({ record: z.array(z.string()), info: z.object({ lines: z.number() }) }));
const quotesDoNotMatch = 'Its quotes do not match.';

/**
 * Reads the rows of a list whose delimiter its first line tells. A line whose quotes do not match is broken alone.
 * @throws ServiceError `invalid` when the list is too long, or its quotes match almost nowhere.
 */
export const readRows = (csv: string): { rows: Row[]; broken: BrokenLine[] } => {
  const text = csv.replace(/\r\n?/g, '\n');
  assertLength(countLines(text), MAX_TEXT_LINES);
  const { delimiter, list } = formOf(text);
  const whole = parsed(list, delimiter);
  const read = whole === undefined ? readByLines(list.split('\n'), delimiter) : { rows: whole, broken: [] };
  // The first row names the columns.
  assertLength(read.rows.length - 1);
  return read;
};

/** @throws ServiceError `invalid` for more lines than one import takes. */
export const assertLength = (lines: number, limit = MAX_IMPORT_LINES): void => {
  if (lines <= limit) return;
  const detail = `The list has ${lines} lines; import at most ${MAX_IMPORT_LINES} at a time.`;
  throw invalid([{ pointer: '', code: 'too_big', detail }]);
};

const countLines = (text: string): number => {
  let count = 1;
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) count += 1;
  return count;
};

const delimiters = [',', ';', '\t', '|'] as const;

/**
 * The delimiter is named, as Excel does by a line `sep=;`, or the one that the first line has most of outside its quotes.
 * What follows a line that names it keeps its line numbers.
 */
const formOf = (text: string): { delimiter: string; list: string } => {
  const first = /^\s*?([^\n]+)/.exec(text)?.[1] ?? '';
  const named = /^"?sep=([,;\t|])"?\s*$/i.exec(first)?.[1];
  if (named !== undefined) return { delimiter: named, list: text.replace(first, '') };
  const bare = first.replace(/"[^"]*"/g, '');
  const counted = delimiters.map((delimiter) => ({ delimiter, times: bare.split(delimiter).length }));
  const most = counted.reduce((best, one) => (one.times > best.times ? one : best));
  return { delimiter: most.delimiter, list: text };
};

/** The rows of a text; undefined where one breaks the whole, such as by a quote that never ends. */
const parsed = (text: string, delimiter: string, firstLine = 1): Row[] | undefined => {
  try {
    const rows = rowsSchema.parse(
      parse(text, {
        delimiter,
        record_delimiter: '\n',
        info: true,
        skip_empty_lines: true,
        // A tab that delimits is no blank to be trimmed, nor is one that ends a row of empty cells.
        trim: delimiter !== '\t',
        // Rows of another length are told by their line; one of them must not break the whole.
        relax_column_count: true,
      }),
    );
    return rows.map(({ record, info }) => ({ line: firstLine - 1 + info.lines, cells: record }));
  } catch {
    return undefined;
  }
};

/**
 * The rows of a text that has a broken one. Stretches without quotes are read as one; what a quote begins is followed
 * until the quotes are even, as RFC 4180 has them, and is broken in its first line when it is no row then either.
 */
const readByLines = (lines: readonly string[], delimiter: string): { rows: Row[]; broken: BrokenLine[] } => {
  const rows: Row[] = [];
  const broken: BrokenLine[] = [];
  for (let from = 0; from < lines.length;) {
    const to = endOfStretch(lines, from);
    const read = parsed(lines.slice(from, to).join('\n'), delimiter, from + 1);
    if (read === undefined) broken.push({ line: from + 1, detail: quotesDoNotMatch });
    else rows.push(...read);
    from = read === undefined ? from + 1 : to;
    if (broken.length > MAX_UNMATCHED) throw unmatched(broken);
  }
  return { rows, broken };
};

const endOfStretch = (lines: readonly string[], from: number): number => {
  let to = from;
  while (to < lines.length && quotesIn(lines[to]) === 0) to += 1;
  if (to > from) return to;
  let quotes = 0;
  do {
    quotes += quotesIn(lines[to]);
    to += 1;
  } while (quotes % 2 === 1 && to < lines.length && to - from < MAX_LINES_OF_A_ROW);
  return to;
};

const quotesIn = (line = ''): number => line.split('"').length - 1;

const unmatched = (broken: readonly BrokenLine[]) => {
  const detail = `In more than ${MAX_UNMATCHED} lines, from line ${broken[0]?.line ?? 1} on, the quotes do not match. Quote whole cells by ", and write a " within them twice.`;
  return invalid([{ pointer: '', code: 'invalid_quotes', detail }]);
};
