import type { SQSRecord } from 'aws-lambda';
import * as z from 'zod';
import type { Copy } from './batch.ts';

const copySchema = z.object({ id: z.string(), copy: z.number() });

/** Reads a copy from its SQS record; undefined when it is not one of ours. */
export const readCopy = (record: SQSRecord): Copy | undefined => {
  try {
    return {
      recordId: record.messageId,
      receiptHandle: record.receiptHandle,
      receiveCount: Number(record.attributes.ApproximateReceiveCount),
      ...copySchema.parse(JSON.parse(record.body)),
    };
  } catch {
    return undefined;
  }
};
