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
