import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { categories, categoryRules } from '../functions/preferences/categories.ts';

test('the table of categories in the docs is the one in the code', () => {
  const yes = (is: boolean) => (is ? 'yes' : 'no');
  const rows = categories.map((category) => {
    const { lane, refusedBy, oneClick, needsConsent, quiet } = categoryRules[category];
    const by = refusedBy === null ? 'nobody' : `\`${refusedBy}\``;
    return `| \`${category}\` | ${lane} | ${by} | ${yes(oneClick)} | ${yes(needsConsent)} | ${yes(quiet)} |`;
  });
  expect(readFileSync('docs/recipients.md', 'utf8')).toContain(rows.join('\n'));
});
