import { Markup } from './markup.ts';

/** What is shown of a value: nothing of what is missing, and nothing of what has no words. */
export const shown = (value: unknown): string => {
  if (typeof value === 'string') return value;
  if (value instanceof Markup) return value.text;
  if (typeof value === 'number') return Number.isFinite(value) ? String(value) : '';
  return typeof value === 'boolean' ? String(value) : '';
};

// Control characters are not allowed in HTML, and C1 ones make Gmail clip the mail.
const controls = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/g;
const allowedSchemes = /^(https?:\/\/|mailto:|tel:|sms:)/i;

/** A URL that a reader may follow; "#" for one of another kind, such as `javascript:`. */
export const safeUrl = (value: string): string => {
  const url = value.replace(controls, '').trim();
  return allowedSchemes.test(url) ? url.replace(/\s/g, '%20') : '#';
};

/** What follows `tel:` (RFC 3966): digits without what people write between them. */
export const dialled = (text: string): string => text.replace(/[^\d+*#]/g, '').replace(/#/g, '%23');

// Colours, sizes and names of fonts have only these; `url(`, `expression(` and `;` do not.
const cssValue = /^[#\w .,%+-]*$/;

/** A value of a style; nothing of one that could be more than a value. */
export const plainCss = (text: string): string => (cssValue.test(text) ? text : '');

/** Text without control characters, its line breaks and tabs kept. */
export const withoutControls = (text: string): string => text.replace(controls, '');
