import { type Element, isText } from 'domhandler';
import { contrast, MIN_CONTRAST, MIN_CONTRAST_LARGE, parseColour, type Rgb } from '../../brand/colour.ts';
import { styleOf } from '../../platform/html-visibility.ts';
import { about, isHidden, parentOf, type Rule } from './mail.ts';

const WHITE: Rgb = [255, 255, 255];

const inherited = (element: Element, read: (one: Element) => string | undefined): string | undefined => {
  for (let at: Element | null = element; at !== null; at = parentOf(at)) {
    const value = read(at);
    if (value !== undefined && value !== '') return value;
  }
  return undefined;
};

const colourOf = (element: Element) =>
  inherited(element, (one) => styleOf(one).get('color') ?? one.attribs['color']);

const backgroundOf = (element: Element) =>
  inherited(element, (one) => {
    const style = styleOf(one);
    const shorthand = firstWord(style.get('background') ?? '');
    const value = style.get('background-color') ?? shorthand ?? one.attribs['bgcolor'];
    return value === 'transparent' || value === 'none' ? undefined : value;
  });

/** Longer words are no colour and no size. */
const MAX_WORD = 100;

/** What stands before the first space that is in no bracket. */
const firstWord = (value: string): string | undefined => {
  let open = 0;
  const end = Array.from(value.slice(0, MAX_WORD)).findIndex((character) => {
    if (character === '(') open += 1;
    if (character === ')') open -= 1;
    return open <= 0 && /\s/.test(character);
  });
  return value.slice(0, end === -1 ? MAX_WORD : end) || undefined;
};

const BASE_PX = 16;
const pixelsOf: Readonly<Record<string, number>> = {
  px: 1,
  pt: 4 / 3,
  em: BASE_PX,
  rem: BASE_PX,
  '%': BASE_PX / 100,
};

/** The size of a font in pixels, and whether it is bold, of `font-size`, `font-weight` or the short form `font`. */
const fontOf = (element: Element): { size: number; isBold: boolean } => {
  const read = (property: string) =>
    inherited(element, (one) => {
      const style = styleOf(one);
      return style.get(property) ?? style.get('font');
    }) ?? '';
  const [, amount = '', unit = ''] =
    /([\d.]+)(px|pt|r?em|%)/.exec(read('font-size').slice(0, MAX_WORD)) ?? [];
  const size = Number(amount) * (pixelsOf[unit] ?? 0) || BASE_PX;
  return { size, isBold: /\b(bold|bolder|[7-9]00)\b/.test(read('font-weight').slice(0, MAX_WORD)) };
};

const isLarge = (element: Element): boolean => {
  const { size, isBold } = fontOf(element);
  return size >= 24 || (size >= 18.66 && isBold);
};

/** Text that can hardly be read against its background, by the colours written on elements (WCAG 2.2, 1.4.3). */
export const contrastRule: Rule = (mail) => {
  const seen = new Set<string>();
  return mail.elements
    .filter((element) => element.children.some((child) => isText(child) && child.data.trim() !== ''))
    .filter((element) => !['style', 'title', 'script'].includes(element.name) && !isHidden(element))
    .flatMap((element) => {
      const words = {
        text: (colourOf(element) ?? '#000000').slice(0, MAX_WORD),
        background: (backgroundOf(element) ?? '#ffffff').slice(0, MAX_WORD),
      };
      const text = parseColour(words.text);
      const background = parseColour(words.background) ?? WHITE;
      if (text === undefined) return [];
      const found = contrast(text, background);
      const least = isLarge(element) ? MIN_CONTRAST_LARGE : MIN_CONTRAST;
      const key = `${words.text} ${words.background} ${least}`;
      if (found >= least || seen.has(key)) return [];
      seen.add(key);
      return [
        about(mail, element, {
          severity: 'warning',
          rule: 'contrast',
          message: `${words.text} on ${words.background} has a contrast of ${found.toFixed(1)}:1; ${least}:1 is needed.`,
          remedy: 'Make the text darker or the background lighter.',
        }),
      ];
    });
};
