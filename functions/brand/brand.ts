import type { Config } from '../platform/config.ts';
import { inkOn, parseColour, readableOn, type Rgb } from './colour.ts';

/** What templates know of the sender, as `it.brand`. */
export interface BrandScope {
  company: string;
  color: string;
  /** The colour of text on `color`. */
  onColor: string;
  /** `color` as it can be read on a white card, and on a dark one. */
  linkColor: string;
  linkColorDark: string;
  logoUrl: string | null;
  logoWidth: number;
  websiteUrl: string | null;
  postalAddress: string | null;
  font: string;
  social: readonly { name: string; url: string }[];
}

const FALLBACK: Rgb = [36, 87, 214];
const CARD: Rgb = [255, 255, 255];
export const DARK_CARD: Rgb = [31, 35, 41];

/** Brand values of app.yaml with colours that can be read: contrast is 4.5:1 at least, whatever the brand's colour. */
export const brandScope = (brand: Config['brand']): BrandScope => {
  const colour = parseColour(brand.color) ?? FALLBACK;
  return {
    company: brand.company,
    color: brand.color,
    onColor: inkOn(colour),
    linkColor: readableOn(colour, CARD, [0, 0, 0]),
    linkColorDark: readableOn(colour, DARK_CARD, [255, 255, 255]),
    logoUrl: brand.logo_url,
    logoWidth: brand.logo_width,
    websiteUrl: brand.website_url,
    postalAddress: brand.postal_address,
    font: brand.font,
    social: brand.social,
  };
};
