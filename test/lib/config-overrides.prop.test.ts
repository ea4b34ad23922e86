import fc from 'fast-check';
import { expect, test } from 'vitest';
import { checkConfig } from '../../functions/platform/config.ts';
import { overrides } from '../../lib/config-overrides.ts';

const settings = fc.record(
  {
    stage: fc.constantFrom('dev', 'prod', 'qa'),
    retention: fc.record(
      { content_days: fc.constantFrom(30, 90), messages_days: fc.constantFrom(30, 400) },
      { requiredKeys: [] },
    ),
    email: fc.record(
      {
        sending: fc.record(
          {
            mode: fc.constantFrom(null, 'live', 'allowlist'),
            allowlist: fc.array(fc.constantFrom('example.com', 'ada@example.com'), { maxLength: 3 }),
          },
          { requiredKeys: [] },
        ),
        templates: fc.record(
          {
            appointment_reminders: fc.record({
              offsets: fc.array(fc.constantFrom('PT24H', 'PT1H', 'P1D'), { maxLength: 3 }),
            }),
          },
          { requiredKeys: [] },
        ),
        delivery: fc.record(
          { settle_minutes: fc.record({ bulk: fc.constantFrom(5, 30, 60) }) },
          { requiredKeys: [] },
        ),
      },
      { requiredKeys: [] },
    ),
    brand: fc.record(
      {
        company: fc.constantFrom('Your Company', 'Acme'),
        postal_address: fc.constantFrom(null, 'Main Street 1'),
      },
      { requiredKeys: [] },
    ),
  },
  { requiredKeys: [] },
);

test('the functions read back the very configuration from what differs', () => {
  fc.assert(
    fc.property(settings, (given) => {
      const config = checkConfig(given, 'app.yaml');
      const handedOver: unknown = JSON.parse(JSON.stringify(overrides(config)));
      expect(checkConfig(handedOver, 'APP_CONFIG')).toEqual(config);
    }),
  );
});
