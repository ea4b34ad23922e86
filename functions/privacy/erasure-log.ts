import { GetObjectCommand, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import * as z from 'zod';
import { recipientKey } from '../platform/address.ts';
import { toIso } from '../platform/clock.ts';
import { sha256Hex } from '../platform/ids.ts';

/** Who was erased and when, by hash. It stands in the bucket, so that a restored backup of the tables does not undo it. */
export interface ErasureLog {
  add: (email: string, at: number) => Promise<void>;
}

export const ERASURES = 'erasures/';

export const makeErasureLog = (s3: S3Client, bucket: string): ErasureLog => ({
  add: async (email, at) => {
    await s3.send(
      new PutObjectCommand({
        Bucket: bucket,
        Key: `${ERASURES}${sha256Hex(recipientKey(email))}`,
        Body: JSON.stringify({ erasedAt: toIso(at) }),
        ContentType: 'application/json',
      }),
    );
  },
});

const entrySchema = z.object({ erasedAt: z.iso.datetime() });

/** When somebody was erased, epoch milliseconds. */
export const readErasure = async (s3: S3Client, bucket: string, key: string): Promise<number> => {
  const answer = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
  return Date.parse(entrySchema.parse(JSON.parse((await answer.Body?.transformToString()) ?? '')).erasedAt);
};
