import { parse, type Node } from 'acorn';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkSource } from '../../../functions/rendering/engine/compile.ts';
import { helperNames } from '../../../functions/rendering/engine/helper-names.ts';
import { describeFault, TemplateFault } from '../../../functions/rendering/engine/template-fault.ts';
import { payloads } from './payloads.ts';

const refusalOf = (source: string): TemplateFault | undefined => {
  try {
    checkSource(source, 'html');
    return undefined;
  } catch (error) {
    if (error instanceof TemplateFault) return error;
    throw error;
  }
};

describe('An attack', () => {
  test(`is known in ${payloads.length} forms`, () => {
    expect(new Set(payloads).size).toBeGreaterThan(120);
  });

  test.each(payloads)('is refused with a sentence that says why: %s', (payload) => {
    const refusal = refusalOf(`<p>before</p>\n${payload}`);
    expect(refusal?.message).toMatch(/^.{10,}\.$/s);
    expect(describeFault(refusal!)).not.toContain('__eta.e(');
  });
});

/** Every name that code mentions, by what it is. */
const namesIn = (code: string): { variables: Set<string>; members: Set<string>; types: Set<string> } => {
  const found = { variables: new Set<string>(), members: new Set<string>(), types: new Set<string>() };
  const visit = (node: Node, parent: Record<string, unknown>): void => {
    found.types.add(node.type);
    const fields = node as unknown as Record<string, unknown>;
    if (node.type === 'Identifier') {
      const isMember =
        parent['type'] === 'MemberExpression' && parent['property'] === node && parent['computed'] === false;
      (isMember ? found.members : found.variables).add(String(fields['name']));
    }
    for (const value of Object.values(fields)) {
      for (const inner of Array.isArray(value) ? (value as unknown[]) : [value]) {
        if (typeof inner === 'object' && inner !== null && 'type' in inner && 'start' in inner) {
          visit(inner as Node, fields);
        }
      }
    }
  };
  visit(parse(`function f(it,$){${code}}`, { ecmaVersion: 2022 }), {});
  return found;
};

const runtimeNames = new Set([
  ...helperNames,
  ...['html', 'attribute', 'url', 'urlPart', 'address', 'phone', 'css', 'text', 'header'],
  ...['plus', 'operand', 'rows', 'turn', 'length', 'call'],
]);
const forbiddenTypes = [
  'NewExpression',
  'ThisExpression',
  'ArrowFunctionExpression',
  'FunctionExpression',
  'TaggedTemplateExpression',
  'TemplateLiteral',
  'ImportExpression',
  'WhileStatement',
  'UpdateExpression',
  'ObjectExpression',
];

/** Holds the code that a source became against what code of a template may be, whoever wrote it. */
const assertHarmless = (code: string): void => {
  const { variables, members, types } = namesIn(code);
  const unknown = [...variables].filter(
    (name) => !['f', 'it', '$', 'r'].includes(name) && !name.startsWith('v_'),
  );
  expect(unknown).toEqual([]);
  expect([...members].filter((name) => !runtimeNames.has(name))).toEqual([]);
  expect(forbiddenTypes.filter((type) => types.has(type))).toEqual([]);
  expect(code).not.toMatch(/\["(constructor|__proto__|prototype|toString)"\]/);
};

const pieces = fc.constantFrom(
  ...[
    '{{',
    '}}',
    '{{=',
    '{{~',
    '{',
    '}',
    '(',
    ')',
    '[',
    ']',
    '.',
    '?.',
    ',',
    ';',
    '+',
    '=',
    '=>',
    '"',
    "'",
    '`',
    '/*',
    '*/',
    '//',
    '\\',
    '\n',
    ' ',
  ],
  ...[
    'it',
    'it.name',
    'it.list',
    'constructor',
    '__proto__',
    'process',
    'globalThis',
    '__eta',
    '__eta.res',
    '__eta.e(',
    '__eta.f(',
    'this',
  ],
  ...[
    'if (',
    'else',
    'for (const x of ',
    'const',
    'function',
    'return',
    'new',
    'date(',
    't("x")',
    '1',
    '"a"',
    'x',
    'true',
  ],
  ...['<a href="', '">', '<p>', '</p>', '<style>', '</style>', '<!--', '-->', '<script>'],
);

describe('Whatever anybody writes', () => {
  test('is refused, or becomes code of allowed parts alone: random pieces', () => {
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 14 }), (parts) => {
        const source = parts.join('');
        if (refusalOf(source) === undefined) assertHarmless(checkSource(source, 'html').code);
      }),
      { numRuns: 4000 },
    );
  });

  test('is refused, or becomes code of allowed parts alone: attacks cut, joined and changed', () => {
    const attack = fc.constantFrom(...payloads);
    const changed = fc
      .tuple(attack, attack, fc.nat(60), fc.nat(60), pieces)
      .map(([a, b, i, j, piece]) => a.slice(0, i) + piece + b.slice(j));
    fc.assert(
      fc.property(changed, (source) => {
        if (refusalOf(source) === undefined) assertHarmless(checkSource(source, 'html').code);
      }),
      { numRuns: 4000 },
    );
  });

  test('is refused, or becomes code of allowed parts alone: expressions in a tag', () => {
    const expression = fc
      .array(pieces, { minLength: 1, maxLength: 6 })
      .map((parts) => `{{= ${parts.join(' ')} }}`);
    fc.assert(
      fc.property(expression, (source) => {
        if (refusalOf(source) === undefined) assertHarmless(checkSource(source, 'html').code);
      }),
      { numRuns: 4000 },
    );
  });
});

describe('What is too large or too deep', () => {
  test.each([
    { name: 'a source of more than 256 KB', source: 'x'.repeat(256 * 1024 + 1) },
    { name: 'a tag of more than 2,000 characters', source: `{{= ${'it.a + '.repeat(400)}it.a }}` },
    {
      name: 'blocks nested ten thousand deep',
      source: '{{ if (it.a) { }}'.repeat(9000) + '{{ } }}'.repeat(9000),
    },
  ])('is refused: $name', ({ source }) => {
    expect(refusalOf(source)?.code).toBe('template_limit');
  });

  test('takes no long time to refuse: brackets that regular expressions stumble over', () => {
    for (const bomb of [
      '{{= `${' + '{'.repeat(5000),
      '{{= "' + '\\'.repeat(5001),
      "{{ '".repeat(3000),
      '<!--'.repeat(5000),
    ]) {
      expect(refusalOf(bomb)).toBeInstanceOf(TemplateFault);
    }
  });
});
