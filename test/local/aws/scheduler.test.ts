import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import {
  ConflictException,
  CreateScheduleCommand,
  DeleteScheduleCommand,
  GetScheduleCommand,
  ResourceNotFoundException,
  SchedulerClient,
  UpdateScheduleCommand,
  ValidationException,
} from '@aws-sdk/client-scheduler';
import { describe, expect, onTestFinished, test } from 'vitest';
import { makeTimers } from '../../../functions/timers/timers.ts';
import { startControlPlane } from '../../../local/aws/control-plane.ts';
import { makeEventBus } from '../../../local/aws/event-bus.ts';
import { makeScheduler, type Scheduler } from '../../../local/aws/scheduler.ts';
import { openState } from '../../../local/state.ts';

const QUEUE = 'arn:aws:sqs:us-east-1:000000000000:timers';
const NINE = Date.parse('2027-01-31T09:00:00.000Z');
const SECOND = 1000;

const setUp = () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'outbound-email-scheduler-'));
  const database = openState(folder);
  onTestFinished(() => {
    database.close();
    rmSync(folder, { recursive: true, force: true });
  });
  let now = NINE;
  const delivered: { queueArn: string; body: string }[] = [];
  const hooks: { onDelivery: () => Promise<void> } = { onDelivery: () => Promise.resolve() };
  const start = () =>
    makeScheduler(
      database,
      () => now,
      async (queueArn, body) => {
        delivered.push({ queueArn, body });
        await hooks.onDelivery();
      },
    );
  return {
    database,
    scheduler: start(),
    restart: start,
    delivered,
    hooks,
    at: (ms: number) => (now = ms),
    bodies: () => delivered.map(({ body }) => body),
  };
};

const schedule = (dueAt: number, input = 'x', more: Record<string, unknown> = {}) =>
  JSON.stringify({
    ScheduleExpression: `at(${new Date(dueAt).toISOString().slice(0, 19)})`,
    ScheduleExpressionTimezone: 'UTC',
    ActionAfterCompletion: 'DELETE',
    FlexibleTimeWindow: { Mode: 'OFF' },
    Target: { Arn: QUEUE, RoleArn: 'role', Input: input },
    ...more,
  });
const create = (scheduler: Scheduler, name: string, dueAt: number) =>
  scheduler.handle('POST', `/schedules/${name}`, schedule(dueAt, JSON.stringify({ id: name })));

describe('The emulated scheduler', () => {
  test('puts what a timer carries on its queue when it falls due, and forgets it', async () => {
    const { scheduler, delivered, at } = setUp();
    expect(create(scheduler, 'a', NINE + SECOND)).toMatchObject({ status: 200 });
    expect(scheduler.nextDueAt()).toBe(NINE + SECOND);
    await scheduler.runDue();
    expect(delivered).toEqual([]);
    at(NINE + SECOND);
    await scheduler.runDue();
    expect(delivered).toEqual([{ queueArn: QUEUE, body: '{"id":"a"}' }]);
    await scheduler.runDue();
    expect(delivered).toHaveLength(1);
    expect(scheduler.nextDueAt()).toBeUndefined();
    expect(scheduler.list()).toEqual([]);
  });

  test('fires in the order of the times, not of the planning', async () => {
    const { scheduler, at, bodies } = setUp();
    create(scheduler, 'late', NINE + 3 * SECOND);
    create(scheduler, 'early', NINE + SECOND);
    create(scheduler, 'between', NINE + 2 * SECOND);
    at(NINE + 5 * SECOND);
    await scheduler.runDue();
    expect(bodies()).toEqual(['{"id":"early"}', '{"id":"between"}', '{"id":"late"}']);
  });

  test('fires at once what is planned for the past', async () => {
    const { scheduler, bodies } = setUp();
    create(scheduler, 'a', NINE - SECOND);
    await scheduler.runDue();
    expect(bodies()).toEqual(['{"id":"a"}']);
  });

  test('lists what waits, the next one first', () => {
    const { scheduler } = setUp();
    create(scheduler, 'b', NINE + 2 * SECOND);
    create(scheduler, 'a', NINE + SECOND);
    expect(scheduler.list()).toMatchObject([
      { name: 'a', dueAt: NINE + SECOND },
      { name: 'b', dueAt: NINE + 2 * SECOND },
    ]);
  });

  test('keeps its timers when the process is killed', async () => {
    const { scheduler, restart, at, bodies } = setUp();
    create(scheduler, 'a', NINE + SECOND);
    const again = restart();
    expect(again.nextDueAt()).toBe(NINE + SECOND);
    at(NINE + SECOND);
    await again.runDue();
    expect(bodies()).toEqual(['{"id":"a"}']);
  });

  test('keeps a timer whose queue could not be reached', async () => {
    const { scheduler, hooks, at } = setUp();
    create(scheduler, 'a', NINE + SECOND);
    at(NINE + SECOND);
    hooks.onDelivery = () => Promise.reject(new Error('no queue'));
    await expect(scheduler.runDue()).rejects.toThrow('no queue');
    expect(scheduler.list()).toMatchObject([{ name: 'a' }]);
  });

  test('keeps a timer that is moved in the very moment it fires', async () => {
    const { scheduler, hooks, at } = setUp();
    create(scheduler, 'a', NINE + SECOND);
    at(NINE + SECOND);
    hooks.onDelivery = () => {
      scheduler.handle('PUT', '/schedules/a', schedule(NINE + 60 * SECOND));
      return Promise.resolve();
    };
    await scheduler.runDue();
    expect(scheduler.list()).toMatchObject([{ name: 'a', dueAt: NINE + 60 * SECOND }]);
  });

  test('forgets all with a reset', () => {
    const { scheduler } = setUp();
    create(scheduler, 'a', NINE + SECOND);
    scheduler.reset();
    expect(scheduler.nextDueAt()).toBeUndefined();
  });

  test.each([
    { name: 'a name of 65 characters', path: `/schedules/${'a'.repeat(65)}`, body: schedule(NINE) },
    { name: 'a name with a space', path: '/schedules/a%20b', body: schedule(NINE) },
    { name: 'another path', path: '/tags/a', body: schedule(NINE) },
    { name: 'no time', path: '/schedules/a', body: '{}' },
    {
      name: 'a time with milliseconds',
      path: '/schedules/a',
      body: schedule(NINE, 'x', { ScheduleExpression: 'at(2027-01-31T09:00:00.000)' }),
    },
    {
      name: 'a rate',
      path: '/schedules/a',
      body: schedule(NINE, 'x', { ScheduleExpression: 'rate(1 hour)' }),
    },
    {
      name: 'another time zone',
      path: '/schedules/a',
      body: schedule(NINE, 'x', { ScheduleExpressionTimezone: 'Europe/Berlin' }),
    },
    {
      name: 'a schedule that would stay',
      path: '/schedules/a',
      body: schedule(NINE, 'x', { ActionAfterCompletion: 'NONE' }),
    },
    { name: 'no target', path: '/schedules/a', body: schedule(NINE, 'x', { Target: {} }) },
  ])('refuses $name', ({ path: pathname, body }) => {
    const { scheduler } = setUp();
    expect(scheduler.handle('POST', pathname, body)).toMatchObject({
      status: 400,
      errorType: 'ValidationException',
    });
    expect(scheduler.list()).toEqual([]);
  });
});

