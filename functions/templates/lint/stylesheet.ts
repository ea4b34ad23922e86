/** A statement of a stylesheet that stands in no other. */
export interface Statement {
  kind: 'rule' | 'at' | 'comment';
  /** What stands before its block, trimmed: selectors, or an at-rule. */
  prelude: string;
  /** Of a rule; those of rules inside an at-rule are its readers' own affair. */
  declarations: [property: string, value: string][];
  offset: number;
}

/** Reads a stylesheet in one pass: where its statements are, and no more of CSS than it takes to find them. */
export const statementsOf = (css: string): Statement[] => {
  const statements: Statement[] = [];
  let start = 0;
  let block = -1;
  let depth = 0;
  for (let at = 0; at < css.length; at += 1) {
    const character = css.charAt(at);
    if (css.startsWith('/*', at)) {
      const end = css.indexOf('*/', at + 2);
      if (depth === 0) statements.push({ kind: 'comment', prelude: '', declarations: [], offset: at });
      if (end === -1) break;
      if (depth === 0 && css.slice(start, at).trim() === '') start = end + 2;
      at = end + 1;
    } else if (character === '"' || character === "'") at = endOfString(css, at);
    else if (character === '\\') at += 1;
    else if (character === '{') {
      if (depth === 0) block = at;
      depth += 1;
    } else if ((character === '}' && depth === 1) || (character === ';' && depth === 0)) {
      statements.push(...statementIn(css, start, depth === 1 ? block : at, at));
      start = at + 1;
      depth = 0;
    } else if (character === '}' && depth > 1) depth -= 1;
  }
  return statements;
};

const endOfString = (css: string, start: number): number => {
  const quote = css.charAt(start);
  for (let at = start + 1; at < css.length; at += 1) {
    const character = css.charAt(at);
    if (character === '\\') at += 1;
    else if (character === quote || character === '\n') return at;
  }
  return css.length;
};

const statementIn = (css: string, start: number, block: number, end: number): Statement[] => {
  const before = css.slice(start, block);
  const prelude = before.trim();
  if (prelude === '') return [];
  const offset = start + before.indexOf(prelude.charAt(0));
  if (prelude.startsWith('@')) return [{ kind: 'at', prelude, declarations: [], offset }];
  return [{ kind: 'rule', prelude, declarations: declarationsIn(css.slice(block + 1, end)), offset }];
};

const declarationsIn = (block: string): [string, string][] =>
  block.split(';').flatMap((declaration): [string, string][] => {
    const colon = declaration.indexOf(':');
    const property = declaration.slice(0, colon).trim().toLowerCase();
    return colon === -1
      ? []
      : [
          [
            property,
            declaration
              .slice(colon + 1)
              .replace(/!\s*important/i, '')
              .trim(),
          ],
        ];
  });
