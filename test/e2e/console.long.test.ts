import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { axeFindings } from '../../bin/axe.ts';
import { openBrowser, whyNoBrowser } from '../../bin/browser.ts';
import { writeDelivered } from '../console/newer-mail.ts';
import { fillCloud, MARKUP, openView, pauseAs, type Scenes, tablesOf, viewsOf } from '../console/scenes.ts';
import { startTestCloud, type TestCloud } from '../embedded-cloud.ts';

const ADA = 'ada@example.com';
const NEWER = 10_000;

const browser = await openBrowser().catch((error: unknown) => {
  console.warn(`No browser starts here, so the console was not tried: ${whyNoBrowser(error)}`);
  return undefined;
});
afterAll(() => browser?.close());

const newPage = async (width: number): Promise<Page> => {
  if (browser === undefined) throw new Error('No browser starts here');
  return browser.newPage({ viewport: { width, height: 800 } });
};

describe.skipIf(browser === undefined)('Why did ada@example.com not get her confirmation?', () => {
  let cloud: TestCloud;
  let waiting: string;
  let page: Page;
  beforeAll(async () => {
    cloud = await startTestCloud();
    await pauseAs(cloud, 'grace', 'appointment');
    waiting = await cloud.send(ADA, { subject: 'Confirmed', text: 'See you', category: 'appointment' });
    await cloud.idle();
    const before = await tablesOf(cloud);
    await cloud.advance('PT1H');
    await writeDelivered(before.dynamo, NEWER, before.now);
    before.dynamo.destroy();
    page = await newPage(1440);
  }, 120_000);
  afterAll(() => cloud.stop());

  test('is answered behind 10,000 newer mails in three steps and ten seconds', async () => {
    const start = performance.now();
    await page.goto(`${cloud.url}/console`);
    await page.getByRole('searchbox').fill(ADA);
    await page.getByRole('link', { name: 'Confirmed' }).click();
    const verdict = page.getByRole('region', { name: 'Status' });
    await verdict.getByText('are paused by grace since').waitFor();
    expect(performance.now() - start).toBeLessThan(10_000);
    const { body } = await cloud.call<{ items: { since: string }[] }>('GET', '/v1/pause');
    expect(await verdict.locator('time').first().getAttribute('datetime')).toBe(body.items[0]?.since);
    expect(await verdict.innerText()).toContain('appointment e-mails');
    expect(await page.getByRole('region', { name: 'Timeline' }).innerText()).toMatch(/waits\s+paused/);
  });

  test('a reload stays at the mail and at what was looked for', async () => {
    await page.reload();
    await page.getByRole('region', { name: 'Status' }).getByText('are paused by grace').waitFor();
    expect(page.url()).toBe(`${cloud.url}/console#/sends/${waiting}?q=ada%40example.com`);
    expect(await page.getByRole('searchbox').inputValue()).toBe(ADA);
    await page.locator('#rows a.row').first().waitFor();
    expect(await page.locator('#rows a.row').count()).toBe(1);
  });

  test('the bar above the lists says so on every page', async () => {
    const bar = page.getByRole('region', { name: 'What holds mail back' });
    expect(await bar.innerText()).toMatch(/appointment e-mails are paused by grace since .* One waits\./s);
  });

  test('Resume asks first, and nothing is resumed where the answer is no', async () => {
    await page
      .getByRole('region', { name: 'Status' })
      .getByRole('button', { name: /^Resume/ })
      .click();
    await page.getByRole('button', { name: 'Keep paused' }).click();
    expect((await cloud.call('GET', '/v1/pause')).body['categories']).toEqual(['appointment']);
  });

  test('Resume delivers it, and the page tells so', async () => {
    await page
      .getByRole('region', { name: 'Status' })
      .getByRole('button', { name: /^Resume/ })
      .click();
    await page.getByRole('dialog').getByRole('button', { name: 'Resume' }).click();
    await page.getByText('The recipient’s mail server took it.').waitFor();
    await page.getByRole('region', { name: 'What holds mail back' }).waitFor({ state: 'hidden' });
    expect((await cloud.message(waiting)).status).toBe('delivered');
    await page.getByRole('link', { name: 'Read the mail' }).click();
    await page.locator('#detail iframe, #detail .nothing').first().waitFor();
    expect(page.url()).toContain('#/inbox/');
  });

  test('older pages follow one another to the last', async () => {
    await page.goto(`${cloud.url}/console#/sends?q=digest+99`);
    const older = page.getByRole('button', { name: 'Older' });
    await page.locator('#rows a.row').nth(49).waitFor();
    expect(await page.locator('#rows a.row').count()).toBe(50);
    const rows = page.locator('#rows a.row');
    let shown = 50;
    while (await older.isVisible()) {
      await older.click();
      const hasMore = async () => (await rows.count()) > shown || !(await older.isVisible());
      await expect.poll(hasMore, { timeout: 20_000 }).toBe(true);
      shown = await rows.count();
    }
    // Those whose subject or address holds 99.
    const matching = Array.from({ length: NEWER }, (_, i) => String(i)).filter((n) => n.includes('99'));
    expect(shown).toBe(matching.length);
  });
});

