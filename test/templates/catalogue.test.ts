import { describe, expect, test } from 'vitest';
import {
  checkData,
  findTemplate,
  pinnedTemplate,
  templateNames,
} from '../../functions/templates/catalogue.ts';
import { builtInTemplates } from '../../templates/built-in.ts';
import { templateWith } from './fixture.ts';

describe('The catalogue', () => {
  test('has every built-in template under its name', () => {
    expect(templateNames()).toEqual(builtInTemplates.map(({ name }) => name));
    expect(templateNames()).toContain('system_notification');
    expect(findTemplate('system_notification')?.category).toBe('system');
  });

  test.each(['', 'nothing', 'constructor', '__proto__'])('has no template “%s”', (name) => {
    expect(findTemplate(name)).toBeUndefined();
  });

  test('gives the version that a message pinned, and no other', () => {
    expect(pinnedTemplate('system_notification', 1).name).toBe('system_notification');
    expect(() => pinnedTemplate('system_notification', 2)).toThrow(
      'Template system_notification has no version 2',
    );
    expect(() => pinnedTemplate('nothing', 1)).toThrow('Template nothing has no version 1');
  });

  test.each(builtInTemplates)('takes the examples that $name documents', (template) => {
    const examples = Object.entries(template.variables).map(([name, { example }]) => [name, example]);
    expect(checkData(template, Object.fromEntries(examples) as Record<string, unknown>)).toEqual([]);
  });
});

const template = templateWith({
  name: 'order',
  variables: {
    title: { type: 'string', required: true, maxLength: 5, description: 'The headline.', example: 'Hi' },
    amount: { type: 'number', required: true, description: 'How many.', example: 1 },
    rush: { type: 'boolean', required: false, description: 'In a hurry?', example: true },
    link: {
      type: 'string',
      format: 'https-url',
      required: false,
      description: 'Where.',
      example: 'https://a.b',
    },
  },
});
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
