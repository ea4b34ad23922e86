import * as z from 'zod';
import { parseJson } from '../../platform/json.ts';
import { assertLength, type Row } from './csv-rows.ts';

/**
 * What Amazon SES gives without a first line of names: `list-suppressed-destinations` as JSON or as text, and the files of
 * `create-import-job`, one JSON object a line or `address,BOUNCE`. Rows get the names that its API has.
 */
const columns = ['EmailAddress', 'Reason', 'LastUpdateTime'];

const entrySchema = z.looseObject({
  EmailAddress: z.string().optional(),
  emailAddress: z.string().optional(),
  Reason: z.string().optional(),
  reason: z.string().optional(),
  LastUpdateTime: z.union([z.string(), z.number()]).optional(),
});
const answerSchema = z.object({ SuppressedDestinationSummaries: z.array(z.unknown()) });

/**
 * The rows of a JSON list, whose lines count entries; undefined when it is no list of SES.
 * @throws ServiceError `invalid` when the list is too long.
 */
export const readSesJson = (text: string): Row[] | undefined => {
  const entries = entriesOf(text);
  if (entries === undefined) return undefined;
  assertLength(entries.length);
  const rows = entries.map((entry, i): Row => {
    const { data = {} } = entrySchema.safeParse(entry);
    const cells = [
      data.EmailAddress ?? data.emailAddress,
      data.Reason ?? data.reason,
      data.LastUpdateTime,
    ].map((cell) => String(cell ?? ''));
    return { line: i + 1, cells };
  });
  return rows.some(({ cells }) => cells[0] !== '') ? [{ line: 0, cells: columns }, ...rows] : undefined;
};

const entriesOf = (text: string): unknown[] | undefined => {
  const whole = jsonOf(text);
  const list = z.array(z.unknown()).safeParse(whole);
  if (list.success) return list.data;
  const answer = answerSchema.safeParse(whole);
  if (answer.success) return answer.data.SuppressedDestinationSummaries;
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== '');
  return jsonOf(lines[0] ?? '') === undefined ? undefined : lines.map(jsonOf);
};

const jsonOf = (text: string): unknown => {
  try {
    return parseJson(text);
  } catch {
    return undefined;
  }
};

/** The names of the cells of a first row that is an entry already; undefined when it is none of SES. */
export const sesColumnsOf = (cells: readonly string[]): string[] | undefined => {
  const names = cells.map((cell) => {
    if (cell.includes('@')) return 'EmailAddress';
    if (/^(bounce|complaint)$/i.test(cell)) return 'Reason';
    return /^[a-z]{20,}$/i.test(cell) ? 'SuppressedDestinationSummaries' : 'LastUpdateTime';
  });
  const isEntry = ['EmailAddress', 'Reason'].every(
    (name) => names.filter((one) => one === name).length === 1,
  );
  return isEntry && names.length <= 4 ? names : undefined;
};
