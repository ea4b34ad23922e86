import { describe, expect, test } from 'vitest';
import { jsonSchema } from '../../bin/reference/document.ts';
import { anchorOf, prettyJson, table } from '../../bin/reference/markdown.ts';
import { answerTable, fieldTable } from '../../bin/reference/operation.ts';
import { sharedFields } from '../../bin/reference/shared-fields.ts';
import { fieldsOf, type Names, typeWords } from '../../bin/reference/types.ts';

const many = Object.fromEntries('abcdefgh'.split('').map((name) => [name, { type: 'string' }]));
const names: Names = {
  schemas: {
    Large: jsonSchema.parse({ type: 'object', properties: many }),
    Small: jsonSchema.parse({
      type: 'object',
      description: 'A small thing.',
      properties: { x: { type: 'integer', minimum: 1 } },
      required: ['x'],
    }),
    Word: jsonSchema.parse({ enum: ['a', 'b'] }),
  },
  linkTo: (name) => (name === 'Large' ? '#large' : undefined),
};
const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` });

describe('The type of a field is told in words:', () => {
  test.each([
    [{ type: 'string' }, 'text'],
    [{ type: 'string', maxLength: 2000 }, 'text, up to 2,000 characters'],
    [{ type: 'string', minLength: 1, maxLength: 5 }, 'text, 1 to 5 characters'],
    [{ type: 'string', minLength: 1 }, 'text'],
    [{ type: 'string', minLength: 8 }, 'text, 8 characters or more'],
    [{ type: 'string', format: 'date-time' }, 'time'],
    [{ type: 'string', format: 'email', maxLength: 320 }, 'e-mail address, up to 320 characters'],
    [{ type: 'integer', minimum: 1, maximum: 100 }, 'whole number, 1 to 100'],
    [{ type: 'integer', minimum: 0, maximum: Number.MAX_SAFE_INTEGER }, 'whole number, 0 or more'],
    [{ type: 'number', maximum: 5 }, 'number, up to 5'],
    [{ type: 'number', exclusiveMinimum: 0 }, 'number, more than 0'],
    [{ type: 'boolean' }, '`true` or `false`'],
    [{ type: ['number', 'null'] }, 'number or `null`'],
    [{ const: 'inline' }, '`inline`'],
    [{ enum: ['a', 1] }, '`a`, `1`'],
    [{ type: 'array', items: { type: 'string' }, maxItems: 3 }, 'list of text, up to 3 items'],
    [{ type: 'array' }, 'list of anything'],
    [{ type: 'object', additionalProperties: { type: 'number' } }, 'object, by name: number'],
    [{ type: 'object', additionalProperties: {} }, 'object'],
    [{ type: 'object', additionalProperties: false }, 'object'],
    [{ anyOf: [{ type: 'string' }, { type: 'null' }, { type: 'string' }] }, 'text or `null`'],
    [{}, 'any JSON value'],
    [ref('Large'), '[Large](#large)'],
    [ref('Small'), 'object'],
    [ref('Word'), '`a`, `b`'],
  ])('%j', (schema, words) => {
    expect(typeWords(jsonSchema.parse(schema), names)).toBe(words);
  });
});

describe('The fields of a thing', () => {
  const schema = jsonSchema.parse({
    type: 'object',
    required: ['small'],
    properties: {
      small: ref('Small'),
      smalls: { type: 'array', items: ref('Small'), description: 'Some.' },
      byName: { type: 'object', additionalProperties: ref('Small') },
      large: ref('Large'),
    },
  });

  test('have what stands in them beside them, but where that has a section', () => {
    expect(fieldsOf(schema, names).map(({ name, description }) => [name, description])).toEqual([
      ['small', 'A small thing.'],
      ['small.x', ''],
      ['smalls', 'Some.'],
      ['smalls[].x', ''],
      ['byName', ''],
      ['byName.*.x', ''],
      ['large', ''],
    ]);
  });

  test('are needed or not in requests, and there in answers', () => {
    const fields = fieldsOf(schema, names).slice(0, 1);
    expect(fieldTable(fields)).toContain('| `small` | yes | object | A small thing. |');
    expect(answerTable(fields)).toContain('| `small` | object | A small thing. |');
  });

  test('stand in a table once, though several forms of it have them', () => {
    const either = jsonSchema.parse({
      type: 'object',
      properties: { one: { anyOf: [ref('Small'), ref('Small')] } },
    });
    expect(fieldTable(fieldsOf(either, names)).match(/one\.x/g)).toHaveLength(1);
  });

  test('that are all those of another thing are told by a link', () => {
    const larger = jsonSchema.parse({ type: 'object', properties: { ...many, more: { type: 'string' } } });
    const told = sharedFields(fieldsOf(larger, names), ['Small', 'Large'], names, fieldTable);
    expect(told).toBe(
      'All fields of [Large](#large), and:\n\n| field | type |\n| --- | --- |\n| `more` | text |',
    );
    const apart = jsonSchema.parse({ type: 'object', properties: { a: { type: 'string' } } });
    expect(sharedFields(fieldsOf(apart, names), ['Large'], names, fieldTable)).not.toContain('All fields');
  });
});

describe('Markdown', () => {
  test.each([
    ['POST /v1/emails/{id}/cancel', 'post-v1emailsidcancel'],
    ['GET /a/{token}/invite.ics', 'get-atokeninviteics'],
    ['appointment.cancel_requested (out)', 'appointmentcancel_requested-out'],
    ['Reps and teams', 'reps-and-teams'],
  ])('links to the heading %s as %s, as GitHub does', (heading, anchor) => {
    expect(anchorOf(heading)).toBe(anchor);
  });

  test('leaves out a column of a table that nobody fills, and the table that has no rows', () => {
    expect(table(['a', 'b'], [['1', '']])).toBe('| a |\n| --- |\n| 1 |');
    expect(table(['a'], [])).toBe('');
  });

  test('keeps a cell on its line and within its bars', () => {
    expect(table(['a'], [['one\n two | three']])).toContain('| one two \\| three |');
  });

  test('shows JSON on one line where it fits, and what is long a field a line', () => {
    expect(prettyJson({ a: [1, { b: null }], c: undefined, d: {} })).toBe(
      '{ "a": [1, { "b": null }], "d": {} }',
    );
    const long = 'x'.repeat(100);
    expect(prettyJson({ a: long, b: [long, 1] })).toBe(`{\n  "a": "${long}",\n  "b": ["${long}", 1]\n}`);
  });
});
