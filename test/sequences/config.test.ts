import { describe, expect, test } from 'vitest';
import { ConfigError } from '../../functions/platform/config.ts';
import { sequenceConfigOf } from '../../functions/sequences/config.ts';
import { parseConfig } from '../../lib/read-config.ts';
import { offWithoutFile } from '../../lib/read-sequences.ts';

const configOf = (section: string) => parseConfig(`sequences: ${section}\n`, 'app.yaml');

describe('The section sequences of app.yaml', () => {
  test.each(['PT1H', 'P7D', 'P3660D'])('takes %s for how late a step may be', (duration) => {
    expect(sequenceConfigOf(configOf(`{ expire_after: ${duration} }`)).expireAfterMs).toBeGreaterThan(0);
  });

  test.each(['PT59M', 'P3661D', 'P99999999999999D', 'soon'])('refuses %s for it', (duration) => {
    expect(() => sequenceConfigOf(configOf(`{ expire_after: ${duration} }`))).toThrow(ConfigError);
  });

  test('names in off what has a file, or is told', () => {
    const config = configOf('{ off: [rebook, rebok] }');
    expect(offWithoutFile(config, { rebook: {} })).toEqual(['rebok']);
    expect(offWithoutFile(parseConfig('', 'app.yaml'), {})).toEqual([]);
    expect(sequenceConfigOf(config).isOn('rebook')).toBe(false);
  });
});
