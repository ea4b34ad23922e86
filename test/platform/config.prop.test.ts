import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { checkConfig } from '../../functions/app-config.ts';
import { ConfigError } from '../../functions/platform/config.ts';
import { parseConfig } from '../../lib/read-config.ts';

/** Parses or fails with a ConfigError; anything else is a fault of the parser. */
const outcome = (run: () => unknown): 'taken' | 'refused' => {
  try {
    run();
    return 'taken';
  } catch (error) {
    if (error instanceof ConfigError) return 'refused';
    throw error;
  }
};

describe('Any app.yaml', () => {
  test('is taken or refused with a ConfigError', () => {
    fc.assert(
      fc.property(fc.string(), (source) => {
        expect(['taken', 'refused']).toContain(outcome(() => parseConfig(source, 'app.yaml')));
      }),
    );
  });

  test('gives the same configuration after it was written and read again', () => {
    const settings = fc.record({
      stage: fc.stringMatching(/^[a-z][a-z0-9-]{0,15}$/),
      retention: fc.record({ content_days: fc.integer({ min: 1, max: 3650 }) }),
      brand: fc.record({ company: fc.stringMatching(/^\S.{0,98}$/u).filter((name) => !/[\r\n]/.test(name)) }),
    });
    fc.assert(
      fc.property(settings, (given) => {
        const config = checkConfig(given, 'app.yaml');
        const shared = Object.entries(config).filter(([name]) => name !== 'rules' && name !== 'sections');
        expect(
          parseConfig(stringify({ ...Object.fromEntries(shared), ...config.sections }), 'app.yaml'),
        ).toEqual(config);
      }),
    );
  });
});
