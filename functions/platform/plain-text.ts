import { convert } from 'html-to-text';

/** The plain-text part of an HTML mail: links in angle brackets, hidden preheaders and images left out. */
export const htmlToPlainText = (html: string): string =>
  convert(html, {
    wordwrap: 78,
    // Deeper HTML is no mail, and would be more than the stack bears.
    limits: { maxDepth: 200 },
    selectors: [
      ...['h1', 'h2', 'h3', 'h4', 'h5', 'h6'].map((selector) => ({
        selector,
        options: { uppercase: false },
      })),
      { selector: 'img', format: 'skip' },
      { selector: 'div[style*="display:none"]', format: 'skip' },
      { selector: 'a', options: { linkBrackets: ['<', '>'] } },
    ],
  });
