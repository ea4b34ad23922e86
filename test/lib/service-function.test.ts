import { globSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { checkSections, configSchema } from '../../functions/platform/config.ts';
import { bundleName } from '../../lib/bundles.ts';
import { buildTestStacks, type Resource, targetOf } from './stacks.ts';

const stacks = buildTestStacks();
const functionSchema = z.object({
  FunctionName: z.string(),
  Runtime: z.string(),
  Architectures: z.array(z.string()),
  Handler: z.string(),
  Timeout: z.number(),
  TracingConfig: z.object({ Mode: z.string() }),
  LoggingConfig: z.object({ LogGroup: z.unknown() }),
  Environment: z.object({ Variables: z.record(z.string(), z.unknown()) }),
  Role: z.unknown(),
});
const functionsOf = (built: typeof stacks) =>
  built.all('AWS::Lambda::Function').map((resource) => {
    const fn = functionSchema.parse(resource.Properties);
    return { name: fn.FunctionName, fn, properties: resource.Properties, bundle: built.bundleOf(resource) };
  });
const functions = functionsOf(stacks);

describe('The functions', () => {
  test('run every handler that there is', () => {
    const bundles = globSync('functions/*/*.handler.ts').map(bundleName);
    expect([...new Set(functions.map(({ bundle }) => bundle))].sort()).toEqual(bundles.sort());
  });

  test.each(functions)('$name: Node 24 on ARM, traced', ({ fn }) => {
    expect(fn).toMatchObject({
      Runtime: 'nodejs24.x',
      Architectures: ['arm64'],
      Handler: 'index.handler',
      TracingConfig: { Mode: 'Active' },
    });
  });

  test.each(functions)('$name has a log of its own, kept for three months', ({ name, fn }) => {
    const group = targetOf(fn.LoggingConfig.LogGroup, stacks.all('AWS::Logs::LogGroup'));
    expect(group.Properties).toMatchObject({ LogGroupName: `/aws/lambda/${name}`, RetentionInDays: 90 });
  });

  const reservedIn = (appYaml: string) =>
    Object.fromEntries(
      functionsOf(buildTestStacks({ appYaml })).flatMap(({ name, properties }) =>
        'ReservedConcurrentExecutions' in properties
          ? [[name, properties['ReservedConcurrentExecutions']]]
          : [],
      ),
    );

  test('that the world may call without a key, and that waits for callers, cannot take the concurrency of the others', () => {
    const [webhook, reading] = ['outbound-email-dev-webhook', 'outbound-email-dev-read-email'];
    expect(reservedIn('')).toEqual({ [webhook]: 20, [reading]: 50 });
    expect(reservedIn('limits: { webhook_concurrency: 7, wait_concurrency: 3 }')).toEqual({
      [webhook]: 7,
      [reading]: 3,
    });
  });

  test('reserve none when app.yaml says so, for accounts that have none to reserve', () => {
    expect(reservedIn('limits: { webhook_concurrency: null, wait_concurrency: null }')).toEqual({});
  });

  test('have a role each', () => {
    const ids = functions.map(({ fn }) => targetOf(fn.Role, stacks.all('AWS::IAM::Role')).id);
    expect(new Set(ids).size).toBe(functions.length);
  });

  test('read app.yaml from a file beside their code, resolved for the stage', () => {
    const built = buildTestStacks({ appYaml: 'stage: prod\nretention: { content_days: 30 }' });
    const configs = built.all('AWS::Lambda::Function').map((fn) => built.configOf(fn));
    expect(configs.length).toBeGreaterThan(15);
    for (const config of configs) {
      expect(checkSections(configSchema, config, 'app-config.json')).toMatchObject({
        stage: 'prod',
        retention: { content_days: 30 },
        email: { sending: { mode: 'live' } },
      });
    }
  });

  test('of a stage that is none of production mail only whom the allow-list names', () => {
    const [fn] = stacks.all('AWS::Lambda::Function');
    expect(fn && stacks.configOf(fn)).toMatchObject({ email: { sending: { mode: 'allowlist' } } });
  });
});

describe('The environment of', () => {
  /** As it is in the region with the longest name. */
  const bytesOf = (built: typeof stacks, fn: Resource): number => {
    const { Environment } = functionSchema.parse(built.resolved(fn));
    return Object.entries(Environment.Variables).reduce(
      (sum, [name, value]) =>
        sum + name.length + String(value).replaceAll('us-east-1', 'ap-southeast-1').length,
      0,
    );
  };
  const everything = `
stage: a-stage-of-16-ch
public: { base_url: "https://mail.example.com", certificate_arn: "arn:aws:acm:eu-west-1:123456789012:certificate/11111111-2222-3333-4444-555555555555" }
email:
  mailgun: { domain: mail.customers.example.com, marketing_domain: news.customers.example.com, region: eu, webhook_max_age_hours: 24 }
  sending:
    from_name: The Sales Team of Example Incorporated
    from_email: sales@customers.example.com
    reply_to: replies@customers.example.com
    allowed_from: [anna@customers.example.com, berta@customers.example.com, carla@customers.example.com]
    redirect_to: everything@customers.example.com
    allowlist: [example.com, example.org, quality@customers.example.com]
    test_recipients: [tester-one@customers.example.com, tester-two@customers.example.com]
    mode: redirect
  templates:
    conversation_summary: { enabled: false, send_to_customer: false, send_to_sales_team: false, sales_team_email: team@customers.example.com, settle: PT30M }
    appointment_confirmation: { enabled: false, include_calendar_invite: false }
    appointment_reminders: { enabled: false, offsets: [P2D, PT24H, PT3H, PT15M] }
    lead_alerts: { enabled: false, threshold_score: 80 }
    hot_leads: { enabled: false }
    sales_digest: { enabled: false }
  tracking: { open_tracking: false, click_tracking: false, unsubscribe_tracking: false, opens: consented }
  delivery: { retry_attempts: 5, retry_delay_minutes: 10, queue_batch_size: 50, rate_limit_per_minute: 600, settle_minutes: { transactional: 10, bulk: 60 }, max_wait_days: 3 }
retention: { content_days: 30, messages_days: 200 }
operations: { alarm_email: operations@customers.example.com }
limits: { webhook_concurrency: 200, wait_concurrency: 200, requests_per_second: { api: 1000, recipient_pages: 500, other: 100 } }
brand: { company: Example Incorporated, color: "#112233", logo_url: "https://www.example.com/assets/logo.png", postal_address: "Main Street 1, 12345 Springfield" }
`;

  const changed = buildTestStacks({ appYaml: everything });
  const named = (built: typeof stacks, of: string) =>
    built.all('AWS::Lambda::Function').map((fn) => ({
      name: String(fn.Properties['FunctionName']),
      of,
      bytes: bytesOf(built, fn),
    }));
  test.each([...named(stacks, 'with the defaults'), ...named(changed, 'with every setting changed')])(
    '$name $of stays below 1.5 KB, whatever app.yaml says',
    ({ bytes }) => {
      expect(bytes).toBeGreaterThan(20);
      expect(bytes).toBeLessThan(1536);
    },
  );
});
