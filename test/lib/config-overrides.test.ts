import { describe, expect, test } from 'vitest';
import { checkConfig } from '../../functions/platform/config.ts';
import { overrides } from '../../lib/config-overrides.ts';
import { parseConfig } from '../../lib/read-config.ts';

describe('What the functions are told of app.yaml', () => {
  test.each([
    { name: 'nothing for the defaults', appYaml: '', told: {} },
    { name: 'nothing for a default that is spelled out', appYaml: 'stage: dev', told: {} },
    { name: 'a value of its own', appYaml: 'stage: prod', told: { stage: 'prod' } },
    {
      name: 'only what differs within a section',
      appYaml: 'email: { delivery: { retry_attempts: 3, settle_minutes: { bulk: 60 } } }',
      told: { email: { delivery: { settle_minutes: { bulk: 60 } } } },
    },
    {
      name: 'a list whole',
      appYaml: 'email: { templates: { appointment_reminders: { offsets: [PT24H] } } }',
      told: { email: { templates: { appointment_reminders: { offsets: ['PT24H'] } } } },
    },
    {
      name: 'an empty list where the default has entries',
      appYaml: 'email: { templates: { appointment_reminders: { offsets: [] } } }',
      told: { email: { templates: { appointment_reminders: { offsets: [] } } } },
    },
    {
      name: 'a value where the default is null',
      appYaml: 'operations: { alarm_email: ops@example.com }',
      told: { operations: { alarm_email: 'ops@example.com' } },
    },
    {
      name: 'false where the default is true',
      appYaml: 'email: { tracking: { open_tracking: false } }',
      told: { email: { tracking: { open_tracking: false } } },
    },
  ])('is $name', ({ appYaml, told }) => {
    const config = parseConfig(appYaml, 'app.yaml');
    expect(overrides(config)).toEqual(told);
    expect(checkConfig(overrides(config), 'APP_CONFIG')).toEqual(config);
  });
});
