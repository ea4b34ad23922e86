import {
  ConflictException,
  CreateScheduleCommand,
  DeleteScheduleCommand,
  ResourceNotFoundException,
  SchedulerClient,
  UpdateScheduleCommand,
} from '@aws-sdk/client-scheduler';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, test } from 'vitest';
import { firedTimerSchema, makeTimers, timerName } from '../../functions/timers/timers.ts';

const client = new SchedulerClient({ region: 'eu-west-1' });
const scheduler = mockClient(client);
const timers = makeTimers(client, {
  group: 'outbound-email-dev-timers',
  queueArn: 'arn:aws:sqs:eu-west-1:123456789012:timers',
  deadLetterArn: 'arn:aws:sqs:eu-west-1:123456789012:timers-dead-letters',
  roleArn: 'arn:aws:iam::123456789012:role/timers',
});
const timer = { kind: 'send', id: 'msg_1', dueAt: Date.parse('2027-01-31T09:00:00.000Z') };
const conflict = () =>
  new ConflictException({ message: 'Schedule exists.', Message: 'Schedule exists.', $metadata: {} });
const notFound = () =>
  new ResourceNotFoundException({
    message: 'No such schedule.',
    Message: 'No such schedule.',
    $metadata: {},
  });

const calls = (): string[] => scheduler.calls().map(({ args: [command] }) => command.constructor.name);

beforeEach(() => {
  scheduler.reset();
});

describe('Planning a timer', () => {
  test('makes a schedule that puts its name on the queue once, and deletes itself', async () => {
    scheduler.on(CreateScheduleCommand).resolves({});
    await timers.plan(timer);
    expect(calls()).toEqual(['CreateScheduleCommand']);
    const [create] = scheduler.commandCalls(CreateScheduleCommand);
    expect(create?.args[0].input).toEqual({
      Name: timerName(timer),
      GroupName: 'outbound-email-dev-timers',
      ScheduleExpression: 'at(2027-01-31T09:00:00)',
      ScheduleExpressionTimezone: 'UTC',
      FlexibleTimeWindow: { Mode: 'OFF' },
      ActionAfterCompletion: 'DELETE',
      Target: {
        Arn: 'arn:aws:sqs:eu-west-1:123456789012:timers',
        RoleArn: 'arn:aws:iam::123456789012:role/timers',
        Input: '{"kind":"send","id":"msg_1","dueAt":1801386000000}',
        DeadLetterConfig: { Arn: 'arn:aws:sqs:eu-west-1:123456789012:timers-dead-letters' },
        RetryPolicy: { MaximumEventAgeInSeconds: 3600, MaximumRetryAttempts: 10 },
      },
    });
  });

  test('twice moves the one there is', async () => {
    scheduler.on(CreateScheduleCommand).resolvesOnce({}).rejects(conflict());
    scheduler.on(UpdateScheduleCommand).resolves({});
    await timers.plan(timer);
    await timers.plan({ ...timer, dueAt: timer.dueAt + 60_000 });
    expect(calls()).toEqual(['CreateScheduleCommand', 'CreateScheduleCommand', 'UpdateScheduleCommand']);
    const [update] = scheduler.commandCalls(UpdateScheduleCommand);
    expect(update?.args[0].input).toMatchObject({
      Name: timerName(timer),
      GroupName: 'outbound-email-dev-timers',
      ScheduleExpression: 'at(2027-01-31T09:01:00)',
      ActionAfterCompletion: 'DELETE',
    });
  });

  test('makes it anew when it fired between the two calls', async () => {
    scheduler.on(CreateScheduleCommand).rejectsOnce(conflict()).resolves({});
    scheduler.on(UpdateScheduleCommand).rejects(notFound());
    await timers.plan(timer);
    expect(calls()).toEqual(['CreateScheduleCommand', 'UpdateScheduleCommand', 'CreateScheduleCommand']);
  });

  test('gives up on one that keeps appearing and vanishing', async () => {
    scheduler.on(CreateScheduleCommand).rejects(conflict());
    scheduler.on(UpdateScheduleCommand).rejects(notFound());
    await expect(timers.plan(timer)).rejects.toThrow(
      /^Timer send-[0-9a-f]{40} was changed by others again and again$/,
    );
    expect(scheduler.calls()).toHaveLength(8);
  });

  test.each([
    { name: 'making', fail: () => scheduler.on(CreateScheduleCommand).rejects(new Error('denied')) },
    {
      name: 'moving',
      fail: () => {
        scheduler.on(CreateScheduleCommand).rejects(conflict());
        scheduler.on(UpdateScheduleCommand).rejects(new Error('denied'));
      },
    },
  ])('passes on that $name is refused', async ({ fail }) => {
    fail();
    await expect(timers.plan(timer)).rejects.toThrow('denied');
  });

  test.each([
    { dueAt: '2027-01-31T09:00:00.000Z', at: 'at(2027-01-31T09:00:00)' },
    { dueAt: '2027-01-31T09:00:00.001Z', at: 'at(2027-01-31T09:00:00)' },
    { dueAt: '2027-01-31T09:00:00.999Z', at: 'at(2027-01-31T09:00:00)' },
    { dueAt: '2027-12-31T23:59:59.500Z', at: 'at(2027-12-31T23:59:59)' },
  ])('for $dueAt is $at: never late, and less than a second early', async ({ dueAt, at }) => {
    scheduler.on(CreateScheduleCommand).resolves({});
    await timers.plan({ ...timer, dueAt: Date.parse(dueAt) });
    expect(scheduler.commandCalls(CreateScheduleCommand)[0]?.args[0].input.ScheduleExpression).toBe(at);
  });
});

