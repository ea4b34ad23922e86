import { DatabaseSync } from 'node:sqlite';
import { ChangeMessageVisibilityCommand, MessageNotInflight, SQSClient } from '@aws-sdk/client-sqs';
import { type FauxqsServer, startFauxqs } from 'fauxqs';
import type { CloudModel } from '../stacks/model.ts';
import { ACCOUNT, REGION } from '../stacks/resolve.ts';

/** SQS and S3 in this process, kept on disk. */
export interface Queues {
  url: string;
  client: SQSClient;
  urlOf: (queue: string) => string;
  arnOf: (queue: string) => string;
  /** Messages that could be received now. */
  visibleCount: (queue: string) => number;
  /** When the next hidden message becomes visible; undefined when none is hidden. */
  nextVisibleAt: (queue: string) => number | undefined;
  create: (model: CloudModel) => Promise<void>;
  reset: () => void;
  reportFailure: (functionName: string, error: unknown) => void;
  stop: () => Promise<void>;
}

export const localCredentials = { accessKeyId: 'local', secretAccessKey: 'local' };

export const startQueues = async (
  dataDir: string,
  reportFailure: (functionName: string, error: unknown) => void,
): Promise<Queues> => {
  const server = await withoutSyncs(() =>
    startFauxqs({ port: 0, host: '127.0.0.1', logger: false, dataDir, defaultRegion: REGION }),
  );
  const url = `http://127.0.0.1:${server.port}`;
  const client = new SQSClient({ endpoint: url, region: REGION, credentials: localCredentials });
  const urlOf = (queue: string): string => `${url}/${ACCOUNT}/${queue}`;
  return {
    url,
    client,
    urlOf,
    arnOf: (queue) => `arn:aws:sqs:${REGION}:${ACCOUNT}:${queue}`,
    visibleCount: (queue) => visible(server, queue).now,
    nextVisibleAt: (queue) => visible(server, queue).nextAt,
    create: async (model) => {
      createResources(server, model);
      await freeInFlight(server, client, model, urlOf);
    },
    reset: () => server.reset(),
    reportFailure,
    stop: () => server.stop(),
  };
};

/**
 * fauxqs lets SQLite wait for the disk with every message. A killed process loses nothing without that,
 * and a backlog passes much faster; fauxqs has no setting for it.
 */
const withoutSyncs = async <T>(open: () => Promise<T>): Promise<T> => {
  const plain = Object.getOwnPropertyDescriptor(DatabaseSync.prototype, 'exec');
  const exec = plain?.value as (this: DatabaseSync, sql: string) => void;
  DatabaseSync.prototype.exec = function (this: DatabaseSync, sql) {
    exec.call(this, sql);
    if (sql.includes('journal_mode')) exec.call(this, 'PRAGMA synchronous = NORMAL');
  };
  try {
    return await open();
  } finally {
    DatabaseSync.prototype.exec = exec;
  }
};

const visible = (server: FauxqsServer, queue: string): { now: number; nextAt: number | undefined } => {
  const messages = server.inspectQueue(queue)?.messages;
  if (!messages) return { now: 0, nextAt: undefined };
  const hiddenUntil = [
    ...messages.inflight.map(({ visibilityDeadline }) => visibilityDeadline),
    ...messages.delayed.map(({ delayUntil }) => delayUntil ?? 0),
  ];
  const now = Date.now();
  const later = hiddenUntil.filter((at) => at > now);
  return {
    now: messages.ready.length + hiddenUntil.length - later.length,
    nextAt: later.length > 0 ? Math.min(...later) : undefined,
  };
};

const createResources = (server: FauxqsServer, model: CloudModel): void => {
  // A redrive policy names its dead-letter queue, which has to be there first.
  const queues = model.queues.toSorted(
    (a, b) => Number(a.RedrivePolicy !== undefined) - Number(b.RedrivePolicy !== undefined),
  );
  for (const queue of queues) {
    if (server.inspectQueue(queue.QueueName)) continue;
    server.createQueue(queue.QueueName, {
      region: REGION,
      attributes: {
        VisibilityTimeout: String(queue.VisibilityTimeout),
        MessageRetentionPeriod: String(queue.MessageRetentionPeriod),
        ...(queue.RedrivePolicy && { RedrivePolicy: JSON.stringify(queue.RedrivePolicy) }),
      },
    });
  }
  for (const bucket of model.buckets) server.createBucket(bucket);
};

/** Whoever had these in flight ended with the last process, so nobody else will give them back. */
const freeInFlight = async (
  server: FauxqsServer,
  client: SQSClient,
  model: CloudModel,
  urlOf: (queue: string) => string,
): Promise<void> => {
  const handles = model.queues.flatMap(({ QueueName }) =>
    (server.inspectQueue(QueueName)?.messages.inflight ?? []).map(({ receiptHandle }) => ({
      QueueName,
      receiptHandle,
    })),
  );
  for (const { QueueName, receiptHandle } of handles) {
    try {
      await client.send(
        new ChangeMessageVisibilityCommand({
          QueueUrl: urlOf(QueueName),
          ReceiptHandle: receiptHandle,
          // fauxqs fails to store a timeout of 0.
          VisibilityTimeout: 1,
        }),
      );
    } catch (error) {
      // Its time was up meanwhile, so it is visible already.
      if (!(error instanceof MessageNotInflight)) throw error;
    }
  }
};
