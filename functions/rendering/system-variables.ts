import type { Variable, Variables } from './variables.ts';

const text: Variable = { type: 'string' };

/** What every template may read beside its own variables. */
export const systemVariables: Variables = {
  brand: {
    type: 'object',
    properties: {
      company: text,
      color: text,
      onColor: text,
      linkColor: text,
      linkColorDark: text,
      logoUrl: text,
      logoWidth: { type: 'number' },
      websiteUrl: text,
      postalAddress: text,
      font: text,
      social: { type: 'array', items: { type: 'object', properties: { name: text, url: text } } },
    },
  },
  recipient: { type: 'object', properties: { email: text, name: text } },
  links: { type: 'object', properties: { preferences: text, unsubscribe: text } },
  mail: {
    type: 'object',
    properties: {
      category: text,
      locale: text,
      direction: text,
      timezone: text,
      template: text,
      dayPart: { type: 'string', enum: ['morning', 'afternoon', 'evening'] },
    },
  },
};