describe('Cancelling a timer', () => {
  test('deletes it from its group', async () => {
    scheduler.on(DeleteScheduleCommand).resolves({});
    await timers.cancel(timer);
    expect(scheduler.commandCalls(DeleteScheduleCommand).map(({ args }) => args[0].input)).toEqual([
      { Name: timerName(timer), GroupName: 'outbound-email-dev-timers' },
    ]);
  });

  test('that fired, or never was, is fine', async () => {
    scheduler.on(DeleteScheduleCommand).rejects(notFound());
    await expect(timers.cancel(timer)).resolves.toBeUndefined();
  });

  test('passes on that it is refused', async () => {
    scheduler.on(DeleteScheduleCommand).rejects(new Error('denied'));
    await expect(timers.cancel(timer)).rejects.toThrow('denied');
  });
});

describe('The name of a timer', () => {
  test('is always the same for the same kind and id', () => {
    expect(timerName({ kind: 'send', id: 'msg_1' })).toBe('send-caf63918c226c20b7e9f5510d8f1aaa52bd27203');
  });

  test.each([
    { name: 'another id', other: { kind: 'send', id: 'msg_2' } },
    { name: 'another kind', other: { kind: 'remind', id: 'msg_1' } },
    { name: 'a kind that begins the same', other: { kind: 'send-', id: 'msg_1' } },
  ])('is another one for $name', ({ other }) => {
    expect(timerName(other)).not.toBe(timerName(timer));
  });

  test('tells kinds apart that differ only beyond what the name shows', () => {
    const kind = 'appointment-reminder-';
    expect(timerName({ kind: `${kind}first`, id: 'a' })).not.toBe(
      timerName({ kind: `${kind}second`, id: 'a' }),
    );
  });
});

test('a fired timer carries its name, its time and nothing else', () => {
  expect(firedTimerSchema.parse({ kind: 'send', id: 'msg_1', dueAt: 1, more: true })).toEqual({
    kind: 'send',
    id: 'msg_1',
    dueAt: 1,
  });
  expect(firedTimerSchema.safeParse({ kind: 'send' }).success).toBe(false);
});
