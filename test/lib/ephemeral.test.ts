import { Stack } from 'aws-cdk-lib';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { buildTestStacks, type Resource } from './stacks.ts';

const appYaml = 'stage: rehearsal';
const lasting = buildTestStacks({ appYaml });
const ephemeral = buildTestStacks({ appYaml, ephemeral: true });

const idsOf = (resources: readonly Resource[]): string[] => resources.map(({ id }) => id);
const missing = lasting.resources.filter(({ id }) => !idsOf(ephemeral.resources).includes(id));

/** What MiniStack, where a rehearsal runs, drops or does not look at, so that only the template can tell. */
describe('A rehearsal’s stacks', () => {
  test('have nothing that the others lack', () => {
    const added = idsOf(ephemeral.resources).filter((id) => !idsOf(lasting.resources).includes(id));
    expect(added).toEqual([]);
  });

  test('lack the archive of the bus, and alarms on more than one metric', () => {
    expect(missing.filter(({ Type }) => Type === 'AWS::Events::Archive')).toHaveLength(1);
    const alarms = missing.filter(({ Type }) => Type === 'AWS::CloudWatch::Alarm');
    expect(alarms.length).toBeGreaterThan(0);
    expect(alarms.filter(({ Properties }) => !('Metrics' in Properties))).toEqual([]);
    expect(missing).toHaveLength(1 + alarms.length);
  });

  test('say so by a tag, which the next deployment reads', () => {
    const tagsOf = ({ app }: typeof lasting) =>
      app.node.children.flatMap((child) => (Stack.isStack(child) ? child.tags.tagValues()['ephemeral'] : []));
    expect([...new Set(tagsOf(ephemeral))]).toEqual(['true']);
    expect([...new Set(tagsOf(lasting))]).toEqual(['false']);
  });

  test('differ in nothing else but what outlives them', () => {
    const withoutRetention = ({ Type, Properties }: Resource): unknown => ({
      Type,
      Properties: JSON.parse(
        JSON.stringify(Properties, (key, value: unknown) =>
          key === 'DeletionProtectionEnabled' ? undefined : value,
        ),
      ) as unknown,
    });
    const others = new Map(lasting.resources.map((resource) => [resource.id, resource]));
    const changed = ephemeral.resources.filter(
      (resource) =>
        resource.Type !== 'AWS::CDK::Metadata' &&
        // It shows the alarms that there are.
        resource.Type !== 'AWS::CloudWatch::Dashboard' &&
        JSON.stringify(withoutRetention(resource)) !==
          JSON.stringify(withoutRetention(others.get(resource.id)!)),
    );
    expect(idsOf(changed)).toEqual([]);
  });
});

const policySchema = z.object({
  PolicyDocument: z.object({
    Statement: z.array(z.object({ Action: z.unknown(), Effect: z.string(), Resource: z.array(z.unknown()) })),
  }),
  Roles: z.unknown(),
});

test('Timers may put their names on the queues of fired timers and on the dead letters, and nothing else', () => {
  const policies = lasting
    .all('AWS::IAM::Policy')
    .filter(({ id }) => /-events\/TimersRole/.test(id))
    .map(({ Properties }) => policySchema.parse(Properties).PolicyDocument.Statement);
  expect(policies).toHaveLength(1);
  const [statement, ...more] = policies[0]!;
  expect(more).toEqual([]);
  expect(statement).toMatchObject({ Action: 'sqs:SendMessage', Effect: 'Allow' });
  expect(JSON.stringify(statement!.Resource)).toMatch(
    /SchedulerDeadLetters\w+.*outbound-email-rehearsal-\*-timers/,
  );
  expect(statement!.Resource).toHaveLength(2);
});
