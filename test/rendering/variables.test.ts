import { describe, expect, test } from 'vitest';
import { read } from '../../functions/platform/faults.ts';
import { variablesSchema } from '../../functions/rendering/declarations.ts';
import { variableFormats } from '../../functions/rendering/variable-formats.ts';
import { checkData, exampleData, type Variables, withDefaults } from '../../functions/rendering/variables.ts';

const template: { name: string; variables: Variables } = {
  name: 'order',
  variables: {
    title: { type: 'string', required: true, maxLength: 5, description: 'The headline.', example: 'Hi' },
    amount: { type: 'number', required: true, description: 'How many.', example: 1 },
    rush: { type: 'boolean', description: 'In a hurry?', example: true },
    link: {
      type: 'string',
      format: 'https-url',
      description: 'Where.',
      example: 'https://a.b',
    },
  },
};
const good = { title: 'Hi', amount: 1 };

describe('Data are taken', () => {
  test.each([
    { name: 'with all that is required', data: good },
    { name: 'with all there is', data: { ...good, rush: false, link: 'https://example.com/a?b=c#d' } },
    { name: 'with null for what may be missing', data: { ...good, rush: null, link: null } },
    { name: 'with zero', data: { ...good, amount: 0 } },
    { name: 'with a title of just the length', data: { ...good, title: 'Hello' } },
    { name: 'with an address in capitals', data: { ...good, link: 'HTTPS://EXAMPLE.COM' } },
  ])('$name', ({ data }) => {
    expect(checkData(template, data)).toEqual([]);
  });
});

describe('Data are refused', () => {
  const notHttps = {
    pointer: '/data/link',
    code: 'invalid_format',
    detail: 'Must be a URL that starts with https://.',
  };
  test.each([
    {
      name: 'without what is required',
      data: { title: 'Hi' },
      fault: { pointer: '/data/amount', code: 'missing', detail: 'How many. It is required.' },
    },
    {
      name: 'with null for it',
      data: { ...good, amount: null },
      fault: { pointer: '/data/amount', code: 'missing', detail: 'How many. It is required.' },
    },
    {
      name: 'with spaces for it',
      data: { ...good, title: ' \n ' },
      fault: { pointer: '/data/title', code: 'missing', detail: 'Must not be empty.' },
    },
    {
      name: 'with a number as text',
      data: { ...good, amount: '1' },
      fault: { pointer: '/data/amount', code: 'invalid_type', detail: 'Must be a number.' },
    },
    {
      name: 'with a list for a text',
      data: { ...good, title: ['Hi'] },
      fault: { pointer: '/data/title', code: 'invalid_type', detail: 'Must be a string.' },
    },
    {
      name: 'with a title that is too long',
      data: { ...good, title: 'Hello!' },
      fault: { pointer: '/data/title', code: 'too_big', detail: 'Must have at most 5 characters.' },
    },
    {
      name: 'with a variable that nobody declared',
      data: { ...good, colour: 'red' },
      fault: {
        pointer: '/data/colour',
        code: 'unknown_field',
        detail: 'Template order has no variable "colour"; it has title, amount, rush, link.',
      },
    },
    {
      name: 'with a variable of a name that every object has',
      data: { ...good, constructor: 'x' },
      fault: {
        pointer: '/data/constructor',
        code: 'unknown_field',
        detail: 'Template order has no variable "constructor"; it has title, amount, rush, link.',
      },
    },
    {
      name: 'with an unknown variable whose name needs escaping in a JSON pointer',
      data: { ...good, 'a/b~c': 'x' },
      fault: {
        pointer: '/data/a~1b~0c',
        code: 'unknown_field',
        detail: 'Template order has no variable "a/b~c"; it has title, amount, rush, link.',
      },
    },
    { name: 'with a script for a link', data: { ...good, link: 'javascript:alert(1)' }, fault: notHttps },
    { name: 'with an insecure link', data: { ...good, link: 'http://example.com' }, fault: notHttps },
    { name: 'with a link to nowhere', data: { ...good, link: 'example.com' }, fault: notHttps },
    {
      name: 'with a link without its slashes',
      data: { ...good, link: 'https:example.com' },
      fault: notHttps,
    },
    { name: 'with spaces around a link', data: { ...good, link: ' https://example.com\n' }, fault: notHttps },
  ])('$name', ({ data, fault }) => {
    expect(checkData(template, data)).toEqual([fault]);
  });

  test('for all their faults at once', () => {
    const faults = checkData(template, { title: 5, rush: 'yes', link: 'x', colour: 'red' });
    expect(faults.map(({ pointer, code }) => `${pointer} ${code}`)).toEqual([
      '/data/colour unknown_field',
      '/data/title invalid_type',
      '/data/amount missing',
      '/data/rush invalid_type',
      '/data/link invalid_format',
    ]);
  });
});

const order: Variables = {
  steps: {
    type: 'array',
    maxItems: 3,
    items: {
      type: 'object',
      properties: {
        text: { type: 'string', required: true },
        dueAt: { type: 'string', format: 'date-time' },
      },
    },
  },
  count: { type: 'integer', minimum: 1, maximum: 10 },
  tone: { type: 'string', enum: ['warm', 'plain'], default: 'plain' },
  anything: { type: 'object' },
  list: { type: 'array' },
};

