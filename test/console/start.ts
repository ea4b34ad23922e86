import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Browser } from 'playwright-core';
import { axeFindings } from '../../bin/axe.ts';
import { openBrowser, whyNoBrowser } from '../../bin/browser.ts';
import buildAssemblies from '../build-assembly.ts';
import { startTestCloud, type TestCloud } from '../embedded-cloud.ts';
import { fillCloud, openView, viewsOf } from './scenes.ts';

/**
 * Every page and dialog of the console on phones, tablets and desktops, light and dark; and what axe finds.
 * The first argument is the folder, the others name views when not all are wanted.
 */
const [outDir = 'dist/console-shots', ...only] = process.argv.slice(2);
const widths = [375, 800, 1440];

/** Answers how many shots were made, and how much axe found. */
const look = async (browser: Browser, cloud: TestCloud): Promise<{ shots: number; findings: number }> => {
  const all = viewsOf(await fillCloud(cloud));
  const views = all.filter(({ name }) => only.length === 0 || only.includes(name));
  let findings = 0;
  let shots = 0;
  for (const width of widths) {
    const page = await browser.newPage({ viewport: { width, height: width < 700 ? 740 : 900 } });
    for (const view of views) {
      await openView(page, cloud.url, view);
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme });
        const file = `${view.name}-${width}-${colorScheme}.png`;
        writeFileSync(path.join(outDir, file), await page.screenshot());
        shots += 1;
        const options = { isWholePage: true, contrastOnly: colorScheme === 'dark' };
        for (const finding of await axeFindings(page, options)) {
          findings += 1;
          console.log(`${file}: ${finding}`);
        }
      }
    }
    await page.close();
  }
  return { shots, findings };
};

const browser = await openBrowser().catch((error: unknown) => {
  // sysexits(3): what is needed is not there.
  console.error(`No browser starts here, so the console was not looked at: ${whyNoBrowser(error)}`);
  process.exit(69);
});
await buildAssemblies();
mkdirSync(outDir, { recursive: true });
const cloud = await startTestCloud({ quiet: true });
try {
  const { shots, findings } = await look(browser, cloud);
  console.log(`${shots} shots in ${outDir}, ${findings} findings of axe or of what does not fit a screen`);
  process.exitCode = findings === 0 ? 0 : 1;
} finally {
  await browser.close();
  await cloud.stop();
}
