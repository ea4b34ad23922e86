import { beforeEach, describe, expect, test } from 'vitest';
import { makeCatalogue } from '../../functions/rendering/catalogue.ts';
import { seedBuiltIn } from '../../functions/templates/seed.ts';
import { saveMeta } from '../../functions/templates/store.ts';
import { viewMeta } from '../../functions/templates/views.ts';
import { clientOf, makeMemoryDynamo } from '../simulation/memory-dynamo.ts';
import { aContent, NOW } from './fixture.ts';
import { findMeta, type TemplatesTable } from '../../functions/rendering/version-store.ts';

let store: TemplatesTable;
beforeEach(() => {
  const memory = makeMemoryDynamo();
  store = { dynamo: clientOf((input) => Promise.resolve(memory.answer(input))), table: 'templates' };
});

const release = (words: string) => {
  const { name, ...content } = aContent({ htmlTemplate: words });
  return seedBuiltIn(store, { name, content }, NOW);
};
const meta = async () => (await findMeta(store, 'test'))!;
const sent = async () => {
  const found = await makeCatalogue(store, () => NOW).active('test');
  return found.kind === 'active' ? found.template.htmlTemplate : found.why;
};
const activate = async (version: number | undefined) => {
  await saveMeta(store, { ...(await meta()), activeVersion: version });
};

describe('A deployment', () => {
  test('brings a built-in that is new, once', async () => {
    expect(await release('one')).toBe('new');
    expect(await release('one')).toBe('same');
    expect(await sent()).toBe('one');
    expect((await meta()).latestVersion).toBe(1);
  });

  test('brings a newer one where nobody chose another', async () => {
    await release('one');
    expect(await release('two')).toBe('updated');
    expect(await sent()).toBe('two');
    expect(viewMeta(await meta())).not.toHaveProperty('updateOffered');
  });

  test('offers a newer one where a customer’s own version is active', async () => {
    await release('one');
    await saveMeta(store, { ...(await meta()), latestVersion: 2, activeVersion: 2 });
    expect(await release('two')).toBe('offered');
    const after = await meta();
    expect(after).toMatchObject({ activeVersion: 2, latestVersion: 3, seededVersion: 3 });
    expect(viewMeta(after)).toMatchObject({ activeVersion: 2, updateOffered: 3 });
  });

  test('leaves an archived one archived, and an older one that was chosen active', async () => {
    await release('one');
    await release('two');
    await activate(1);
    expect(await release('three')).toBe('offered');
    expect(await sent()).toBe('one');
    await activate(undefined);
    expect(await release('four')).toBe('offered');
    expect(await sent()).toBe('unpublished');
  });
});

describe('A function', () => {
  test('reads nothing of a template that it has just used, and believes for half a second which is active', async () => {
    let reads = 0;
    let now = NOW;
    const memory = makeMemoryDynamo();
    store = {
      dynamo: clientOf((input) => {
        if (JSON.stringify(input).includes('"Key"')) reads += 1;
        return Promise.resolve(memory.answer(input));
      }),
      table: 'templates',
    };
    await release('one');
    const catalogue = makeCatalogue(store, () => now);
    reads = 0;
    for (let i = 0; i < 10; i += 1) await catalogue.active('test');
    expect(reads).toBe(2);
    await release('two');
    reads = 0;
    expect(await catalogue.active('test')).toMatchObject({ template: { version: 1 } });
    expect(reads).toBe(0);
    now += 500;
    expect(await catalogue.active('test')).toMatchObject({ template: { version: 2 } });
    await catalogue.pinned('test', 1);
    expect(reads).toBe(2);
  });
});