describe('What lists and objects hold', () => {
  test.each([
    { name: 'an item of the wrong kind', data: { steps: ['x'] }, want: '/data/steps/0 invalid_type' },
    { name: 'an item that is missing', data: { steps: [null] }, want: '/data/steps/0 missing' },
    { name: 'a field of an item that is missing', data: { steps: [{}] }, want: '/data/steps/0/text missing' },
    {
      name: 'a field that no item has',
      data: { steps: [{ text: 'a', x: 1 }] },
      want: '/data/steps/0/x unknown_field',
    },
    {
      name: 'a time that is none',
      data: { steps: [{ text: 'a', dueAt: 'soon' }] },
      want: '/data/steps/0/dueAt invalid_format',
    },
    { name: 'too many items', data: { steps: Array(4).fill({ text: 'a' }) }, want: '/data/steps too_big' },
    { name: 'half of a whole number', data: { count: 1.5 }, want: '/data/count invalid_type' },
    { name: 'a number that is too small', data: { count: 0 }, want: '/data/count too_small' },
    { name: 'a number that is too large', data: { count: 11 }, want: '/data/count too_big' },
    {
      name: 'a word that is not among those allowed',
      data: { tone: 'cold' },
      want: '/data/tone invalid_value',
    },
    { name: 'a list for an object', data: { anything: [] }, want: '/data/anything invalid_type' },
  ])('is refused with $name', ({ data, want }) => {
    const faults = checkData({ name: 'order', variables: order }, data);
    expect(faults.map(({ pointer, code }) => `${pointer} ${code}`)).toEqual([want]);
  });

  test('is free where nothing is declared of it', () => {
    const data = { anything: { a: { b: [1] } }, list: [1, 'a', { c: null }] };
    expect(checkData({ name: 'order', variables: order }, data)).toEqual([]);
  });
});

test('a default stands in for what is missing or null, and for nothing else', () => {
  expect(withDefaults(order, {}, () => undefined)).toEqual({ tone: 'plain' });
  expect(withDefaults(order, { tone: null, count: 3 }, () => undefined)).toEqual({ tone: 'plain', count: 3 });
  expect(withDefaults(order, { tone: 'warm' }, () => undefined)).toEqual({ tone: 'warm' });
});

test('a required variable with a default may be left out', () => {
  const variables: Variables = { name: { type: 'string', required: true, default: 'there' } };
  expect(checkData({ name: 'x', variables }, {})).toEqual([]);
});

test('examples are made of what variables say, and fit them', () => {
  const variables: Variables = {
    ...order,
    title: { type: 'string', required: true },
    start: { type: 'string', format: 'date-time', required: true },
    url: { type: 'string', format: 'https-url', required: true },
    rows: {
      type: 'array',
      required: true,
      items: { type: 'object', properties: { text: { type: 'string', required: true } } },
    },
    optional: { type: 'number' },
  };
  const data = exampleData(variables);
  expect(checkData({ name: 'x', variables }, data)).toEqual([]);
  expect(data).not.toHaveProperty('optional');
});

describe('A declaration is refused', () => {
  test.each([
    {
      what: 'when its default is of another type',
      x: { type: 'number', default: 'abc' },
      want: '/x/default',
    },
    {
      what: 'when its default is not in its enum',
      x: { type: 'string', enum: ['a'], default: 'b' },
      want: '/x/default',
    },
    {
      what: 'when its default has another format',
      x: { type: 'string', format: 'https-url', default: 'javascript:x' },
      want: '/x/default',
    },
    {
      what: 'when it requires what its default lacks',
      x: { type: 'string', required: true, default: '' },
      want: '/x/default',
    },
    { what: 'when its default is null', x: { type: 'string', default: null }, want: '/x/default' },
    { what: 'when its enum is of another type', x: { type: 'number', enum: ['a'] }, want: '/x/enum' },
    { what: 'when no number fits', x: { type: 'number', minimum: 2, maximum: 1 }, want: '/x/minimum' },
    {
      what: 'deep inside',
      x: { type: 'array', items: { type: 'object', properties: { y: { type: 'number', default: 'z' } } } },
      want: '/x/items/properties/y/default',
    },
  ])('$what', ({ x, want }) => {
    const result = read(variablesSchema, { x }, '');
    expect(result.ok ? [] : result.faults.map(({ pointer }) => pointer)).toEqual([want]);
  });

  test.each(['brand', 'recipient', 'links', 'mail'])(
    'when it takes the name %s, which every mail has',
    (name) => {
      expect(read(variablesSchema, { [name]: { type: 'string' } }, '')).toMatchObject({
        ok: false,
        faults: [{ pointer: `/${name}`, code: 'name_taken' }],
      });
    },
  );
});

describe('Formats', () => {
  test.each([
    { format: 'date-time', value: '2027-02-30T09:00:00Z' },
    { format: 'date-time', value: '2027-02-03T09:00:00' },
    { format: 'date', value: '2027-02-31' },
    { format: 'time', value: '25:00' },
    { format: 'duration', value: '30 minutes' },
    { format: 'url', value: 'javascript:x' },
    { format: 'uuid', value: '12' },
    { format: 'hostname', value: 'a b' },
    { format: 'phone', value: 'call me' },
    { format: 'timezone', value: 'Berlin' },
    { format: 'timezone', value: '+02:00' },
    { format: 'locale', value: 'german!' },
  ] as const)('$format refuses $value', ({ format, value }) => {
    const variables: Variables = { x: { type: 'string', format } };
    expect(checkData({ name: 'x', variables }, { x: value }).map(({ code }) => code)).toEqual([
      'invalid_format',
    ]);
  });

  test.each(variableFormats)('%s takes its own example', (format) => {
    const variables: Variables = { x: { type: 'string', format, required: true } };
    expect(checkData({ name: 'x', variables }, exampleData(variables))).toEqual([]);
  });
});
