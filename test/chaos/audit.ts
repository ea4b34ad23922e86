import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, ScanCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import type { InboxSummary } from '../../local/mailgun/fake-mailgun.ts';
import type { Message } from '../embedded-cloud.ts';

export interface Verdict {
  lost: number;
  duplicates: number;
  stuck: number;
  wrongStatus: number;
  wrongCounters: number;
}

/** What the fake's recipients of a name do in the end. */
const truths: Readonly<Record<string, string>> = { bounce: 'bounced', silent: 'sent' };
const truthOf = (email: string): string => truths[email.split(/[+@]/)[0] ?? ''] ?? 'delivered';

const unfinished = new Set(['scheduled', 'queued', 'sending']);

/** Compares what was accepted, what Mailgun received, and what the service believes. */
export const auditMessages = (
  accepted: readonly { id: string; to: string }[],
  inbox: readonly InboxSummary[],
  believed: ReadonlyMap<string, Message>,
): Omit<Verdict, 'wrongCounters'> => {
  const received = Map.groupBy(inbox, ({ variables }) => variables['messageId'] ?? '');
  const verdict = { lost: 0, duplicates: 0, stuck: 0, wrongStatus: 0 };
  for (const { id, to } of accepted) {
    const mails = received.get(id)?.length ?? 0;
    const status = believed.get(id)?.status ?? 'unknown';
    if (mails === 0) verdict.lost += 1;
    if (mails > 1) verdict.duplicates += 1;
    if (unfinished.has(status)) verdict.stuck += 1;
    if (mails === 1 && !unfinished.has(status) && status !== truthOf(to)) verdict.wrongStatus += 1;
  }
  return verdict;
};

const eventSchema = z.looseObject({
  sk: z.string(),
  type: z.string().optional(),
  machine: z.boolean().optional(),
});

const scan = async (client: DynamoDBDocumentClient, table: string): Promise<Record<string, unknown>[]> => {
  const items: Record<string, unknown>[] = [];
  let start: Record<string, unknown> | undefined;
  do {
    const page = await client.send(new ScanCommand({ TableName: table, ExclusiveStartKey: start }));
    items.push(...(page.Items ?? []));
    start = page.LastEvaluatedKey;
  } while (start !== undefined);
  return items;
};

/** How many counters differ from the number of events that are stored. */
export const auditCounters = async (dynamoUrl: string): Promise<number> => {
  const client = DynamoDBDocumentClient.from(
    new DynamoDBClient({
      endpoint: dynamoUrl,
      region: 'us-east-1',
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    }),
  );
  const events: Record<string, number> = {};
  for (const item of await scan(client, 'outbound-email-local-sends')) {
    const { sk, type, machine } = eventSchema.parse(item);
    if (!sk.startsWith('EVENT#') || type === undefined) continue;
    const name = countedAs(type, machine === true);
    events[name] = (events[name] ?? 0) + 1;
  }
  const counters: Record<string, number> = {};
  for (const item of await scan(client, 'outbound-email-local-metrics')) {
    if (typeof item['pk'] !== 'string' || !item['pk'].startsWith('COUNT#')) continue;
    for (const [name, value] of Object.entries(item)) {
      if (typeof value === 'number') counters[name] = (counters[name] ?? 0) + value;
    }
  }
  client.destroy();
  return Object.keys(events).filter((name) => events[name] !== counters[name]).length;
};

const countedAs = (type: string, machine: boolean): string => {
  if (type === 'opened') return machine ? 'machineOpens' : 'opens';
  if (type === 'clicked') return machine ? 'machineClicks' : 'clicks';
  return type;
};
