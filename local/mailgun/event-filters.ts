import type { DatabaseSync, SQLInputValue } from 'node:sqlite';
import { addressKey } from './addresses.ts';
import { bracketed } from './events-store.ts';
import { FilterError, type FilterExpression, parseFilter } from './filter-expression.ts';

/** A part of a WHERE clause over the events. */
export interface Condition {
  sql: string;
  values: SQLInputValue[];
}

/** A field of an event and what is looked for in it; the same field may be named more than once. */
export type EventFilter = readonly [field: string, expression: string];

type Matcher = (term: string) => Condition;

const WORDS = 'mailgun_words';
const never: Condition = { sql: '0', values: [] };

/** Makes the function known by which texts are compared word by word. */
export const addFilterFunctions = (database: DatabaseSync): void => {
  database.function(WORDS, { deterministic: true }, (text) => (typeof text === 'string' ? words(text) : ''));
};

/** The words of a text between blanks, so that a term matches whole words, in its order. */
const words = (text: string): string => ` ${(text.toLowerCase().match(/[\p{L}\p{N}_]+/gu) ?? []).join(' ')} `;

const same =
  (sql: string, normalize = (term: string) => term): Matcher =>
  (term) => ({ sql: `${sql} = ?`, values: [normalize(term)] });

const lower = (term: string): string => term.toLowerCase();

const says =
  (sql: string): Matcher =>
  (term) =>
    words(term).trim() === '' ? never : { sql: `instr(${WORDS}(${sql}), ?) > 0`, values: [words(term)] };

const header = (name: string): Matcher => says(`json_extract(data, '$.message.headers."${name}"')`);

const anyOf =
  (list: string, matches: Matcher): Matcher =>
  (term) => {
    const { sql, values } = matches(term);
    return { sql: `EXISTS (SELECT 1 FROM json_each(data, '${list}') WHERE ${sql})`, values };
  };

const comparison = /^([<>]?)(\d+(?:\.\d+)?)$/;

const size: Matcher = (term) => {
  const [, operator = '', number] = comparison.exec(term) ?? [];
  if (number === undefined) throw new FilterError(`${term} is not a number`);
  return { sql: `json_extract(data, '$.message.size') ${operator || '='} ?`, values: [Number(number)] };
};

/** What Mailgun lets events be filtered by. */
const matchers: Record<string, Matcher> = {
  event: same('event', lower),
  severity: same('severity', lower),
  recipient: same('recipient_key', addressKey),
  'message-id': same('message_id', bracketed),
  list: same(`lower(json_extract(data, '$."mailing-list".address'))`, lower),
  tags: anyOf('$.tags', same('lower(value)', lower)),
  recipients: anyOf('$.message.recipients', same('lower(value)', lower)),
  attachment: anyOf('$.message.attachments', says(`json_extract(value, '$.filename')`)),
  from: header('from'),
  to: header('to'),
  subject: header('subject'),
  size,
};

/** The filters of a query; what is none is left out. */
export const eventFilters = (query: URLSearchParams): EventFilter[] =>
  [...query].filter(([field, expression]) => Object.hasOwn(matchers, field) && expression.trim() !== '');

/** @throws FilterError when the expression can't be read. */
export const filterCondition = ([field, expression]: EventFilter): Condition => {
  const matcher = matchers[field];
  return matcher === undefined ? never : conditionOf(parseFilter(expression), matcher);
};

const conditionOf = (expression: FilterExpression, matcher: Matcher): Condition => {
  switch (expression.kind) {
    case 'term':
      return matcher(expression.text);
    case 'not': {
      const { sql, values } = conditionOf(expression.part, matcher);
      // What an event lacks does not contain the term either.
      return { sql: `NOT coalesce(${sql}, 0)`, values };
    }
    case 'and':
    case 'or': {
      const parts = expression.parts.map((part) => conditionOf(part, matcher));
      const sql = parts.map((part) => `(${part.sql})`).join(expression.kind === 'and' ? ' AND ' : ' OR ');
      return { sql, values: parts.flatMap(({ values }) => values) };
    }
    default:
      return expression satisfies never;
  }
};
