import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { anchorOf } from '../../bin/reference/markdown.ts';
import { referencePages } from '../../bin/reference/pages.ts';
import { routeKey } from '../../functions/platform/route.ts';
import { allEvents } from '../../lib/all-events.ts';
import { allRoutes } from '../../lib/all-routes.ts';

const pages = await referencePages();
const named = pages.map(({ file, content }) => ({ name: path.basename(file), file, content }));
const pageOf = (name: string): string => named.find((page) => page.name === name)?.content ?? '';

/** The headings of a page, as links name them. */
const anchorsOf = (content: string): string[] =>
  [...content.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => anchorOf(heading));

describe('The reference', () => {
  test.each(named)('$name is what `npm run reference` writes', ({ file, content }) => {
    const isWritten = readFileSync(file, 'utf8') === content;
    expect(isWritten ? '' : `${file} is behind the code: run npm run reference`).toBe('');
  });

  test.each(named)('$name is the same whenever it is made', async ({ name, content }) => {
    const again = (await referencePages()).find(({ file }) => path.basename(file) === name);
    expect(again?.content).toBe(content);
    const lastMonth = new Date();
    lastMonth.setUTCMonth(lastMonth.getUTCMonth() - 1, 4);
    expect(content).not.toContain(lastMonth.toISOString().slice(0, 10));
  });

  test.each(named)('$name has no heading twice, and no link that leads nowhere', ({ content }) => {
    const anchors = anchorsOf(content);
    expect(anchors.filter((anchor, i) => anchors.indexOf(anchor) !== i)).toEqual([]);
    const dead = [...content.matchAll(/\]\(([\w.-]*)#([\w-]+)\)/g)].filter(([, file = '', anchor = '']) => {
      const target = file === '' ? content : pageOf(file) || readFileSync(path.join('docs', file), 'utf8');
      return !anchorsOf(target).includes(anchor);
    });
    expect(dead.map(([link]) => link)).toEqual([]);
    const files = [...content.matchAll(/\]\(([\w.-]+\.md)/g)].map(([, file = '']) => file);
    for (const file of files) expect(readFileSync(path.join('docs', file), 'utf8')).not.toBe('');
  });

  test.each(named)('$name says what each field of a request is', ({ content }) => {
    const rows = [...content.matchAll(/^\| `[^`]+` \| (?:yes)? ?\|.*\| (.*) \|$/gm)];
    expect(rows.length).toBeGreaterThan(50);
    expect(rows.filter(([, meaning = '']) => meaning.trim() === '').map(([row]) => row)).toEqual([]);
  });

  test('has every route, with its scopes and what it alone may answer', async () => {
    const content = pageOf('api.md');
    for (const route of await allRoutes()) {
      const [, part = ''] = content.split(`\n### ${routeKey(route)}\n`);
      const [own = ''] = part.split('\n### ');
      expect(own).toContain(`**${route.summary}.**`);
      for (const scope of [route.scope ?? []].flat()) expect(own).toContain(`\`${scope}\``);
      for (const status of Object.keys(route.answers)) expect(own).toContain(`**${status}** `);
      for (const code of route.errors) expect(own).toContain(`\`${code}\``);
    }
  });

  test('has every event, with a pattern for what goes out', async () => {
    const content = pageOf('events.md');
    for (const { type, direction } of await allEvents()) {
      const [, part = ''] = content.split(`\n### ${type} (${direction})\n`);
      const [own = ''] = part.split('\n### ');
      expect(own).toContain(`"detail-type": "${type}"`);
      expect(own.includes('Pattern: `')).toBe(direction === 'out');
    }
  });
});
