import { parse } from 'csv-parse/sync';
import * as z from 'zod';
import { emailAddressSchema } from '../platform/fields.ts';
import { invalid } from '../platform/faults.ts';
import { categories, categoryRules, type OptOutSwitch, optOutSwitches } from './categories.ts';
import { type Recipient, type SuppressionReason, suppressionReasons } from './recipient.ts';
import type { RecipientStore } from './store.ts';
import type { Trail } from './trail.ts';
import { type Decision, optOut, suppress } from './wishes.ts';

export const MAX_IMPORT_LINES = 10_000;
const PARALLEL = 50;

/** What each provider calls the column of addresses. */
const addressColumns = ['address', 'email', 'email_address', 'emailaddress', 'e-mail', 'recipient'];

/** One line that can be imported. */
export interface ImportLine {
  line: number;
  email: string;
  /** What the line asks for: a suppression, or the refusal of some categories. */
  asks:
    | { as: 'suppression'; reason: SuppressionReason; detail?: string | undefined }
    | { as: 'opt_out'; switches: readonly OptOutSwitch[] };
}

export interface BrokenLine {
  line: number;
  detail: string;
}

interface Row {
  line: number;
  cells: string[];
}
const rowsSchema = z.array(z.object({ record: z.array(z.string()), info: z.object({ lines: z.number() }) }));

const parseRows = (csv: string): Row[] =>
  rowsSchema
    .parse(
      parse(csv, {
        bom: true,
        info: true,
        skip_empty_lines: true,
        trim: true,
        // Rows of another length are told by their line; one of them must not break the whole.
        relax_column_count: true,
      }),
    )
    .map(({ record, info }) => ({ line: info.lines, cells: record }));

/** All rows; where one breaks the whole, such as by a quote that never ends, each line is read by itself. */
const readRows = (csv: string): { rows: Row[]; broken: BrokenLine[] } => {
  try {
    return { rows: parseRows(csv), broken: [] };
  } catch {
    const broken: BrokenLine[] = [];
    const rows = csv.split(/\r?\n/).flatMap((text, i): Row[] => {
      try {
        return parseRows(text).map(({ cells }) => ({ line: i + 1, cells }));
      } catch {
        broken.push({ line: i + 1, detail: 'Its quotes do not match.' });
        return [];
      }
    });
    return { rows, broken };
  }
};

/**
 * Reads a list of addresses as Mailgun or another provider exports it. `reason` is that of lines that name none.
 * @throws ServiceError `invalid` when no column holds addresses, or the list is too long.
 */
export const readImport = (
  csv: string,
  reason: SuppressionReason | undefined,
): { lines: ImportLine[]; broken: BrokenLine[] } => {
  const { rows, broken } = readRows(csv);
  const [header, ...records] = rows;
  const columns = (header?.cells ?? []).map((name) => name.toLowerCase());
  const address = addressColumns.find((name) => columns.includes(name));
  if (address === undefined) {
    const detail = `The first line must name a column of addresses (${addressColumns.join(', ')}); it names ${columns.join(', ') || 'nothing'}.`;
    throw invalid([{ pointer: '', code: 'unknown_columns', detail }]);
  }
  if (records.length > MAX_IMPORT_LINES) {
    const detail = `The list has ${records.length} lines; import at most ${MAX_IMPORT_LINES} at a time.`;
    throw invalid([{ pointer: '', code: 'too_big', detail }]);
  }
  const lines = records.flatMap(({ line, cells }): ImportLine[] => {
    if (cells.length !== columns.length) {
      broken.push({
        line,
        detail: `It has ${cells.length} of the ${columns.length} columns that the first line names.`,
      });
      return [];
    }
    const record = Object.fromEntries(columns.map((name, i) => [name, cells[i] ?? '']));
    const email = emailAddressSchema.safeParse(record[address]);
    if (email.success) return [{ line, email: email.data, asks: askedBy(record, columns, reason) }];
    broken.push({ line, detail: email.error.issues[0]?.message ?? 'The address is not valid.' });
    return [];
  });
  return { lines, broken: broken.sort((one, other) => one.line - other.line) };
};

/** A list with tags is Mailgun's of unsubscribes, one with codes or errors its list of bounces. */
const askedBy = (
  record: Readonly<Record<string, string>>,
  columns: readonly string[],
  reason: SuppressionReason | undefined,
): ImportLine['asks'] => {
  if (reason === undefined && columns.includes('tags')) {
    return { as: 'opt_out', switches: switchesOf(record['tags'] ?? '') };
  }
  const named = reasonNamed(record['type'] ?? record['reason'] ?? '');
  const isBounces = columns.includes('code') || columns.includes('error');
  const detail = [record['code'], record['error'] ?? record['detail'] ?? record['reason']]
    .filter((part) => part !== undefined && part !== '')
    .join(' ')
    .slice(0, 500)
    .toWellFormed();
  return {
    as: 'suppression',
    reason: reason ?? named ?? (isBounces ? 'bounce' : 'manual'),
    ...(detail !== '' && { detail }),
  };
};

/** Our mail is tagged with its category. `*` refuses all, and so do tags that are none of ours: whom they were for is unknown. */
const switchesOf = (tags: string): readonly OptOutSwitch[] => {
  const names = tags.split(/[\s,;"'[\]|]+/).filter((name) => name !== '');
  const refused = categories.filter((category) => names.includes(category));
  if (names.includes('*') || refused.length === 0) return optOutSwitches;
  return refused.flatMap((category) => categoryRules[category].refusedBy ?? []);
};

const reasonNamed = (word: string): SuppressionReason | undefined => {
  if (/^(spam|complain)/i.test(word)) return 'complaint';
  if (/bounce/i.test(word)) return 'bounce';
  return suppressionReasons.find((reason) => reason === word.toLowerCase());
};

const decide = (recipient: Recipient, { asks }: ImportLine, at: number): Decision =>
  asks.as === 'opt_out'
    ? optOut(recipient, asks.switches, at)
    : suppress({ ...recipient, unsuppressedAt: undefined }, { reason: asks.reason, at, detail: asks.detail });

/** Writes what lines ask for; answers how many changed something. */
export const importLines = async (
  recipients: RecipientStore,
  lines: readonly ImportLine[],
  trail: Trail,
): Promise<number> => {
  let changed = 0;
  for (let start = 0; start < lines.length; start += PARALLEL) {
    const outcomes = await Promise.all(
      lines
        .slice(start, start + PARALLEL)
        .map((line) =>
          recipients.change(line.email, (recipient) => decide(recipient, line, trail.at), trail),
        ),
    );
    changed += outcomes.filter((outcome) => outcome.changed).length;
  }
  return changed;
};
