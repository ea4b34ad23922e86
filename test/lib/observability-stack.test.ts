import { globSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { makeMetrics } from '../../functions/platform/logging.ts';
import { alarmSchema, type EvaluatedAlarm, fires, periodOf, type Point } from './alarm-evaluation.ts';
import { buildTestStacks, holds, targetOf } from './stacks.ts';

const stacks = buildTestStacks();
const runbook = readFileSync('docs/operate.md', 'utf8');
const resources = stacks.all('AWS::CloudWatch::Alarm');
const alarms = resources.map((resource) => alarmSchema.parse(stacks.resolved(resource)));
const shortName = (alarm: EvaluatedAlarm): string => alarm.AlarmName.replace('outbound-email-dev-', '');
const metricsOf = ({ MetricName, Dimensions, Metrics = [] }: EvaluatedAlarm) =>
  MetricName === undefined
    ? Metrics.flatMap(({ MetricStat }) => (MetricStat === undefined ? [] : [MetricStat.Metric]))
    : [{ MetricName, Dimensions }];

describe('The alarms', () => {
  test('are few', () => {
    expect(alarms.length).toBeLessThanOrEqual(20);
  });

  test.each(resources)('$Properties.AlarmName goes to the topic, and so does its end', ({ Properties }) => {
    const topics = stacks.all('AWS::SNS::Topic');
    const { AlarmActions, OKActions } = z
      .object({ AlarmActions: z.array(z.unknown()), OKActions: z.array(z.unknown()) })
      .parse(Properties);
    expect(AlarmActions.map((action) => targetOf(action, topics).Properties['TopicName'])).toEqual([
      'outbound-email-dev-alarms',
    ]);
    expect(OKActions).toEqual(AlarmActions);
  });

  test.each(alarms)('$AlarmName says what happened and three things to do, as the runbook does', (alarm) => {
    const [means = '', ...steps] = alarm.AlarmDescription.replaceAll(' dev:', ' <stage>:')
      .replaceAll('/dev/', '/<stage>/')
      .split('\n');
    expect(runbook).toContain(`### ${shortName(alarm)}\n\n${means}\n\n${steps.slice(0, 3).join('\n')}\n`);
    expect(steps[3]).toBe(`More: docs/operate.md, ${shortName(alarm)}.`);
    expect(alarm.AlarmDescription.length).toBeLessThan(1024);
  });

  test('watch every queue and every dead-letter queue', () => {
    const watched = (metric: string) =>
      alarms
        .flatMap(metricsOf)
        .filter(({ MetricName, Dimensions }) => MetricName === metric && Dimensions.length > 0)
        .map(({ Dimensions }) => Dimensions[0]?.Value);
    const names = stacks.all('AWS::SQS::Queue').map(({ Properties }) => String(Properties['QueueName']));
    const isDeadLetters = (name: string): boolean => name.endsWith('-dead-letters');
    expect(watched('ApproximateAgeOfOldestMessage').sort()).toEqual(
      names.filter((name) => !isDeadLetters(name)).sort(),
    );
    const depths = watched('ApproximateNumberOfMessagesVisible').map(String);
    expect(depths.filter(isDeadLetters).sort()).toEqual(names.filter(isDeadLetters).sort());
  });

  test('name metrics that functions count under, by the dimensions that they all count by', () => {
    const source = globSync('functions/**/*.ts')
      .map((file) => readFileSync(file, 'utf8'))
      .join('\n');
    process.env['STAGE'] = 'dev';
    const metrics = makeMetrics();
    delete process.env['STAGE'];
    metrics.addMetric('FailedMail', 'Count', 1);
    const { _aws, ...values } = metrics.serializeMetrics();
    const [names = []] = _aws.CloudWatchMetrics.flatMap((directive) => directive.Dimensions);
    const own = alarms
      .flatMap(metricsOf)
      .filter(({ Dimensions }) => Dimensions.some(({ Name }) => Name === 'stage'));
    expect(own.length).toBeGreaterThan(8);
    for (const { MetricName, Dimensions } of own) {
      expect(source).toContain(`'${MetricName}'`);
      expect(Dimensions).toEqual(names.map((name) => ({ Name: name, Value: values[name] })));
    }
  });

  test.each(alarms)('$AlarmName takes no more metrics than CloudWatch does', (alarm) => {
    expect(metricsOf(alarm).length).toBeLessThanOrEqual(10);
    // https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html
    expect(periodOf(alarm) * alarm.EvaluationPeriods).toBeLessThanOrEqual(86_400);
  });
});

const NOW = Date.parse('2027-01-31T12:00:00Z');
const MINUTE = 60_000;
const alarm = (name: string): EvaluatedAlarm => {
  const found = alarms.find((one) => shortName(one) === name);
  if (found === undefined) throw new Error(`There is no alarm ${name}`);
  return found;
};
/** A count of the stage, `minutes` ago. */
const counted = (name: string, value: number, minutes = 1): Point => ({
  name,
  of: 'dev',
  at: NOW - minutes * MINUTE,
  value,
});
const ofQueue = (name: string, queue: string, value: number): Point[] =>
  [1, 6, 11].map((minutes) => ({
    name,
    of: `outbound-email-dev-${queue}`,
    at: NOW - minutes * MINUTE,
    value,
  }));
const waited = (queue: string, seconds: number) => ofQueue('ApproximateAgeOfOldestMessage', queue, seconds);
const holding = (queue: string, count: number) => ofQueue('ApproximateNumberOfMessagesVisible', queue, count);
const ofAccount = (name: string, value: number): Point => ({ name, at: NOW - MINUTE, value });
const every = (minutes: number, count: number, point: (ago: number) => Point): Point[] =>
  Array.from({ length: count }, (_, i) => point(i * minutes + 1));

describe('An alarm fires', () => {
  const sweeps = every(1, 20, (ago) => counted('Sweeps', 1, ago));
  test.each<{ name: string; what: string; points: Point[] }>([
    { name: 'FailedMail', what: 'one mail failed', points: [counted('FailedMail', 1)] },
    { name: 'MailgunFails', what: 'the breaker opened', points: [counted('BreakerOpened', 1)] },
    { name: 'AccountRefused', what: 'Mailgun refused our key', points: [counted('AccountRefused', 1)] },
    {
      name: 'EventsUnreadable',
      what: 'events could not be read three times',
      points: every(4, 3, (ago) => counted('EventsUnreadable', 1, ago)),
    },
    { name: 'LateMail', what: 'a lane waits beyond its backlog', points: waited('transactional', 601) },
    {
      name: 'LateMail',
      what: 'bulk mail waits half an hour with nothing before it',
      points: [...waited('bulk', 1900), ...holding('bulk', 1)],
    },
    { name: 'LateMail', what: 'what Mailgun told is not worked on', points: waited('raw-events', 600) },
    { name: 'PausedForLong', what: 'a pause stands for long', points: [counted('LongPauses', 1)] },
    { name: 'SweeperStopped', what: 'nothing is told', points: [] },
    {
      name: 'SweeperStopped',
      what: 'the last run was 16 minutes ago',
      points: [counted('Sweeps', 1, 16)],
    },
    {
      name: 'NoWebhooks',
      what: 'one mail an hour has to be asked for',
      points: every(60, 3, (ago) => counted('AskedEvents', 1, ago)),
    },
    {
      name: 'NoWebhooks',
      what: 'most of much mail has to be asked for',
      points: every(60, 3, (ago) => counted('AskedEvents', 900, ago)).concat(
        every(60, 3, (ago) => counted('WebhookEvents', 100, ago)),
      ),
    },
    {
      name: 'BounceRate',
      what: '6 of 100 bounced over a day',
      points: [counted('Bounced', 6, 1000), counted('Delivered', 94, 20)],
    },
    {
      name: 'ComplaintRate',
      what: '2 of 1,000 complained',
      points: [counted('Complained', 2, 1000), counted('Delivered', 998, 20)],
    },
    { name: 'RefusedBusEvents', what: 'an event was refused', points: [counted('RefusedBusEvents', 1)] },
    { name: 'LateEvents', what: 'events wait five minutes', points: waited('leads-events', 300) },
    { name: 'LateTimers', what: 'reminders wait five minutes', points: waited('appointments-timers', 300) },
    {
      name: 'DeadLettersOfMail',
      what: 'a webhook is a dead letter',
      points: holding('raw-events-dead-letters', 1),
    },
    {
      name: 'DeadLettersOfMail',
      what: 'a timer found no queue',
      points: holding('scheduler-dead-letters', 1),
    },
    {
      name: 'DeadLettersOfEvents',
      what: 'an event is a dead letter',
      points: holding('leads-events-dead-letters', 1),
    },
    {
      name: 'DeadLettersOfTimers',
      what: 'a digest is a dead letter',
      points: holding('digests-dead-letters', 1),
    },
    { name: 'FunctionErrors', what: 'functions fail', points: [ofAccount('Errors', 5)] },
    { name: 'FunctionThrottles', what: 'functions have to wait', points: [ofAccount('Throttles', 20)] },
  ])('$name, when $what', ({ name, points }) => {
    const others = name === 'SweeperStopped' ? points : [...points, ...sweeps];
    expect(alarms.filter((one) => fires(one, others, NOW)).map(shortName)).toEqual([name]);
  });

  test('ApiServerErrors, when the API answers with 5xx', () => {
    const { Dimensions } = alarm('ApiServerErrors');
    const point = { name: '5xx', of: Dimensions[0]?.Value, at: NOW - MINUTE, value: 5 };
    expect(fires(alarm('ApiServerErrors'), [point], NOW)).toBe(true);
  });

  test.each<{ what: string; points: Point[] }>([
    { what: 'nothing happens', points: [] },
    {
      what: 'one webhook of many was lost',
      points: [counted('AskedEvents', 1), counted('WebhookEvents', 50)],
    },
    { what: 'a single webhook of an hour was lost', points: [counted('AskedEvents', 1)] },
    { what: 'one of three mails bounced', points: [counted('Bounced', 1), counted('Delivered', 2)] },
    { what: 'one of ten complained', points: [counted('Complained', 1), counted('Delivered', 9)] },
    {
      what: '10,000 bulk mails leave at the pace of the limit',
      points: [...waited('bulk', 1900), ...holding('bulk', 9500)],
    },
    { what: 'a queue is late for one period of three', points: waited('transactional', 700).slice(0, 1) },
  ])('not, when $what', ({ points }) => {
    expect(alarms.filter((one) => fires(one, [...points, ...sweeps], NOW)).map(shortName)).toEqual([]);
  });
});

describe('The dashboard', () => {
  test('shows every alarm, and what leaves, arrives, bounces, waits and costs', () => {
    const [dashboard] = stacks.all('AWS::CloudWatch::Dashboard');
    const body = JSON.stringify(dashboard?.Properties['DashboardBody']);
    for (const word of ['Send_sent', 'Delivered', 'Bounced', 'Complained', 'FailedMail', 'USD'])
      expect(body).toContain(word);
    for (const { id } of resources) expect(body).toContain(id.split('/').at(-1));
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
