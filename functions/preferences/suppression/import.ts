import { emailAddressSchema } from '../../platform/fields.ts';
import { invalid } from '../../platform/faults.ts';
import { type BrokenLine, readRows, type Row } from './csv-rows.ts';
import { type Asked, askedByLine, type Cells, type NamedByCaller } from './import-line.ts';
import { listedDate } from '../../mailgun/listed-date.ts';
import { addressColumnOf, plainWord, recogniseExport, unknownList } from './recognise-export.ts';
import { readSesJson, sesColumnsOf } from './ses-list.ts';
import type { ProviderExport } from './exports.ts';

/** One line that can be imported. */
export interface ImportLine {
  line: number;
  email: string;
  asks: Asked;
  /** Since when it holds, epoch milliseconds; undefined where the list does not say. */
  at: number | undefined;
}

export interface ImportList {
  /** What the list was taken for, in words. */
  recognizedAs: string;
  lines: ImportLine[];
  /** Lines that are not taken, and why, in their order. */
  broken: BrokenLine[];
}

/** More columns than any provider's file has. */
const MAX_COLUMNS = 500;

/**
 * Reads a list of addresses: the export of a provider that its first line tells, or what the caller says it is.
 * @throws ServiceError `invalid` when it is neither, holds people who may get mail, or is too long.
 */
export const readImport = (text: string, named: NamedByCaller): ImportList => {
  assertNamedOnce(named);
  const { names, rows, broken } = readList(text);
  const columns = names.map(plainWord);
  const known = recogniseExport(columns);
  assertMayBeTaken(known, names, named);
  const address = known?.address ?? addressColumnOf(names);
  const list: ImportList = {
    recognizedAs: known?.name ?? `addresses in the column ${names[columns.indexOf(address)] ?? address}`,
    lines: [],
    broken: [...broken],
  };
  for (const { line, cells } of rows) {
    const read = readLine(cellsOf(cells, columns), { address, known, named });
    if (typeof read === 'string') list.broken.push({ line, detail: read });
    else list.lines.push({ line, ...read });
  }
  list.broken.sort((one, other) => one.line - other.line);
  return list;
};

const assertNamedOnce = ({ reason, as }: NamedByCaller): void => {
  if (reason === undefined || as === undefined) return;
  const detail = 'Name reason or as, not both: a list is of suppressions or of opt-outs.';
  throw invalid([{ pointer: '/query/as', code: 'contradiction', detail }]);
};

/** The names of the columns, and the rows below. @throws ServiceError `invalid` when there are no names. */
const readList = (text: string): { names: string[]; rows: Row[]; broken: BrokenLine[] } => {
  const json = /^\s*[[{]/.test(text) ? readSesJson(text) : undefined;
  const { rows, broken } = json === undefined ? readRows(text) : { rows: json, broken: [] };
  const [first, ...rest] = rows;
  const nameless = first && sesColumnsOf(first.cells);
  if (nameless !== undefined) return { names: nameless, rows, broken };
  if (broken[0] !== undefined && (first === undefined || broken[0].line < first.line)) {
    const detail = 'The quotes of the first line do not match, so the columns have no names.';
    throw invalid([{ pointer: '', code: 'invalid_quotes', detail }]);
  }
  const names = first?.cells ?? [];
  if (names.length > MAX_COLUMNS) {
    const detail = `The first line names ${names.length} columns; at most ${MAX_COLUMNS} are read.`;
    throw invalid([{ pointer: '', code: 'too_big', detail }]);
  }
  return { names, rows: rest, broken };
};

/** An allowlist is never taken, a list of contacts only when the caller says what becomes of them. */
const assertMayBeTaken = (
  known: ProviderExport | undefined,
  names: readonly string[],
  named: NamedByCaller,
): void => {
  const isNamed = named.reason !== undefined || named.as !== undefined;
  if (known === undefined) {
    if (!isNamed) throw unknownList(names);
    return;
  }
  if (!('as' in known.means)) return;
  if (known.means.as === 'refused') {
    const detail = `This is a ${known.name}. ${known.means.why}`;
    throw invalid([{ pointer: '', code: 'not_suppressions', detail }]);
  }
  if (known.means.as === 'named_by_caller' && !isNamed) {
    const detail = `These are ${known.name}. ${known.means.why} To stop all of these, say how, by ?as=opt_out or ?reason=manual.`;
    throw invalid([{ pointer: '', code: 'not_suppressions', detail }]);
  }
};

/** The cells by their columns, of columns of one name the first; undefined when the line has others. */
const cellsOf = (cells: readonly string[], columns: readonly string[]): Cells | string => {
  const extra = cells.slice(columns.length);
  if (cells.length < columns.length || extra.some((cell) => cell !== '')) {
    return `It has ${cells.length} of the ${columns.length} columns that the first line names.`;
  }
  return new Map(columns.map((column, i): [string, string] => [column, cells[i]?.trim() ?? '']).reverse());
};

const readLine = (
  cells: Cells | string,
  list: { address: string; known: ProviderExport | undefined; named: NamedByCaller },
): Omit<ImportLine, 'line'> | string => {
  if (typeof cells === 'string') return cells;
  const email = emailAddressSchema.safeParse(cells.get(list.address) ?? '');
  if (!email.success) return email.error.issues[0]?.message ?? 'The address is not valid.';
  const asks = askedByLine(cells, list.known, list.named);
  if (asks.as === 'nothing') return asks.why;
  const date = list.known?.date;
  return { email: email.data, asks, at: date === undefined ? undefined : listedDate(cells.get(date)) };
};
