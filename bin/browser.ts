import chromium from '@sparticuz/chromium';
import { type Browser, chromium as playwright } from 'playwright-core';

/** Starts the Chromium that comes with the dependencies. @throws Error where none starts on this machine. */
export const openBrowser = async (): Promise<Browser> =>
  playwright.launch({
    executablePath: await chromium.executablePath(),
    // With one process for all, the browser dies with its second page.
    args: chromium.args.filter((arg) => arg !== '--single-process'),
    headless: true,
  });

/** Why no browser starts, in a line. */
export const whyNoBrowser = (error: unknown): string => String(error).split('\n')[0] ?? '';
