import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { compileTemplate, renderTemplate } from '../functions/rendering/render.ts';
import { previewLinks, sampleMail } from '../functions/templates/sample-mail.ts';
import { APP_YAML, parseConfig } from '../lib/read-config.ts';
import { builtIns } from '../templates/built-in.ts';
import { compileBuiltIn } from '../templates/compile.ts';
import { specimens } from '../templates/shared/specimen/specimens.ts';
import { axeFindings } from './axe.ts';
import { openBrowser, whyNoBrowser } from './browser.ts';

/**
 * Every built-in with each sample and language, as phones and desktops show it, light and dark; and what axe finds.
 * The first argument is the folder, the others name templates when not all are wanted.
 */
const [outDir = 'dist/shots', ...only] = process.argv.slice(2);
const now = Date.parse('2027-03-04T08:00:00Z');
const viewports = { phone: 375, desktop: 800 };

const config = parseConfig(readFileSync(APP_YAML, 'utf8'), APP_YAML);

const browser = await openBrowser().catch((error: unknown) => {
  // sysexits(3): what is needed is not there.
  console.error(`No browser starts here, so no mail was looked at: ${whyNoBrowser(error)}`);
  process.exit(69);
});
mkdirSync(outDir, { recursive: true });

/** As each kind of screen shows it; a page stays open, since a new one costs more than what it shows. */
const looks = await Promise.all(
  Object.entries(viewports).flatMap(([device, width]) =>
    (['light', 'dark'] as const).map(async (colorScheme) => ({
      name: `${device}-${colorScheme}`,
      page: await browser.newPage({ viewport: { width, height: 800 }, colorScheme }),
    })),
  ),
);
let findings = 0;
let shots = 0;

const look = async (mail: string, html: string): Promise<void> => {
  await Promise.all(
    looks.map(async ({ name, page }) => {
      await page.setContent(html);
      const file = path.join(outDir, `${mail}-${name}.png`);
      writeFileSync(file, await page.screenshot({ fullPage: true }));
      shots += 1;
      for (const finding of await axeFindings(page)) {
        findings += 1;
        console.log(`${path.basename(file)}: ${finding}`);
      }
    }),
  );
};

for (const definition of [...builtIns, ...specimens]) {
  if (only.length > 0 && !only.includes(definition.name)) continue;
  const { name, content } = await compileBuiltIn(definition);
  const template = compileTemplate({ ...content, name });
  const links = previewLinks(content.category, 'https://mail.example.com');
  for (const [sample, data] of Object.entries(definition.samples)) {
    for (const locale of Object.keys(definition.texts)) {
      const { html } = renderTemplate(template, data, sampleMail({ config, links, now }, { locale }));
      await look(`${name}-${sample}-${locale}`, html);
    }
  }
}
await browser.close();
console.log(`${shots} shots in ${outDir}, ${findings} findings of axe or of what does not fit a screen`);
process.exit(findings === 0 ? 0 : 1);
