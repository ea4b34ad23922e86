import type { Config } from '../platform/config.ts';
import type { Category } from './categories.ts';

/** How a recipient would call each kind of mail. */
const kindOfMail: Readonly<Record<Category, string>> = {
  conversation_summary: 'summaries of your conversations',
  appointment: 'appointment e-mails',
  reminder: 'appointment reminders',
  marketing: 'offers and news',
  lead_alert: 'lead alerts',
  digest: 'digests',
  system: 'service notices',
};

export type UnsubscribeView =
  { state: 'ask' | 'done'; email: string; category: Category } | { state: 'broken' | 'expired' };

interface Words {
  title: string;
  text: string;
  button?: string;
}

const wordsFor = (view: UnsubscribeView, company: string): Words => {
  switch (view.state) {
    case 'ask':
      return {
        title: 'Unsubscribe?',
        text: `We would no longer send ${kindOfMail[view.category]} to ${view.email}.`,
        button: 'Unsubscribe',
      };
    case 'done':
      return {
        title: 'You are unsubscribed',
        text: `We no longer send ${kindOfMail[view.category]} to ${view.email}. This holds from now on, also for mail that was already waiting to be sent.`,
      };
    case 'expired':
      return {
        title: 'This link is too old',
        text: `For your safety, links in our e-mails end after a year. Please use the link in a newer e-mail, or answer any e-mail from ${company} and ask us to stop.`,
      };
    case 'broken':
      return {
        title: 'This link does not work',
        text: `Perhaps it was cut off on its way to you. Please open it from the e-mail once more, or answer any e-mail from ${company} and ask us to stop.`,
      };
  }
};

const escape = (text: string): string =>
  text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);

/** The page behind an unsubscribe link: no script, no cookie, readable on a phone, light and dark. */
export const unsubscribePage = (view: UnsubscribeView, brand: Config['brand']): string => {
  const { title, text, button } = wordsFor(view, brand.company);
  const form =
    button === undefined ? '' : `<form method="post"><button type="submit">${escape(button)}</button></form>`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${escape(title)} – ${escape(brand.company)}</title>
<style>
:root { color-scheme: light dark; }
body { margin: 0; font: 17px/1.5 system-ui, sans-serif; background: light-dark(#f4f5f7, #15171b); color: light-dark(#1d2129, #e8eaee); }
main { max-width: 30rem; margin: 12vh auto 0; padding: 2rem; background: light-dark(#fff, #1f2329); border-radius: 12px; overflow-wrap: anywhere; }
@media (max-width: 34rem) { main { margin: 0; min-height: 100vh; box-sizing: border-box; border-radius: 0; } }
.company { margin: 0; font-size: .875rem; color: light-dark(#5b6472, #a3acba); }
h1 { margin: .5rem 0 1rem; font-size: 1.5rem; line-height: 1.25; }
button { margin-top: .75rem; padding: .75rem 1.5rem; border: 0; border-radius: 8px; font: inherit; font-weight: 600; color: #fff; background: ${brand.color}; cursor: pointer; }
button:focus-visible { outline: 3px solid light-dark(#1d2129, #fff); outline-offset: 2px; }
</style>
</head>
<body>
<main>
<p class="company">${escape(brand.company)}</p>
<h1>${escape(title)}</h1>
<p>${escape(text)}</p>
${form}
</main>
</body>
</html>
`;
};
