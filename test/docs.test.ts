import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { scopes } from '../functions/platform/api-keys.ts';
import { categories, categoryRules } from '../functions/contract/category.ts';
import { allRoutes } from '../lib/all-routes.ts';

test('the table of categories in the docs is the one in the code', () => {
  const yes = (is: boolean) => (is ? 'yes' : 'no');
  const rows = categories.map((category) => {
    const { lane, refusedBy, oneClick, needsConsent, quiet } = categoryRules[category];
    const by = refusedBy === null ? 'nobody' : `\`${refusedBy}\``;
    return `| \`${category}\` | ${lane} | ${by} | ${yes(oneClick)} | ${yes(needsConsent)} | ${yes(quiet)} |`;
  });
  expect(readFileSync('docs/recipients.md', 'utf8')).toContain(rows.join('\n'));
});

test('the routes of each scope in the docs are those that the scope opens', async () => {
  const routes = await allRoutes();
  const rows = scopes
    .filter((scope) => scope !== 'admin')
    .map((scope) => {
      const opened = routes
        .filter((route) => [route.scope].flat().includes(scope))
        .map(({ method, path }) => `\`${method} ${path}\``);
      return `| \`${scope}\` | ${opened.sort().join(', ')} |`;
    });
  expect(readFileSync('docs/security.md', 'utf8')).toContain(rows.join('\n'));
});