describe.skipIf(browser === undefined)('Every page of the console', () => {
  let cloud: TestCloud;
  let scenes: Scenes;
  beforeAll(async () => {
    cloud = await startTestCloud({ quiet: true });
    scenes = await fillCloud(cloud);
  });
  afterAll(() => cloud.stop());

  test.each([375, 1440])('%i px wide passes axe, light and dark', async (width) => {
    const page = await newPage(width);
    const findings: string[] = [];
    for (const view of viewsOf(scenes).filter(({ isAlike = false }) => !isAlike)) {
      await openView(page, cloud.url, view);
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme });
        const found = await axeFindings(page, { isWholePage: true, contrastOnly: colorScheme === 'dark' });
        findings.push(...found.map((finding) => `${view.name}, ${colorScheme}: ${finding}`));
      }
    }
    await page.close();
    expect(findings).toEqual([]);
  });

  test('shows what strangers wrote as text', async () => {
    const page = await newPage(1440);
    await page.goto(`${cloud.url}/console#/inbox/${scenes.arrived.markup}`);
    await page.locator('#detail h2').waitFor();
    expect(await page.locator('#detail h2').innerText()).toBe(MARKUP);
    expect(await page.locator('#rows img, #rows b, #detail img, #detail b').count()).toBe(0);
    expect(await page.title()).not.toBe('run');
    await page.close();
  });

  test('says of a mail that is put off what its timeline says', async () => {
    const page = await newPage(1440);
    await page.goto(`${cloud.url}/console#/sends/${scenes.deferred}`);
    const verdict = page.getByRole('region', { name: 'Status' });
    await verdict.getByText('The recipient’s mail server has put it off; Mailgun tries again.').waitFor();
    const last = page.getByRole('region', { name: 'Timeline' }).getByRole('listitem').last();
    expect(await last.innerText()).toContain(await verdict.locator('.server-words').innerText());
    await page.close();
  });

  test('says of a template without an active version that no mail can use it', async () => {
    const page = await newPage(1440);
    await page.goto(`${cloud.url}/console#/templates/never_published?q=nobody+published`);
    await page.locator('#detail').getByText('none is active, so no mail can use it').waitFor();
    expect(await page.locator('#rows a.row').allInnerTexts()).toHaveLength(1);
    await page.close();
  });

  test('says that Mailgun fails, and until when all mail waits', async () => {
    await cloud.fault('503');
    for (const name of ['one', 'two', 'three']) await cloud.send(`${name}@example.com`);
    await cloud.advance('PT30S');
    const page = await newPage(375);
    await page.goto(`${cloud.url}/console`);
    const bar = page.getByRole('region', { name: 'What holds mail back' });
    await bar.getByText('All e-mails wait: Mailgun fails since').waitFor();
    expect(await bar.innerText()).toContain('503');
    expect(await axeFindings(page, { isWholePage: true })).toEqual([]);
    await page.close();
  });
});
