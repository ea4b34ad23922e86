import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, ScanCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { makeMailStore } from '../../local/mailgun/mail-store.ts';
import type { CloudClient } from '../cloud-client.ts';
import type { AcceptedMessage, Evidence } from './audit.ts';

/** Reads what is left of a run: the tables, the fake's inbox, and what went over the bus. */
export const gatherEvidence = async (
  client: CloudClient,
  dataDir: string,
  accepted: readonly AcceptedMessage[],
): Promise<Evidence> => {
  const { body } = await client.call<{ dynamodb: string }>('GET', '/_local/health');
  const dynamo = DynamoDBDocumentClient.from(
    new DynamoDBClient({
      endpoint: body.dynamodb,
      region: 'us-east-1',
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    }),
  );
  const state = new DatabaseSync(path.join(dataDir, 'state.db'), { readOnly: true });
  try {
    return {
      accepted,
      inbox: makeMailStore(state).inbox({ limit: 1e6 }),
      sends: await scan(dynamo, 'outbound-email-local-sends'),
      metrics: await scan(dynamo, 'outbound-email-local-state'),
      published: publishedIn(state),
      objects: [],
    };
  } finally {
    state.close();
    dynamo.destroy();
  }
};

const scan = async (dynamo: DynamoDBDocumentClient, table: string): Promise<Record<string, unknown>[]> => {
  const items: Record<string, unknown>[] = [];
  let start: Record<string, unknown> | undefined;
  do {
    const page = await dynamo.send(new ScanCommand({ TableName: table, ExclusiveStartKey: start }));
    items.push(...(page.Items ?? []));
    start = page.LastEvaluatedKey;
  } while (start !== undefined);
  return items;
};

const rowSchema = z.object({ event: z.string() });
const busEventSchema = z.object({ detailType: z.string(), detail: z.object({ id: z.string().optional() }) });

const publishedIn = (state: DatabaseSync): Evidence['published'] =>
  state
    .prepare('SELECT event FROM bus_events')
    .all()
    .map((row) => busEventSchema.parse(JSON.parse(rowSchema.parse(row).event)))
    .map(({ detailType, detail }) => ({ detailType, id: detail.id ?? '' }));
