import type { Config } from '../platform/config.ts';
import { brandScope } from '../brand/brand.ts';
import { closestLocale, isOtherDirection } from '../platform/locales.ts';
import { pageTexts, type PageLocale } from './texts.ts';
import { escapeHtml } from '../platform/html.ts';

/** What every page for recipients is told. */
export interface PageContext {
  brand: Config['brand'];
  locale: PageLocale;
}

/** The first language of a reader's that pages are written in; English when there is none. */
export const pageLocale = (tags: readonly (string | undefined)[]): PageLocale => {
  for (const tag of tags) {
    const closest = tag === undefined ? undefined : closestLocale(tag, Object.keys(pageTexts));
    if (closest === 'en' || closest === 'de') return closest;
  }
  return 'en';
};

/** Headers of every page: nothing runs, nothing is loaded but the logo, and nobody can frame it. */
export const pageHeaders = (brand: Config['brand']): Record<string, string> => ({
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': `default-src 'none'; style-src 'unsafe-inline'; ${
    brand.logo_url === null ? '' : 'img-src https:; '
  }form-action 'self'; frame-ancestors 'none'; base-uri 'none'`,
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'strict-transport-security': 'max-age=31536000',
});

/** A page for recipients: no script, no cookie, readable on a phone, light and dark. `body` is HTML. */
export const layout = (title: string, body: string, { brand, locale }: PageContext): string => {
  const { color, onColor, linkColor, linkColorDark, logoUrl, logoWidth, company } = brandScope(brand);
  const header =
    logoUrl === null
      ? nameHtml(company, locale)
      : `<img src="${escapeHtml(logoUrl)}" alt="${escapeHtml(company)}" width="${logoWidth}">`;
  return `<!doctype html>
<html lang="${locale}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${escapeHtml(title)} – ${escapeHtml(company)}</title>
<style>
:root { color-scheme: light dark; --ink: light-dark(#1d2129, #e8eaee); --soft: light-dark(#5b6472, #a3acba); --line: light-dark(#d0d5dd, #3d444e); --link: light-dark(${linkColor}, ${linkColorDark}); }
* { box-sizing: border-box; }
body { margin: 0; font: 17px/1.5 system-ui, sans-serif; background: light-dark(#f4f5f7, #14161a); color: var(--ink); }
main { max-width: 36rem; margin: 8vh auto 4rem; padding: 2rem; background: light-dark(#fff, #1f2329); border-radius: 12px; border-top: 4px solid ${color}; overflow-wrap: anywhere; }
@media (max-width: 38rem) { main { margin: 0; min-height: 100vh; padding: 1.5rem 1.25rem 3rem; border-radius: 0; } }
.company { margin: 0; font-size: .9375rem; font-weight: 600; color: var(--soft); }
.company img { display: block; max-width: 100%; height: auto; }
h1 { margin: .5rem 0 1rem; font-size: 1.5rem; line-height: 1.25; }
h2 { margin: 1.75rem 0 .5rem; font-size: 1.125rem; line-height: 1.3; }
fieldset { margin: 1.75rem 0 0; padding: 0; border: 0; min-width: 0; }
legend { padding: 0; font-size: 1.0625rem; font-weight: 700; }
.row { display: flex; gap: .75rem; align-items: flex-start; padding: .625rem 0; }
.row input { flex: none; width: 1.25rem; height: 1.25rem; margin: .15rem 0 0; accent-color: ${color}; }
.hint { display: block; font-size: .875rem; color: var(--soft); }
.field { display: grid; align-content: end; gap: .25rem; margin: .75rem 0 0; }
.pair { display: grid; grid-template-columns: 1fr 1fr; gap: 0 1rem; }
@media (max-width: 26rem) { .pair { grid-template-columns: 1fr; } }
select { width: 100%; min-height: 2.75rem; padding: .25rem .5rem; border: 1px solid light-dark(#8a93a1, #737c8a); border-radius: 8px; font: inherit; color: inherit; background: light-dark(#fff, #14161a); }
textarea { width: 100%; padding: .5rem; border: 1px solid light-dark(#8a93a1, #737c8a); border-radius: 8px; font: inherit; color: inherit; background: light-dark(#fff, #14161a); }
button { min-height: 2.75rem; margin-top: 1.75rem; padding: .5rem 1.5rem; border: 1px solid transparent; border-radius: 8px; font: inherit; font-weight: 600; color: ${onColor}; background: ${color}; cursor: pointer; }
.action { display: inline-block; min-height: 2.75rem; padding: .5rem 1.5rem; border: 1px solid light-dark(#8a93a1, #737c8a); border-radius: 8px; font-weight: 600; text-decoration: none; color: var(--ink); }
.action.first { border-color: transparent; color: ${onColor}; background: ${color}; }
button.plain { margin-top: 1rem; color: var(--ink); background: none; border-color: light-dark(#8a93a1, #737c8a); }
:is(button, input, select, textarea, a):focus-visible { outline: 3px solid var(--link); outline-offset: 2px; }
a { color: var(--link); }
.done { margin: 0 0 1rem; padding: .75rem 1rem; border-radius: 8px; background: light-dark(#e6f4ea, #1d3325); color: light-dark(#14532d, #b7e4c7); }
.fault { margin: 0 0 1rem; padding: .75rem 1rem; border-radius: 8px; background: light-dark(#fdecea, #3b1d1a); color: light-dark(#7a1c12, #f6c5bf); }
hr { margin: 2rem 0 0; border: 0; border-top: 1px solid var(--line); }
</style>
</head>
<body>
<main>
<p class="company">${header}</p>
<h1>${escapeHtml(title)}</h1>
${body}
</main>
</body>
</html>
`;
};

/** A name as HTML, apart from the words around it where it is written in the other direction. */
const nameHtml = (name: string, locale: PageLocale): string =>
  isOtherDirection(name, locale) ? `<bdi>${escapeHtml(name)}</bdi>` : escapeHtml(name);

/** A kind page for a link that can't be used; it reveals nothing. */
export const problemPage = (why: 'broken' | 'expired', context: PageContext): string => {
  const { title, text } = pageTexts[context.locale][why];
  return layout(
    title,
    `<p>${escapeHtml(text).replace('{company}', () => nameHtml(context.brand.company, context.locale))}</p>`,
    context,
  );
};
