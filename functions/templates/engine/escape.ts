/** What is shown of a value: nothing of what is missing, and nothing of what has no words. */
export const shown = (value: unknown): string => {
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return Number.isFinite(value) ? String(value) : '';
  return typeof value === 'boolean' ? String(value) : '';
};

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
// Control characters are not allowed in HTML, and C1 ones make Gmail clip the mail.
const specialInHtml = /[&<>"'\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/;
const controls = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/g;

/** Text as HTML shows it, in text and in quoted attributes. */
export const escapeHtml = (text: string): string =>
  specialInHtml.test(text)
    ? text.replace(controls, '').replace(/[&<>"']/g, (character) => entities[character] ?? '')
    : text;

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

// Colours, sizes and names of fonts have only these; `url(`, `expression(` and `;` do not.
const cssValue = /^[#\w .,%+-]*$/;

/** Header values hold no line breaks or control characters (RFC 5322 §2.2). */
export const oneLine = (text: string): string =>
  text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g, ' ').trim();

/** A value of a style; nothing of one that could be more than a value. */
export const plainCss = (text: string): string => (cssValue.test(text) ? text : '');

/** Text without control characters, its line breaks and tabs kept. */
export const withoutControls = (text: string): string => text.replace(controls, '');
