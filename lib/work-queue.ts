import { Duration } from 'aws-cdk-lib';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { acknowledge } from './acknowledge.ts';
import { resourceName } from './resource-name.ts';
import { dataRemoval, type StageProps } from './stage.ts';

/** Where what could not be worked on waits for two weeks. */
export const deadLetterQueue = (
  scope: Construct,
  id: string,
  props: StageProps & { name: string },
): Queue => {
  const queue = new Queue(scope, id, {
    queueName: resourceName(props.config, props.name),
    encryption: QueueEncryption.SQS_MANAGED,
    enforceSSL: true,
    retentionPeriod: Duration.days(14),
    // Six times the timeout of the function that reads some of them.
    visibilityTimeout: Duration.minutes(3),
    removalPolicy: dataRemoval({ ...props, ephemeral: true }),
  });
  acknowledge(queue, { id: 'AwsSolutions-SQS3', reason: 'It is a dead-letter queue itself.' });
  return queue;
};

/** A queue with its dead-letter queue, made for the function that reads it. */
export interface WorkQueue {
  /** Within the stage, such as `raw-events`. */
  name: string;
  queue: Queue;
  deadLetters: Queue;
  /** Of the function that reads it. */
  timeout: Duration;
  /** How long a batch may wait to fill. */
  window: Duration;
}

/** Hides what is being worked on for six times the timeout of its function, plus the window, as AWS advises. */
export const workQueue = (
  scope: Construct,
  id: string,
  props: StageProps & { name: string; timeout: Duration; window?: Duration; maxReceiveCount: number },
): WorkQueue => {
  const { name, timeout, window = Duration.seconds(0) } = props;
  const deadLetters = deadLetterQueue(scope, `${id}DeadLetters`, { ...props, name: `${name}-dead-letters` });
  const queue = new Queue(scope, id, {
    queueName: resourceName(props.config, name),
    encryption: QueueEncryption.SQS_MANAGED,
    enforceSSL: true,
    retentionPeriod: Duration.days(14),
    visibilityTimeout: Duration.seconds(6 * timeout.toSeconds() + window.toSeconds()),
    deadLetterQueue: { queue: deadLetters, maxReceiveCount: props.maxReceiveCount },
  });
  return { name, queue, deadLetters, timeout, window };
};
