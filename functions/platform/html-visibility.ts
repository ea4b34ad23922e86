/** What tells how an element of HTML looks, whoever parsed it. */
export interface WithAttributes {
  attribs: Readonly<Record<string, string>>;
}

const styles = new WeakMap<WithAttributes, ReadonlyMap<string, string>>();

/** Declarations of a style attribute, by property in lower case, without their `!important`. */
export const styleOf = (element: WithAttributes): ReadonlyMap<string, string> => {
  const known = styles.get(element);
  if (known !== undefined) return known;
  const style = readStyle(element.attribs['style'] ?? '');
  styles.set(element, style);
  return style;
};

const readStyle = (style: string): ReadonlyMap<string, string> =>
  new Map(
    withoutComments(style)
      .split(';')
      .flatMap((declaration): [string, string][] => {
        const colon = declaration.indexOf(':');
        if (colon === -1) return [];
        const value = declaration.slice(colon + 1).replace(/!\s*important/i, '');
        return [[declaration.slice(0, colon).trim().toLowerCase(), value.trim()]];
      }),
  );

/** CSS reads a comment as nothing, and one without an end to the end. */
const withoutComments = (style: string): string =>
  style
    .split('/*')
    .map((part, i) => (i === 0 ? part : afterComment(part)))
    .join('');

/** What follows a comment; nothing of one that does not end. */
const afterComment = (text: string): string =>
  text.includes('*/') ? text.slice(text.indexOf('*/') + 2) : '';

/**
 * Whether an element hides all that is in it, as preheaders are hidden. What only Outlook is told to hide (`mso-hide`)
 * all others show; a font size of 0 is layout, which those inside set anew.
 */
export const hides = (element: WithAttributes): boolean => {
  const style = styleOf(element);
  const isZero = (property: string): boolean => Number.parseFloat(style.get(property) ?? '1') === 0;
  return (
    'hidden' in element.attribs ||
    style.get('display')?.toLowerCase() === 'none' ||
    /^(hidden|collapse)$/i.test(style.get('visibility') ?? '') ||
    isZero('opacity') ||
    (style.get('overflow')?.toLowerCase() === 'hidden' && (isZero('max-height') || isZero('height')))
  );
};
