import {
  ChangeMessageVisibilityBatchCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';

export type Sqs = SQSClient;

export const makeSqs = (): Sqs => new SQSClient({});

/** SQS takes at most ten entries a call. */
const ENTRIES_PER_CALL = 10;

/**
 * JSON in characters that every implementation of SQS takes: it refuses lone surrogates and U+FFFE, U+FFFF,
 * and some refuse everything above them, such as the emoji of a subject.
 */
const messageBody = (body: unknown): string =>
  JSON.stringify(body).replace(
    /[\ud800-\udfff\ufffe\uffff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16)}`,
  );

const inTens = <T>(items: readonly T[]): T[][] =>
  Array.from({ length: Math.ceil(items.length / ENTRIES_PER_CALL) }, (_, i) =>
    items.slice(i * ENTRIES_PER_CALL, (i + 1) * ENTRIES_PER_CALL),
  );

/** Sends bodies as JSON. @throws Error when SQS refused any of them. */
export const sendAll = async (sqs: Sqs, queueUrl: string, bodies: readonly unknown[]): Promise<void> => {
  const first = bodies[0];
  if (bodies.length === 1) {
    await sqs.send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: messageBody(first) }));
    return;
  }
  const answers = await Promise.all(
    inTens(bodies).map((ten) =>
      sqs.send(
        new SendMessageBatchCommand({
          QueueUrl: queueUrl,
          Entries: ten.map((body, i) => ({ Id: String(i), MessageBody: messageBody(body) })),
        }),
      ),
    ),
  );
  const refused = answers.reduce((count, answer) => count + (answer.Failed?.length ?? 0), 0);
  if (refused > 0) throw new Error(`SQS refused ${refused} of ${bodies.length} messages`);
};

export interface VisibilityChange {
  receiptHandle: string;
  seconds: number;
}

/** Hides received messages for the given time. */
export const hideAll = async (
  sqs: Sqs,
  queueUrl: string,
  changes: readonly VisibilityChange[],
): Promise<void> => {
  await Promise.all(
    inTens(changes).map((ten) =>
      sqs.send(
        new ChangeMessageVisibilityBatchCommand({
          QueueUrl: queueUrl,
          Entries: ten.map((change, i) => ({
            Id: String(i),
            ReceiptHandle: change.receiptHandle,
            VisibilityTimeout: Math.ceil(change.seconds),
          })),
        }),
      ),
    ),
  );
};
