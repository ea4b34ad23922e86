import { converter, modeHsl, modeRgb, useMode } from 'culori/fn';

/** Red, green and blue from 0 to 255. */
export type Rgb = readonly [number, number, number];

/** WCAG 2.2 AA: text against its background. */
export const MIN_CONTRAST = 4.5;
/** The same for large text: from 18.66 px bold, or 24 px. */
export const MIN_CONTRAST_LARGE = 3;

useMode(modeRgb);
useMode(modeHsl);
const toRgb = converter('rgb');

/** Reads a colour as CSS writes it, names included; undefined for anything else, and for what shows what is behind it. */
export const parseColour = (text: string): Rgb | undefined => {
  const colour = toRgb(text.trim().toLowerCase());
  if (colour === undefined || (colour.alpha ?? 1) < 1) return undefined;
  const part = (share: number): number => Math.round(Math.min(Math.max(share, 0), 1) * 255);
  return [part(colour.r), part(colour.g), part(colour.b)];
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
