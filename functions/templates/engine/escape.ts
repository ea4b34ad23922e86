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
const specialInHtml = /[&<>"'\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/;
const entities = new Map(
  Object.entries({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }),
);
/** What HTML shows a character as, by its code; nothing of control characters. */
const replacements: readonly (string | undefined)[] = Array.from({ length: 0xa0 }, (_, code) => {
  const character = String.fromCharCode(code);
  return specialInHtml.test(character) ? (entities.get(character) ?? '') : undefined;
});

/** Text as HTML shows it, in text and in quoted attributes. */
export const escapeHtml = (text: string): string => {
  const first = text.search(specialInHtml);
  if (first === -1) return text;
  let escaped = '';
  let from = 0;
  // One pass by hand: replacing by expression takes most of the time of a rendering.
  for (let at = first; at < text.length; at += 1) {
    const replacement = replacements[text.charCodeAt(at)];
    if (replacement === undefined) continue;
    escaped += text.slice(from, at) + replacement;
    from = at + 1;
  }
  return escaped + text.slice(from);
};

const allowedSchemes = /^(https?:\/\/|mailto:|tel:|sms:)/i;

/** A URL that a reader may follow; "#" for one of another kind, such as `javascript:`. */
export const safeUrl = (value: string): string => {
  const url = value.replace(controls, '').trim();
  return allowedSchemes.test(url) ? url.replace(/\s/g, '%20') : '#';
};

export const encodePart = (text: string): string =>
  encodeURIComponent(text.toWellFormed()).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );

/** What follows `mailto:` (RFC 6068): an address as it is written, and no fields behind it. */
export const encodeAddress = (text: string): string =>
  encodePart(text).replace(/%40/g, '@').replace(/%2B/g, '+');

/** What follows `tel:` (RFC 3966): digits without what people write between them. */
export const dialled = (text: string): string => text.replace(/[^\d+*#]/g, '').replace(/#/g, '%23');

// Colours, sizes and names of fonts have only these; `url(`, `expression(` and `;` do not.
const cssValue = /^[#\w .,%+-]*$/;

/** A value of a style; nothing of one that could be more than a value. */
export const plainCss = (text: string): string => (cssValue.test(text) ? text : '');

/** Text without control characters, its line breaks and tabs kept. */
export const withoutControls = (text: string): string => text.replace(controls, '');
