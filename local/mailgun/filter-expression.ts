/** A filter of the events API, https://documentation.mailgun.com/docs/mailgun/user-manual/events/filter-expressions. */
export type FilterExpression =
  | { kind: 'term'; text: string }
  | { kind: 'not'; part: FilterExpression }
  | { kind: 'and' | 'or'; parts: FilterExpression[] };

export class FilterError extends Error {
  override readonly name = 'FilterError';
}

interface Token {
  text: string;
  quoted: boolean;
}

/**
 * Reads `foo bar`, `foo AND bar`, `foo OR bar`, `"foo bar"`, `NOT foo` and parentheses; NOT binds closest, then AND.
 * @throws FilterError when there is nothing to look for, or a quote or parenthesis is left open.
 */
export const parseFilter = (text: string): FilterExpression => {
  const tokens = tokenize(text);
  let at = 0;
  const next = (word: string): boolean => {
    const token = tokens[at];
    return token !== undefined && !token.quoted && token.text === word;
  };
  const take = (word: string): boolean => {
    const there = next(word);
    if (there) at += 1;
    return there;
  };
  const readPart = (): FilterExpression => {
    if (take('NOT')) return { kind: 'not', part: readPart() };
    if (take('(')) {
      const inner = readOr();
      if (!take(')')) throw new FilterError('a parenthesis is not closed');
      return inner;
    }
    const token = tokens[at];
    if (token === undefined || ['AND', 'OR', ')'].some(next)) throw new FilterError('a term is missing');
    at += 1;
    return { kind: 'term', text: token.text };
  };
  const readAnd = (): FilterExpression => {
    const parts = [readPart()];
    while (at < tokens.length && !next('OR') && !next(')')) {
      take('AND');
      parts.push(readPart());
    }
    return joined('and', parts);
  };
  const readOr = (): FilterExpression => {
    const parts = [readAnd()];
    while (take('OR')) parts.push(readAnd());
    return joined('or', parts);
  };
  const expression = readOr();
  if (at < tokens.length) throw new FilterError('a parenthesis was never opened');
  return expression;
};

const joined = (kind: 'and' | 'or', parts: FilterExpression[]): FilterExpression => {
  const [only] = parts;
  return only !== undefined && parts.length === 1 ? only : { kind, parts };
};

const tokenize = (text: string): Token[] => {
  const tokens: Token[] = [];
  for (const [whole, quoted] of text.matchAll(/"([^"]*)"|[()]|"|[^\s()"]+/g)) {
    if (whole === '"') throw new FilterError('a quote is not closed');
    tokens.push({ text: quoted ?? whole, quoted: quoted !== undefined });
  }
  return tokens;
};
