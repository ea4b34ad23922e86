import {
  DeleteMessageBatchCommand,
  type Message,
  ReceiveMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import * as z from 'zod';
import type { MappingModel } from '../stacks/model.ts';
import type { Queues } from '../aws/queues.ts';
import type { FunctionPool } from './function-pool.ts';

const RECEIVE_AT_ONCE = 10;

const answerSchema = z
  .object({ batchItemFailures: z.array(z.object({ itemIdentifier: z.string() })).default([]) })
  .nullish();

/** An event source mapping: hands a queue's messages to a function in batches, and deletes what it is done with. */
export class QueuePoller {
  private readonly mapping: MappingModel;
  private readonly queues: Queues;
  private readonly pool: FunctionPool;
  private readonly sqs: SQSClient;
  private readonly queueUrl: string;
  private underway = 0;
  /** Receives and deletes that are on their way. */
  private transfers = 0;
  /** When the batch that is being gathered goes off, full or not. */
  private windowEndsAt: number | undefined;
  private stopped = false;

  constructor(mapping: MappingModel, parts: { queues: Queues; pool: FunctionPool }) {
    this.mapping = mapping;
    this.queues = parts.queues;
    this.pool = parts.pool;
    this.sqs = parts.queues.client;
    this.queueUrl = parts.queues.urlOf(mapping.queueName);
  }

  /** Starts a batch when messages wait and the mapping's concurrency allows. */
  runDue(): void {
    if (this.stopped || this.underway >= this.mapping.concurrency || !this.isBatchReady()) return;
    this.windowEndsAt = undefined;
    this.underway += 1;
    void this.runBatch().finally(() => {
      this.underway -= 1;
    });
  }

  /** When the next batch can start; now, when messages wait for no reason. */
  nextDueAt(): number | undefined {
    if (this.stopped || this.underway >= this.mapping.concurrency) return undefined;
    if (this.isBatchReady()) return Date.now();
    return this.windowEndsAt ?? this.queues.nextVisibleAt(this.mapping.queueName);
  }

  gathersUntil(): number | undefined {
    if (this.stopped || this.underway >= this.mapping.concurrency || this.isBatchReady()) return undefined;
    return this.windowEndsAt;
  }

  isWorking(): boolean {
    return this.transfers > 0;
  }

  /** A queue whose messages wait for their batch to fill does not rest. */
  isBusy(): boolean {
    return this.underway > 0 || this.queues.visibleCount(this.mapping.queueName) > 0;
  }

  holdsTime(): boolean {
    return this.transfers > 0 && this.pool.nextDueAt() !== undefined;
  }

  stop(): void {
    this.stopped = true;
  }

  private isBatchReady(): boolean {
    const visible = this.queues.visibleCount(this.mapping.queueName);
    if (visible === 0) {
      this.windowEndsAt = undefined;
      return false;
    }
    if (this.mapping.windowMs === 0 || visible >= this.mapping.batchSize) return true;
    this.windowEndsAt ??= Date.now() + this.mapping.windowMs;
    return Date.now() >= this.windowEndsAt;
  }

  private async runBatch(): Promise<void> {
    const messages = await this.transfer(() => this.receive());
    if (messages.length === 0) return;
    try {
      const answer = await this.pool.invoke({ Records: messages.map((message) => this.record(message)) });
      const failed = new Set(
        this.mapping.partialAnswers
          ? (answerSchema.parse(answer)?.batchItemFailures ?? []).map(({ itemIdentifier }) => itemIdentifier)
          : [],
      );
      await this.transfer(() => this.remove(messages.filter(({ MessageId = '' }) => !failed.has(MessageId))));
    } catch (error) {
      if (!this.stopped) this.queues.reportFailure(this.mapping.functionName, error);
    }
  }

  private async transfer<T>(run: () => Promise<T>): Promise<T> {
    this.transfers += 1;
    try {
      return await run();
    } finally {
      this.transfers -= 1;
    }
  }

  private async receive(): Promise<Message[]> {
    const messages: Message[] = [];
    while (messages.length < this.mapping.batchSize) {
      const want = Math.min(RECEIVE_AT_ONCE, this.mapping.batchSize - messages.length);
      const answer = await this.sqs.send(
        new ReceiveMessageCommand({
          QueueUrl: this.queueUrl,
          MaxNumberOfMessages: want,
          MessageSystemAttributeNames: ['All'],
          MessageAttributeNames: ['All'],
        }),
      );
      messages.push(...(answer.Messages ?? []));
      if ((answer.Messages ?? []).length < want) break;
    }
    return messages;
  }

  private async remove(messages: readonly Message[]): Promise<void> {
    for (let start = 0; start < messages.length; start += RECEIVE_AT_ONCE) {
      await this.sqs.send(
        new DeleteMessageBatchCommand({
          QueueUrl: this.queueUrl,
          Entries: messages
            .slice(start, start + RECEIVE_AT_ONCE)
            .map(({ ReceiptHandle }, i) => ({ Id: String(i), ReceiptHandle })),
        }),
      );
    }
  }

  private record(message: Message): Record<string, unknown> {
    return {
      messageId: message.MessageId,
      receiptHandle: message.ReceiptHandle,
      body: message.Body,
      attributes: message.Attributes,
      messageAttributes: {},
      md5OfBody: message.MD5OfBody,
      eventSource: 'aws:sqs',
      eventSourceARN: this.queues.arnOf(this.mapping.queueName),
      awsRegion: 'us-east-1',
    };
  }
}
