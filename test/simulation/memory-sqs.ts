import { SQSClient } from '@aws-sdk/client-sqs';
import type { SQSRecord } from 'aws-lambda';
import * as z from 'zod';

const requestSchema = z.object({
  QueueUrl: z.string(),
  MessageBody: z.string().optional(),
  Entries: z
    .array(
      z.object({
        MessageBody: z.string().optional(),
        ReceiptHandle: z.string().optional(),
        VisibilityTimeout: z.number().optional(),
      }),
    )
    .optional(),
});

interface Held {
  id: string;
  body: string;
  visibleAt: number;
  receives: number;
}

/** A queue in memory, as an event source mapping and the service see it. */
export interface MemoryQueue {
  send: (body: string, now: number) => void;
  /** Takes up to `count` of what is visible and hides it; those received too often go to the dead letters. */
  receive: (count: number, now: number) => SQSRecord[];
  hide: (handle: string, seconds: number, now: number) => void;
  remove: (records: readonly SQSRecord[]) => void;
  /** When the first message can be received; undefined when there is none. */
  nextVisibleAt: () => number | undefined;
}

export interface QueueSettings {
  visibilityMs: number;
  maxReceives: number;
  /** From 0 to below 1: which message comes next, and whether it comes twice. */
  chance: () => number;
  /** Share of receives whose message is handed to another receiver as well. */
  doubles: number;
  deadLetter: (record: SQSRecord) => void;
}

export const makeMemoryQueue = (settings: QueueSettings): MemoryQueue => {
  const messages = new Map<string, Held>();
  let made = 0;
  const record = ({ id, body, receives }: Held): SQSRecord => ({
    messageId: id,
    receiptHandle: id,
    body,
    attributes: {
      ApproximateReceiveCount: String(receives),
      SentTimestamp: '0',
      SenderId: 'simulation',
      ApproximateFirstReceiveTimestamp: '0',
    },
    messageAttributes: {},
    md5OfBody: '',
    eventSource: 'aws:sqs',
    eventSourceARN: 'arn:aws:sqs:eu-central-1:000000000000:simulation',
    awsRegion: 'eu-central-1',
  });
  return {
    send: (body, now) => {
      made += 1;
      messages.set(String(made), { id: String(made), body, visibleAt: now, receives: 0 });
    },
    receive: (count, now) => {
      const visible = [...messages.values()].filter(({ visibleAt }) => visibleAt <= now);
      const taken: SQSRecord[] = [];
      while (taken.length < count && visible.length > 0) {
        // Standard queues keep no order.
        const [message] = visible.splice(Math.floor(settings.chance() * Math.min(visible.length, 50)), 1);
        if (message === undefined) break;
        message.receives += 1;
        if (message.receives > settings.maxReceives) {
          messages.delete(message.id);
          settings.deadLetter(record(message));
          continue;
        }
        const isDoubled = settings.chance() < settings.doubles;
        message.visibleAt = isDoubled ? now : now + settings.visibilityMs;
        taken.push(record(message));
      }
      return taken;
    },
    hide: (handle, seconds, now) => {
      const message = messages.get(handle);
      if (message) message.visibleAt = now + seconds * 1000;
    },
    remove: (records) => {
      for (const { messageId } of records) messages.delete(messageId);
    },
    nextVisibleAt: () => {
      let first: number | undefined;
      for (const { visibleAt } of messages.values()) first = Math.min(first ?? visibleAt, visibleAt);
      return first;
    },
  };
};

/** A real SQS client whose calls go to queues in memory, named by their URL. */
export const sqsClientOf = (
  call: (effect: () => void) => Promise<void>,
  queueOf: (url: string) => MemoryQueue,
  now: () => number,
): SQSClient => {
  const client = new SQSClient({ region: 'eu-central-1' });
  client.middlewareStack.add(
    () => async (args) => {
      const { QueueUrl, MessageBody, Entries = [] } = requestSchema.parse(args.input);
      const queue = queueOf(QueueUrl);
      await call(() => {
        for (const entry of MessageBody === undefined ? Entries : [{ MessageBody }]) {
          if (entry.MessageBody !== undefined) queue.send(entry.MessageBody, now());
          else if ('ReceiptHandle' in entry && entry.ReceiptHandle !== undefined)
            queue.hide(entry.ReceiptHandle, entry.VisibilityTimeout ?? 0, now());
        }
      });
      return { response: {}, output: { $metadata: {} } };
    },
    { step: 'initialize', priority: 'high', name: 'memory' },
  );
  return client;
};