describe('To AWS’s own client the emulation', () => {
  const notAsked = (): never => {
    throw new Error('Nobody asks for this here');
  };
  const connect = async () => {
    const parts = setUp();
    const plane = await startControlPlane(
      {
        scheduler: parts.scheduler,
        bus: makeEventBus(parts.database, () => NINE, { rules: [], deliver: () => Promise.resolve() }),
        secrets: { getSecretValue: notAsked, putSecretValue: notAsked },
        texts: { sendTextMessage: notAsked, list: notAsked, reset: notAsked },
      },
      () => undefined,
    );
    const client = new SchedulerClient({
      endpoint: plane.url,
      region: 'us-east-1',
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
      maxAttempts: 1,
    });
    onTestFinished(async () => {
      client.destroy();
      await plane.stop();
    });
    return { ...parts, client };
  };
  const input = {
    Name: 'a',
    GroupName: 'timers',
    ScheduleExpression: 'at(2027-01-31T09:00:01)',
    ScheduleExpressionTimezone: 'UTC',
    FlexibleTimeWindow: { Mode: 'OFF' },
    ActionAfterCompletion: 'DELETE',
    Target: { Arn: QUEUE, RoleArn: 'role', Input: '{"id":"a"}' },
  } as const;

  test('answers as the real one: made, made again, moved, deleted, deleted again', async () => {
    const { client, scheduler } = await connect();
    await client.send(new CreateScheduleCommand(input));
    await expect(client.send(new CreateScheduleCommand(input))).rejects.toBeInstanceOf(ConflictException);
    await client.send(new UpdateScheduleCommand({ ...input, ScheduleExpression: 'at(2027-01-31T10:00:00)' }));
    expect(scheduler.list()).toMatchObject([{ name: 'a', dueAt: NINE + 3600 * SECOND }]);
    await client.send(new DeleteScheduleCommand({ Name: 'a', GroupName: 'timers' }));
    expect(scheduler.list()).toEqual([]);
    const missing = client.send(new DeleteScheduleCommand({ Name: 'a', GroupName: 'timers' }));
    await expect(missing).rejects.toBeInstanceOf(ResourceNotFoundException);
    const moved = client.send(new UpdateScheduleCommand(input));
    await expect(moved).rejects.toBeInstanceOf(ResourceNotFoundException);
  });

  test('says what it does not do', async () => {
    const { client } = await connect();
    const read = client.send(new GetScheduleCommand({ Name: 'a', GroupName: 'timers' }));
    await expect(read).rejects.toBeInstanceOf(ValidationException);
  });

  test('serves the service’s own timers: planned, moved, fired, cancelled', async () => {
    const { client, scheduler, at, bodies } = await connect();
    const timers = makeTimers(client, {
      group: 'timers',
      queueArn: QUEUE,
      deadLetterArn: QUEUE,
      roleArn: 'role',
    });
    await timers.plan({ kind: 'send', id: 'msg_1', dueAt: NINE + SECOND });
    await timers.plan({ kind: 'send', id: 'msg_1', dueAt: NINE + 2 * SECOND });
    await timers.plan({ kind: 'send', id: 'msg_2', dueAt: NINE + 3 * SECOND });
    await timers.cancel({ kind: 'send', id: 'msg_2' });
    await timers.cancel({ kind: 'send', id: 'msg_2' });
    at(NINE + 10 * SECOND);
    await scheduler.runDue();
    expect(bodies()).toEqual([`{"kind":"send","id":"msg_1","dueAt":${NINE + 2 * SECOND}}`]);
    expect(scheduler.list()).toEqual([]);
  });
});
