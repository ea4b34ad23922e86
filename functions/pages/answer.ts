import Negotiator from 'negotiator';
import type { Config } from '../platform/config.ts';
import type { HttpAnswer } from '../platform/http.ts';
import { type PageContext, pageHeaders, pageLocale } from './layout.ts';

/** How a page is shown to whoever asks: in the recipient's language, else in their browser's. */
export const layoutContext = (
  config: Config,
  locale: string | undefined,
  headers: Readonly<Record<string, string | undefined>>,
): PageContext => ({
  brand: config.brand,
  locale: pageLocale([locale, ...new Negotiator({ headers }).languages(), config.localization.locale]),
});

export const show = (status: number, page: string, { brand }: Config): HttpAnswer => ({
  status,
  headers: pageHeaders(brand),
  body: page,
});
