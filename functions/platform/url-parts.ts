/** A part of a URL in which nothing has a meaning of its own (RFC 3986, 2.1). */
export const encodePart = (text: string): string =>
  encodeURIComponent(text.toWellFormed()).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );

/** What follows `mailto:` (RFC 6068): an address as it is written, and no fields behind it. */
export const encodeAddress = (text: string): string =>
  encodePart(text).replace(/%40/g, '@').replace(/%2B/g, '+');
