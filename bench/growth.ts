import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { BatchWriteCommand, DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { toItem } from '../functions/outbox/message/message-item.ts';
import type { Message } from '../functions/outbox/message/message.ts';
import { newId } from '../functions/platform/ids.ts';
import { startProxy } from '../local/http/proxy.ts';
import { startTestCloud, type TestCloud } from '../test/embedded-cloud.ts';
import { makeMeter } from './meter.ts';
import { timed } from './statistics.ts';

export interface Growth {
  /** Messages that are in the table already. */
  messages: number;
  /** Units of DynamoDB for each mail that is accepted, delivered and tracked. */
  writeUnits: number;
  readUnits: number;
  /** Time for each, over that of the smallest table. */
  time: number;
}

const SIZES = [1000, 10_000, 100_000];
const MAILS = 300;
const ITEMS_PER_WRITE = 25;
const PARALLEL_WRITES = 8;

/** Sends the same mails with ever more messages in the table. */
export const measureGrowth = async (): Promise<Growth[]> => {
  const meter = makeMeter();
  const proxies: Awaited<ReturnType<typeof startProxy>>[] = [];
  const cloud = await startTestCloud({
    appYaml: 'email:\n  delivery: { rate_limit_per_minute: 30000 }\n',
    via: async (what, url) => {
      if (what !== 'dynamodb') return url;
      const proxy = await startProxy(url, meter.meddle);
      proxies.push(proxy);
      return proxy.url;
    },
  });
  const rows: Growth[] = [];
  let firstMs: number | undefined;
  let present = 0;
  try {
    await sendAndTrack(cloud, 'warm');
    for (const size of SIZES) {
      await fill(cloud, size - present);
      present = size;
      meter.take();
      const ms = await timed(() => sendAndTrack(cloud, String(size)));
      const used = [...meter.take().values()];
      const sum = (pick: (usage: (typeof used)[number]) => number): number =>
        used.reduce((total, usage) => total + pick(usage), 0) / MAILS;
      firstMs ??= ms;
      rows.push({
        messages: size,
        writeUnits: sum(({ writeUnits }) => writeUnits),
        readUnits: sum(({ readUnits }) => readUnits),
        time: ms / firstMs,
      });
    }
  } finally {
    await cloud.stop();
    await Promise.all(proxies.map((proxy) => proxy.stop()));
  }
  return rows;
};

const sendAndTrack = async (cloud: TestCloud, name: string): Promise<void> => {
  for (let start = 0; start < MAILS; start += 100) {
    const emails = Array.from({ length: 100 }, (_, i) => ({
      to: { email: `growth-${name}-${start + i}@example.com` },
      subject: 'Bench',
      text: 'Hello',
      category: 'digest',
    }));
    await cloud.call('POST', '/v1/emails/batch', { emails });
  }
  await cloud.advance('PT2M');
};

/** Messages of the last months, delivered, with every key that an index takes. */
const fill = async (cloud: TestCloud, count: number): Promise<void> => {
  const { body } = await cloud.call<{ dynamodb: string }>('GET', '/_local/health');
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const dynamo = DynamoDBDocumentClient.from(
    new DynamoDBClient({ endpoint: body.dynamodb, region: 'us-east-1', credentials }),
    { marshallOptions: { removeUndefinedValues: true } },
  );
  let left = count;
  const write = async (): Promise<void> => {
    while (left > 0) {
      const length = Math.min(ITEMS_PER_WRITE, left);
      left -= length;
      const requests = Array.from({ length }, () => ({
        PutRequest: { Item: toItem(anOldMessage(), 400, Date.now()) },
      }));
      await dynamo.send(new BatchWriteCommand({ RequestItems: { 'outbound-email-local-sends': requests } }));
    }
  };
  await Promise.all(Array.from({ length: PARALLEL_WRITES }, write));
  dynamo.destroy();
};

const anOldMessage = (): Message => {
  const id = newId('msg');
  const createdAt = Date.now() - Math.floor(Math.random() * 90) * 86_400_000;
  return {
    id,
    rev: 3,
    client: 'bench',
    requestHash: id.slice(4),
    bodyId: 'body_1',
    acceptedAs: 'queued',
    to: { email: `${id.slice(4, 12)}@example.com` },
    category: 'digest',
    lane: 'bulk',
    subject: 'Bench',
    conversationId: id.slice(4, 14),
    createdAt,
    queuedAt: createdAt,
    generation: 0,
    copy: 1,
    attempts: 1,
    attemptedAt: createdAt + 1000,
    sentAt: createdAt + 1200,
    mailgunMessageId: `<${id}.0@mg.yourdomain.com>`,
    deliveredAt: createdAt + 2000,
    opens: 0,
    clicks: 0,
    life: { status: 'delivered' },
  };
};
