import { describe, expect, test } from 'vitest';
import { newTemplateSchema } from '../../functions/rendering/template.ts';
import { aContent } from './fixture.ts';
import { lint } from './lint-fixture.ts';

describe('Templates of many samples and languages', { timeout: 60_000 }, () => {
  const languages = (count: number) =>
    Object.fromEntries(
      Array.from({ length: count }, (_, i) => [
        `${String.fromCharCode(97 + Math.floor(i / 26))}${String.fromCharCode(97 + (i % 26))}`,
        { k: 'x' },
      ]),
    );
  const samples = (count: number) =>
    Object.fromEntries(Array.from({ length: count }, (_, i) => [`s${i}`, { name: 'x' }]));

  test.each([
    { what: '21 samples', different: { samples: samples(21) }, pointer: ['samples'] },
    { what: '101 languages', different: { texts: languages(101) }, pointer: ['texts'] },
  ])('$what are refused', ({ different, pointer }) => {
    const { error } = newTemplateSchema.safeParse(aContent(different));
    expect(error?.issues).toMatchObject([{ path: pointer, params: { code: 'template_limit' } }]);
  });

  test('are looked at as far as there is work for, and refused beyond', async () => {
    const htmlTemplate = '<p>{{= it.name }}</p>'.repeat(1000);
    const findings = await lint({ htmlTemplate, samples: samples(20), texts: languages(100) });
    expect(findings).toContainEqual(expect.objectContaining({ severity: 'error', rule: 'template_limit' }));
  });
});
