import { pageLocale } from '../../pages/layout.ts';
import { pageTexts } from '../../pages/texts.ts';
import type { MailLinks } from '../../rendering/render.ts';
import { escapeHtml } from '../../platform/html.ts';

interface Inline {
  html?: string | undefined;
  text?: string | undefined;
}

/**
 * Inline content with the recipient's own links at its end: whoever wrote it can't know them, and mail that may be
 * refused has to say how.
 */
export const withFooter = <T extends Inline>(content: T, links: MailLinks, locale: string): T => {
  const { preferences, unsubscribe } = links;
  if (unsubscribe === undefined) return content;
  const { footer } = pageTexts[pageLocale([locale])];
  const shown = [
    ...(preferences === undefined ? [] : [{ label: footer.preferences, url: preferences }]),
    { label: footer.unsubscribe, url: unsubscribe },
  ];
  return {
    ...content,
    ...(content.html !== undefined && { html: atEndOfBody(content.html, htmlFooter(shown)) }),
    ...(content.text !== undefined && {
      text: `${content.text.trimEnd()}\n\n--\n${shown.map(({ label, url }) => `${label}: ${url}`).join('\n')}\n`,
    }),
  };
};

const htmlFooter = (links: readonly { label: string; url: string }[]): string =>
  `<p dir="auto" style="margin:24px 0 0;font-family:Helvetica,Arial,sans-serif;font-size:13px;line-height:1.6;color:#4b5563">${links
    .map(
      ({ label, url }) =>
        // Mailgun rewrites no link with this attribute: a reader must see where it leads.
        `<a href="${escapeHtml(url)}" disable-tracking="true" style="color:#4b5563">${escapeHtml(label)}</a>`,
    )
    .join(' &#183; ')}</p>`;

const atEndOfBody = (html: string, footer: string): string => {
  // Not in a lower-cased copy, whose places are others where a letter grows: İ has two characters then.
  const end = [...html.matchAll(/<\/body/gi)].at(-1)?.index ?? -1;
  return end === -1 ? `${html}\n${footer}` : `${html.slice(0, end)}${footer}\n${html.slice(end)}`;
};
