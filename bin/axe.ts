import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** A mail is shown inside a page of the client's, which has the landmarks and the first heading. */
const ofPagesAlone = ['landmark-one-main', 'region', 'page-has-heading-one'];

interface AxeResult {
  violations: { id: string; help: string; nodes: { html: string }[] }[];
}

/**
 * What axe-core finds in a page, and whether it is wider than its screen. A mail alone is no whole page; where a page has
 * been looked at, another colour scheme changes its contrast alone.
 */
export const axeFindings = async (
  page: Page,
  { isWholePage = false, contrastOnly = false }: { isWholePage?: boolean; contrastOnly?: boolean } = {},
): Promise<string[]> => {
  const off = isWholePage ? [] : ofPagesAlone;
  if (!(await page.evaluate<boolean>("'axe' in window"))) await page.evaluate(axeSource);
  const result = await page.evaluate<AxeResult>(
    `(async () => {
      const rules = Object.fromEntries(${JSON.stringify(off)}.map((id) => [id, { enabled: false }]));
      return axe.run(document, { rules, resultTypes: ['violations']${contrastOnly ? ", runOnly: ['color-contrast']" : ''} });
    })()`,
  );
  const overflow = await page.evaluate<number>(
    'document.documentElement.scrollWidth - document.documentElement.clientWidth',
  );
  return [
    ...result.violations.map(({ id, help, nodes }) => `${id}: ${help} ${nodes[0]?.html.slice(0, 120) ?? ''}`),
    ...(overflow > 0 ? [`overflow: ${overflow} px wider than the screen`] : []),
  ];
};
