import { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { deployFaults, deployWarnings, quotaFindings } from '../../lib/preflight.ts';
import { buildTestStacks } from './stacks.ts';
import { parseConfig } from '../../lib/read-config.ts';

const own =
  'email: { mailgun: { domain: mg.example.com }, sending: { from_email: sales@example.com, reply_to: sales@example.com } }';
const faultsOf = (appYaml: string) => deployFaults(parseConfig(appYaml, 'app.yaml'));
const certificate = 'certificate_arn: "arn:aws:acm:eu-west-1:123456789012:certificate/abc"';

describe('A deployment', () => {
  test.each([
    { name: 'of dev with domains of one’s own', appYaml: own },
    {
      name: 'of prod at a domain of one’s own',
      appYaml: `stage: prod\npublic: { base_url: "https://mail.example.com", ${certificate} }\n${own}`,
    },
    {
      name: 'of a domain that only ends like the placeholder',
      appYaml: own.replace('mg.example.com', 'mg.notyourdomain.com'),
    },
  ])('$name may go', ({ appYaml }) => {
    expect(faultsOf(appYaml)).toEqual([]);
  });

  test('of the file as it comes names every placeholder', () => {
    expect(faultsOf('')).toEqual([
      'email.mailgun.domain is mg.yourdomain.com; name a domain of your own.',
      'email.sending.from_email is sales@yourdomain.com; name a domain of your own.',
      'email.sending.reply_to is sales@yourdomain.com; name a domain of your own.',
    ]);
  });

  test.each([
    {
      name: 'prod without a domain for its links',
      appYaml: `stage: prod\n${own}`,
      fault: 'public.base_url is null; links live a year, so stage prod needs a domain of its own.',
    },
    {
      name: 'a domain without a certificate',
      appYaml: `public: { base_url: "https://mail.example.com" }\n${own}`,
      fault:
        'public.certificate_arn is null; a domain of your own needs a certificate in ACM, in the same region.',
    },
  ])('of $name is refused', ({ appYaml, fault }) => {
    expect(faultsOf(appYaml)).toEqual([fault]);
  });
});

test('A deployment whose mails would come from "Your Company" is warned of', () => {
  const warnings = (appYaml: string) => deployWarnings(parseConfig(appYaml, 'app.yaml'));
  expect(warnings(own)).toEqual([
    'brand.company is Your Company; every mail carries the name of yours.',
    'email.sending.from_name is Your Company Sales Team; say whom mail comes from.',
  ]);
  expect(warnings('brand: { company: Acme }\nemail: { sending: { from_name: Acme } }')).toEqual([]);
});

describe('The quota of concurrent functions', () => {
  const found = (appYaml: string, quota: number) => quotaFindings(parseConfig(appYaml, 'app.yaml'), quota);

  test('of an established account holds what the webhook reserves', () => {
    expect(found('', 1000)).toEqual({ faults: [], warnings: [] });
    expect(found('', 170)).toEqual({ faults: [], warnings: [] });
  });

  const NONE = 'limits: { webhook_concurrency: null, wait_concurrency: null }';

  test.each([10, 100, 169])('of %i is too small to reserve any, and app.yaml can say so', (quota) => {
    expect(found('', quota).faults).toEqual([
      `limits.webhook_concurrency and limits.wait_concurrency reserve 70; this account may run ${quota} functions at a ` +
        'time, and AWS keeps 100 of them for functions that reserve none. Set both to null, or ask for more under ' +
        'Service Quotas → AWS Lambda → Concurrent executions.',
    ]);
    expect(found(NONE, quota).faults).toEqual([]);
  });

  test('may hold one of the ceilings alone', () => {
    expect(found('limits: { wait_concurrency: null }', 120).faults).toEqual([]);
    expect(found('limits: { webhook_concurrency: null }', 149).faults).toEqual([
      expect.stringMatching(/^limits\.wait_concurrency reserves 50; .* Set it to null, or /),
    ]);
  });

  test('of ten works, slower, and without ceilings: all of it is told', () => {
    expect(found(NONE, 10).warnings).toEqual([
      'This account may run 10 Lambda functions at a time; the service uses up to 50. It works with fewer, slower: ' +
        'ask for more under Service Quotas → AWS Lambda → Concurrent executions.',
      'limits.webhook_concurrency is null: a flood of the public webhook URL can take the concurrency that sending needs.',
      'limits.wait_concurrency is null: callers who wait for the end of e-mails (?wait=) can take the concurrency that sending needs.',
    ]);
  });
});

describe('A stage that must not be deployed', () => {
  const refusedBy = (appYaml: string) =>
    buildTestStacks({ appYaml }).app.node.children.flatMap((child) => {
      if (!Stack.isStack(child)) return [];
      const { Rules = {} } = z
        .object({ Rules: z.record(z.string(), z.unknown()).optional() })
        .parse(Template.fromStack(child).toJSON());
      return [Rules['ConfigHasNoFaults']];
    });

  test('can be synthesized, and CloudFormation refuses each of its stacks with what is wrong', () => {
    const rules = refusedBy('');
    expect(rules.length).toBeGreaterThan(5);
    for (const rule of rules) {
      expect(rule).toEqual({
        Assertions: [
          {
            Assert: { 'Fn::Equals': [{ Ref: 'ConfigFaults' }, 'none'] },
            AssertDescription: faultsOf('')
              .map((fault) => `app.yaml: ${fault}`)
              .join(' '),
          },
        ],
      });
    }
  });

  test('has a counterpart that nothing is refused of', () => {
    expect(refusedBy(own).filter((rule) => rule !== undefined)).toEqual([]);
  });

  test('is prod with data that go with their stacks', () => {
    expect(() => buildTestStacks({ appYaml: `stage: prod\n${own}`, ephemeral: true })).toThrow(
      '-c ephemeral=true deletes tables, mails and secrets with their stacks, so it is refused on stage prod.',
    );
  });
});
