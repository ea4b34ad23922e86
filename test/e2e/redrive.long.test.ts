import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Message } from '../cloud-client.ts';
import { startTestCloud, type TestCloud } from '../embedded-cloud.ts';

let cloud: TestCloud;
let ids: string[];
beforeAll(async () => {
  cloud = await startTestCloud();
  await cloud.fault('400');
  ids = await Promise.all([1, 2, 3].map((i) => cloud.send(`refused-${i}@example.com`)));
  await cloud.send('fine@example.com', { subject: 'x', text: 'x', category: 'digest' });
  await cloud.idle();
  await cloud.fault('none');
});
afterAll(() => cloud.stop());

const redrive = async (...options: string[]): Promise<string> => {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['bin/redrive.ts', '--url', cloud.url, ...options],
    {
      cwd: path.resolve(import.meta.dirname, '../..'),
    },
  );
  return stdout;
};
const deadLetters = async (query = '') =>
  (await cloud.call<{ items: Message[]; next?: string }>('GET', `/v1/dead-letters?${query}`)).body;

describe('dead letters', () => {
  test('are listed with the reason, page by page', async () => {
    expect((await deadLetters()).items).toHaveLength(4);
    expect((await deadLetters('reason=rejected')).items.map(({ reason }) => reason)).toEqual(
      Array(4).fill('rejected'),
    );
    expect((await deadLetters('reason=dead_lettered')).items).toEqual([]);
    expect((await deadLetters('since=2100-01-01T00:00:00Z')).items).toEqual([]);
    const first = await deadLetters('limit=3');
    const second = await deadLetters(`limit=3&cursor=${first.next ?? ''}`);
    const all = [...first.items, ...second.items].map(({ id }) => id);
    expect(new Set(all).size).toBe(4);
  });

  test('are not asked for by a moment that is none', async () => {
    await expect(redrive('--since', 'yesterday')).rejects.toMatchObject({
      stderr: '--since "yesterday" is no moment such as 2027-01-31T09:00:00Z.\n',
    });
  });

  test('are tried again by npm run redrive, which shows first what it would do', async () => {
    const options = ['--reason', 'rejected', '--since', '2020-01-01T00:00:00Z'];
    const shown = await redrive(...options);
    expect(shown).toMatch(/ {6}3 {2}rejected {2}system_notification {2}400/);
    expect(shown).toContain('4 would be tried again. Add --yes to do it.');
    await cloud.idle();
    expect((await cloud.inbox()).length).toBe(0);

    expect(await redrive(...options, '--yes')).toContain('4 tried again.');
    await cloud.idle();
    const messages = await Promise.all(ids.map((id) => cloud.message(id)));
    expect(messages.map(({ status, generation }) => ({ status, generation }))).toEqual(
      Array(3).fill({ status: 'delivered', generation: 1 }),
    );
    expect(await redrive(...options)).toContain('No failed e-mail matches.');
  });
});
