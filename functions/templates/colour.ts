/** Red, green and blue from 0 to 255. */
export type Rgb = readonly [number, number, number];

/** WCAG 2.2 AA: text against its background. */
export const MIN_CONTRAST = 4.5;
/** The same for large text: from 18.66 px bold, or 24 px. */
export const MIN_CONTRAST_LARGE = 3;

const named: Readonly<Record<string, Rgb>> = {
  white: [255, 255, 255],
  black: [0, 0, 0],
  red: [255, 0, 0],
  green: [0, 128, 0],
  blue: [0, 0, 255],
  gray: [128, 128, 128],
  grey: [128, 128, 128],
  silver: [192, 192, 192],
  yellow: [255, 255, 0],
  orange: [255, 165, 0],
  navy: [0, 0, 128],
};

/** Reads `#rgb`, `#rrggbb`, `rgb(…)` and common names; undefined for anything else, such as what is transparent. */
export const parseColour = (text: string): Rgb | undefined => {
  const value = text.trim().toLowerCase();
  const hex = /^#([0-9a-f]{3}|[0-9a-f]{6})$/.exec(value)?.[1];
  if (hex !== undefined) {
    const digits = hex.length === 3 ? hex.replace(/./g, '$&$&') : hex;
    return [0, 2, 4].map((at) => Number.parseInt(digits.slice(at, at + 2), 16)) as unknown as Rgb;
  }
  const parts = /^rgb\(\s*(\d+)[\s,]+(\d+)[\s,]+(\d+)\s*\)$/.exec(value);
  if (parts) return [Number(parts[1]), Number(parts[2]), Number(parts[3])];
  return named[value];
};

const toHex = (rgb: Rgb): string =>
  `#${rgb.map((part) => Math.round(part).toString(16).padStart(2, '0')).join('')}`;

/** Relative luminance as WCAG 2.2 defines it. */
const luminance = (rgb: Rgb): number => {
  const [r, g, b] = rgb.map((part) => {
    const share = part / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  }) as unknown as Rgb;
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
};

/** Contrast of two colours as WCAG 2.2 defines it: 1 to 21. */
export const contrast = (a: Rgb, b: Rgb): number => {
  const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return ((light ?? 0) + 0.05) / ((dark ?? 0) + 0.05);
};

const WHITE: Rgb = [255, 255, 255];
const INK: Rgb = [17, 24, 39];

/** White or ink, whichever reads better on a colour. */
export const inkOn = (colour: Rgb): string =>
  contrast(colour, WHITE) >= Math.min(contrast(colour, INK), MIN_CONTRAST) ? toHex(WHITE) : bestDark(colour);

/** Ink reads softer than black, but a middling colour needs black. */
const bestDark = (colour: Rgb): string => (contrast(colour, INK) >= MIN_CONTRAST ? toHex(INK) : '#000000');

/** The colour itself, moved towards `end` no further than it takes to be read on a background. */
export const readableOn = (colour: Rgb, background: Rgb, end: Rgb): string => {
  for (let step = 0; step <= 20; step += 1) {
    const moved = colour.map((part, i) => part + (((end[i] ?? 0) - part) * step) / 20) as unknown as Rgb;
    if (contrast(moved, background) >= MIN_CONTRAST) return toHex(moved);
  }
  return toHex(end);
};
