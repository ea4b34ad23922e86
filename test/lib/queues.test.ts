import { globSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { buildTestStacks, holds, targetOf } from './stacks.ts';

const stacks = buildTestStacks();
const queueSchema = z.object({
  QueueName: z.string(),
  VisibilityTimeout: z.number().default(30),
  MessageRetentionPeriod: z.number(),
  SqsManagedSseEnabled: z.boolean(),
  RedrivePolicy: z.object({ deadLetterTargetArn: z.unknown(), maxReceiveCount: z.number() }).optional(),
});
const functionSchema = z.object({ FunctionName: z.string(), Timeout: z.number() });
const mappingSchema = z.object({
  EventSourceArn: z.unknown(),
  FunctionName: z.unknown(),
  BatchSize: z.number(),
  MaximumBatchingWindowInSeconds: z.number().default(0),
  ScalingConfig: z.object({ MaximumConcurrency: z.number() }),
  FunctionResponseTypes: z.array(z.string()).default([]),
});

const queueResources = stacks.all('AWS::SQS::Queue');
const queues = queueResources.map(({ Properties }) => {
  const queue = queueSchema.parse(Properties);
  return {
    name: queue.QueueName,
    queue,
    isDeadLetters: queue.QueueName.endsWith('-dead-letters'),
    deadLetters:
      queue.RedrivePolicy &&
      targetOf(queue.RedrivePolicy.deadLetterTargetArn, queueResources).Properties['QueueName'],
  };
});
const mappings = stacks.all('AWS::Lambda::EventSourceMapping').map(({ Properties }) => {
  const mapping = mappingSchema.parse(Properties);
  const queue = queueSchema.parse(targetOf(mapping.EventSourceArn, queueResources).Properties);
  const fn = functionSchema.parse(
    targetOf(mapping.FunctionName, stacks.all('AWS::Lambda::Function')).Properties,
  );
  return { mapping, queue, fn, name: queue.QueueName, functionName: fn.FunctionName };
});

describe('The queues', () => {
  test.each(queues.filter(({ isDeadLetters }) => !isDeadLetters))(
    '$name hands what can’t be worked on to its own dead letters',
    ({ name, deadLetters }) => {
      expect(deadLetters).toBe(`${name}-dead-letters`);
    },
  );

  test('of timers are one for each room, so that none waits behind the timers of another', () => {
    const timers = queues
      .map(({ name }) => name)
      .filter((name) => name.endsWith('-timers'))
      .sort();
    const rooms = globSync('functions/*/timers.handler.ts').map((file) => file.split(path.sep)[1]);
    expect(timers).toEqual(rooms.sort().map((room) => `outbound-email-dev-${room}-timers`));
  });

  test.each(queues.filter(({ isDeadLetters }) => isDeadLetters))('$name is the end', ({ deadLetters }) => {
    expect(deadLetters).toBeUndefined();
  });

  test.each(queues)('$name is encrypted and keeps for two weeks', ({ queue }) => {
    expect(queue.SqsManagedSseEnabled).toBe(true);
    expect(queue.MessageRetentionPeriod).toBe(14 * 86_400);
  });

  test('of the lanes give up ten deliveries after the last try', () => {
    const receives = (appYaml: string) =>
      buildTestStacks({ appYaml })
        .all('AWS::SQS::Queue')
        .map(({ Properties }) => queueSchema.parse(Properties))
        .filter(({ QueueName }) => /-(transactional|bulk)$/.test(QueueName))
        .map(({ RedrivePolicy }) => RedrivePolicy?.maxReceiveCount);
    expect(receives('')).toEqual([14, 14]);
    expect(receives('email: { delivery: { retry_attempts: 0 } }')).toEqual([11, 11]);
  });
});

describe('What reads a queue', () => {
  test('is a function for every lane, event and timer, and for the lanes’ dead letters', () => {
    const read = mappings.map(({ name }) => name.replace('outbound-email-dev-', ''));
    expect(read).toEqual(
      expect.arrayContaining([
        'transactional',
        'transactional-dead-letters',
        'bulk',
        'bulk-dead-letters',
        'raw-events',
        'outbox-timers',
        'conversations-events',
      ]),
    );
  });

  // https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html
  test.each(mappings)(
    '$functionName has six times its timeout and the window before $name shows a message again',
    ({ mapping, queue, fn }) => {
      expect(queue.VisibilityTimeout).toBeGreaterThanOrEqual(
        6 * fn.Timeout + mapping.MaximumBatchingWindowInSeconds,
      );
    },
  );

  test.each(mappings)(
    '$functionName on $name scales to two at least, which is AWS’s minimum',
    ({ mapping }) => {
      expect(mapping.ScalingConfig.MaximumConcurrency).toBeGreaterThanOrEqual(2);
      expect(mapping.ScalingConfig.MaximumConcurrency).toBeLessThanOrEqual(1000);
    },
  );

  test.each(mappings)('$functionName on $name waits for a batch of more than ten', ({ mapping }) => {
    const needsWindow = mapping.BatchSize > 10;
    expect(mapping.MaximumBatchingWindowInSeconds >= 1).toBe(needsWindow);
  });

  test.each(mappings.filter(({ name }) => !name.endsWith('-dead-letters')))(
    '$functionName tells which messages of a batch failed',
    ({ mapping }) => {
      expect(mapping.FunctionResponseTypes).toEqual(['ReportBatchItemFailures']);
    },
  );

  test.each([
    { rate: 1, batch: 100, size: 1, concurrency: 2 },
    { rate: 300, batch: 100, size: 100, concurrency: 2 },
    { rate: 300, batch: 7, size: 7, concurrency: 2 },
    { rate: 60_000, batch: 1000, size: 1000, concurrency: 20 },
  ])(
    'takes $size mails of bulk at once for $rate a minute in batches of $batch',
    ({ rate, batch, size, concurrency }) => {
      const delivery = `{ rate_limit_per_minute: ${rate}, queue_batch_size: ${batch} }`;
      holds(() => {
        buildTestStacks({ appYaml: `email: { delivery: ${delivery} }` })
          .template('outbox')
          .hasResourceProperties('AWS::Lambda::EventSourceMapping', {
            BatchSize: size,
            MaximumBatchingWindowInSeconds: 1,
            ScalingConfig: { MaximumConcurrency: concurrency },
          });
      });
    },
  );
});
