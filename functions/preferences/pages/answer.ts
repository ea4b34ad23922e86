import type { Config } from '../../platform/config.ts';
import type { HttpAnswer } from '../../platform/http.ts';
import { type PageContext, pageHeaders, pageLocale } from './layout.ts';

/** How a page is shown to whoever asks: in the recipient's language, else in their browser's. */
export const layoutContext = (
  config: Config,
  locale: string | undefined,
  headers: Readonly<Record<string, string | undefined>>,
): PageContext => ({
  brand: config.brand,
  locale: pageLocale([locale, ...asked(headers['accept-language']), config.localization.locale]),
});

/** The languages of an Accept-Language header, as they come; browsers put the best first. */
const asked = (header: string | undefined): (string | undefined)[] =>
  (header ?? '').split(',').map((part) => part.split(';')[0]?.trim());

export const show = (status: number, page: string, { brand }: Config): HttpAnswer => ({
  status,
  headers: pageHeaders(brand),
  body: page,
});
