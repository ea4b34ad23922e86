import { globSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { makeMetrics } from '../../functions/platform/logging.ts';
import { METRICS_NAMESPACE } from '../../functions/platform/metric-names.ts';
import { buildTestStacks, holds, targetOf } from './stacks.ts';

const stacks = buildTestStacks();
const runbook = readFileSync('docs/operate.md', 'utf8');
const alarms = stacks.all('AWS::CloudWatch::Alarm').map(({ Properties }) =>
  z
    .object({
      AlarmName: z.string(),
      AlarmDescription: z.string().min(20),
      AlarmActions: z.array(z.unknown()),
      OKActions: z.array(z.unknown()),
      TreatMissingData: z.string(),
      Dimensions: z.array(z.object({ Name: z.string(), Value: z.unknown() })).default([]),
      Namespace: z.string().optional(),
      MetricName: z.string().optional(),
    })
    .parse(Properties),
);

describe('The alarms', () => {
  test.each(alarms)('$AlarmName goes to the topic, and so does its end', ({ AlarmActions, OKActions }) => {
    const topics = stacks.all('AWS::SNS::Topic');
    expect(AlarmActions.map((action) => targetOf(action, topics).Properties['TopicName'])).toEqual([
      'outbound-email-dev-alarms',
    ]);
    expect(OKActions).toEqual(AlarmActions);
  });

  test.each(alarms)('$AlarmName stands in the runbook', ({ AlarmName }) => {
    const name = AlarmName.split('-').at(-1) ?? '';
    const named = [...runbook.matchAll(/\*\*(\w+)(…?)\*\*/g)];
    expect(named.some(([, word = '', more]) => (more === '…' ? name.startsWith(word) : name === word))).toBe(
      true,
    );
  });

  test.each(alarms)('$AlarmName rests while nothing happens', ({ TreatMissingData }) => {
    expect(TreatMissingData).toBe('notBreaching');
  });

  describe('watch what functions count', () => {
    const source = globSync('functions/**/*.ts')
      .map((file) => readFileSync(file, 'utf8'))
      .join('\n');
    const counted = [...source.matchAll(/addMetric\(\s*['`](\w+)/g)].map(([, name = '']) => name);
    const onCounts = alarms.filter(({ Namespace }) => Namespace === METRICS_NAMESPACE);

    test.each(onCounts)('$AlarmName, by a name that one of them counts under', ({ MetricName = '' }) => {
      expect(counted).toContain(MetricName);
    });

    test.each(onCounts)('$AlarmName, by the dimensions that they all count by', ({ Dimensions }) => {
      process.env['STAGE'] = 'dev';
      const metrics = makeMetrics();
      delete process.env['STAGE'];
      metrics.addMetric('DeadLetters', 'Count', 1);
      const { _aws, ...values } = metrics.serializeMetrics();
      const [names = []] = _aws.CloudWatchMetrics.flatMap((directive) => directive.Dimensions);
      expect(Dimensions).toEqual(names.map((name) => ({ Name: name, Value: values[name] })));
    });

    test('and there are some', () => {
      expect(onCounts.length).toBeGreaterThan(5);
    });
  });

  test('watch every dead-letter queue', () => {
    const watched = alarms
      .filter(({ MetricName }) => MetricName === 'ApproximateNumberOfMessagesVisible')
      .flatMap(({ Dimensions }) => Dimensions)
      .map(({ Value }) => targetOf(Value, stacks.all('AWS::SQS::Queue')).Properties['QueueName']);
    const deadLetters = stacks
      .all('AWS::SQS::Queue')
      .map(({ Properties }) => Properties['QueueName'])
      .filter((name) => String(name).endsWith('-dead-letters'));
    expect(watched.sort()).toEqual(deadLetters.sort());
  });

  test('watch the errors of every function', () => {
    const watched = alarms
      .filter(({ MetricName }) => MetricName === 'Errors')
      .flatMap(({ Dimensions }) => Dimensions)
      .map(({ Value }) => targetOf(Value, stacks.all('AWS::Lambda::Function')).Properties['FunctionName']);
    const functions = stacks.all('AWS::Lambda::Function').map(({ Properties }) => Properties['FunctionName']);
    expect(watched.sort()).toEqual(functions.sort());
  });
});

describe('The topic', () => {
  test('has no subscriber while app.yaml names none', () => {
    holds(() => {
      stacks.template('observability').resourceCountIs('AWS::SNS::Subscription', 0);
    });
  });

  test('mails the operator whom app.yaml names', () => {
    const built = buildTestStacks({ appYaml: 'operations: { alarm_email: ops@example.com }' });
    holds(() => {
      built.template('observability').hasResourceProperties('AWS::SNS::Subscription', {
        Protocol: 'email',
        Endpoint: 'ops@example.com',
      });
    });
    const [subscription] = built.all('AWS::SNS::Subscription');
    expect(
      targetOf(subscription?.Properties['TopicArn'], built.all('AWS::SNS::Topic')).Properties['TopicName'],
    ).toBe('outbound-email-dev-alarms');
  });

  test('is encrypted with a key that CloudWatch may use', () => {
    const key = z
      .object({ KeyPolicy: z.object({ Statement: z.array(z.object({ Principal: z.unknown() })) }) })
      .parse(stacks.all('AWS::KMS::Key')[0]?.Properties);
    expect(key.KeyPolicy.Statement.map(({ Principal }) => Principal)).toContainEqual({
      Service: 'cloudwatch.amazonaws.com',
    });
  });
});

test('the bus has an archive of 14 days', () => {
  holds(() => {
    stacks.template('events').hasResourceProperties('AWS::Events::Archive', {
      ArchiveName: 'outbound-email-dev-archive',
      RetentionDays: 14,
    });
  });
});
