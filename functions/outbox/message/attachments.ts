import { DeleteObjectsCommand, GetObjectCommand, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { sha256Hex } from '../../platform/ids.ts';
import type { StoredAttachment } from './body.ts';
import type { AttachmentBytes } from '../../mailgun/outgoing-mail.ts';

export interface IncomingAttachment {
  filename: string;
  contentType: string;
  /** base64 */
  content: string;
}

/** Attachments in S3: there until their message needs them no more, however long that takes. */
export interface AttachmentStore {
  put: (prefix: string, attachments: readonly IncomingAttachment[]) => Promise<StoredAttachment[]>;
  get: (attachments: readonly StoredAttachment[]) => Promise<AttachmentBytes[]>;
  remove: (attachments: readonly StoredAttachment[]) => Promise<void>;
}

export const makeAttachmentStore = (s3: S3Client, bucket: string): AttachmentStore => ({
  put: (prefix, attachments) =>
    Promise.all(
      attachments.map(async ({ filename, contentType, content }, i) => {
        const bytes = Buffer.from(content, 'base64');
        const objectKey = `${prefix}/${i}-${sha256Hex(filename).slice(0, 8)}`;
        await s3.send(
          new PutObjectCommand({ Bucket: bucket, Key: objectKey, Body: bytes, ContentType: contentType }),
        );
        return { filename, contentType, size: bytes.length, objectKey };
      }),
    ),
  get: (attachments) =>
    Promise.all(
      attachments.map(async ({ filename, contentType, objectKey }) => {
        const answer = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: objectKey }));
        const bytes = (await answer.Body?.transformToByteArray()) ?? new Uint8Array();
        return { filename, contentType, data: Buffer.from(bytes) };
      }),
    ),
  remove: async (attachments) => {
    if (attachments.length === 0) return;
    await s3.send(
      new DeleteObjectsCommand({
        Bucket: bucket,
        Delete: { Objects: attachments.map(({ objectKey }) => ({ Key: objectKey })), Quiet: true },
      }),
    );
  },
});
