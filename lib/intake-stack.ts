import { Duration, Stack } from 'aws-cdk-lib';
import { Match, Rule } from 'aws-cdk-lib/aws-events';
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { acceptEnvironment, type AcceptingProps, allowConversations } from './accepting.ts';
import { workQueue } from './dead-letter-queue.ts';
import { ServiceFunction } from './service-function.ts';

/** Business events that features take from the bus. */
const detailTypes = ['conversation.completed'];

const TIMEOUT = Duration.seconds(60);

/** What comes in by the bus: a rule, a queue that keeps it, and the function that hands it to its feature. */
export class IntakeStack extends Stack {
  readonly queue: Queue;
  readonly deadLetters: Queue;
  readonly onEvent: ServiceFunction;

  constructor(scope: Construct, id: string, props: AcceptingProps) {
    super(scope, id);
    const { queue, deadLetters } = workQueue(this, 'BusEvents', {
      ...props,
      name: 'bus-events',
      visibility: Duration.seconds(6 * TIMEOUT.toSeconds()),
      maxReceiveCount: 8,
    });
    this.queue = queue;
    this.deadLetters = deadLetters;
    this.onEvent = new ServiceFunction(this, 'OnEvent', {
      ...props,
      name: 'on-event',
      bundle: 'intake-on-event',
      description: 'Hands business events of the bus to their features',
      timeout: TIMEOUT,
      environment: { ...acceptEnvironment(props), ACTIVITY_TABLE: props.data.activity.tableName },
    });
    allowConversations(this.onEvent, props);
    this.onEvent.addEventSource(
      new SqsEventSource(queue, { batchSize: 10, maxConcurrency: 4, reportBatchItemFailures: true }),
    );
    new Rule(this, 'BusinessEvents', {
      eventBus: props.events.bus,
      description: 'Puts business events of others on our queue',
      eventPattern: { source: Match.anythingBut('outbound-email'), detailType: detailTypes },
      targets: [new SqsQueue(queue, { deadLetterQueue: deadLetters })],
    });
  }
}
