import type { Category } from '../contract/category.ts';
import { layout, type PageContext } from '../pages/layout.ts';
import { pageTexts } from '../pages/texts.ts';
import { escapeHtml } from '../platform/html.ts';

export interface UnsubscribeView {
  state: 'ask' | 'done';
  email: string;
  category: Category;
  /** The preference centre of the same recipient. */
  preferences: string;
}

/** The page behind an unsubscribe link: it asks with one button, or says that it is done. */
export const unsubscribePage = (view: UnsubscribeView, context: PageContext): string => {
  const { kinds, unsubscribe } = pageTexts[context.locale];
  const { title, text } = unsubscribe[view.state];
  const words = text.replace('{kind}', kinds[view.category]).replace('{email}', () => view.email);
  const form =
    view.state === 'ask'
      ? `<form method="post"><button type="submit">${escapeHtml(unsubscribe.ask.button)}</button></form>`
      : '';
  return layout(
    title,
    `<p>${escapeHtml(words)}</p>
${form}
<p><a href="${escapeHtml(view.preferences)}">${escapeHtml(unsubscribe.choose)}</a></p>`,
    context,
  );
};
