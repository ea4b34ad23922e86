import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { listLeads, type ListDeps, type ListQuery } from '../../functions/leads/list.ts';
import { makeLeadStore } from '../../functions/leads/store.ts';
import { DAY, HOUR } from '../../functions/platform/clock.ts';
import { ServiceError } from '../../functions/platform/errors.ts';
import { activityIndexes } from '../../lib/activity-indexes.ts';
import { type LocalDynamo, startDynamo } from '../../local/aws/dynamodb.ts';
import { dynamoEndpointFor } from '../embedded-cloud.ts';
import { aLead, anOpenResponse, aRecord, NOW } from './fixture.ts';

const TABLE = 'activity';
const { byLeadState, byLeadOwner } = activityIndexes;
const keys = (partition: string, sort: string) => [
  { AttributeName: partition, KeyType: 'HASH' as const },
  { AttributeName: sort, KeyType: 'RANGE' as const },
];

let folder: string;
let server: LocalDynamo;
let deps: ListDeps;
let at = NOW;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'outbound-email-leads-'));
  server = await startDynamo(folder, dynamoEndpointFor(folder), () => undefined);
  await server.create([
    {
      TableName: TABLE,
      KeySchema: keys('pk', 'sk'),
      AttributeDefinitions: ['pk', 'sk', byLeadState.partition, byLeadOwner.partition, byLeadState.sort].map(
        (AttributeName) => ({ AttributeName, AttributeType: 'S' as const }),
      ),
      GlobalSecondaryIndexes: Object.entries({ byLeadState, byLeadOwner }).map(
        ([IndexName, { partition, sort, beside }]) => ({
          IndexName,
          KeySchema: keys(partition, sort),
          Projection: { ProjectionType: 'INCLUDE' as const, NonKeyAttributes: [...beside] },
        }),
      ),
    },
  ]);
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const client = new DynamoDBClient({ endpoint: server.url, region: 'us-east-1', credentials });
  const dynamo = DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } });
  deps = { leads: makeLeadStore(dynamo, TABLE, 400), dynamo, table: TABLE, now: () => at };
  for (let i = 0; i < 9; i += 1) {
    const record = aRecord(`lead-${i}`, {
      // Three at each moment.
      receivedAt: NOW + Math.floor(i / 3) * HOUR,
      lead: aLead({ ownerRepId: i % 2 === 0 ? 'grace' : 'dee' }),
      judgement: { band: i < 5 ? 'hot' : 'cold', priority: 0, priorityParts: [], hotRules: [] },
      response: i % 3 === 0 ? anOpenResponse() : { state: 'none' },
    });
    await deps.leads.put(record, [], NOW);
  }
});
afterAll(async () => {
  await server.stop();
  await rm(folder, { recursive: true, force: true });
});

/** All leads of a list, in pages of so many. */
const all = async (query: Omit<ListQuery, 'limit' | 'cursor'>, limit: number): Promise<string> => {
  const ids: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await listLeads(deps, { ...query, limit, cursor });
    expect(page.leads.length).toBeLessThanOrEqual(limit);
    ids.push(...page.leads.map(({ id }) => id.slice('lead-'.length)));
    cursor = page.next;
  } while (cursor !== undefined);
  return ids.join('');
};

describe('A list of leads', () => {
  test.each([1, 2, 4, 9])('has them all, the latest first, in pages of %i', async (limit) => {
    expect(await all({}, limit)).toBe('876543210');
    expect(await all({ state: 'open' }, limit)).toBe('630');
    expect(await all({ ownerRepId: 'grace' }, limit)).toBe('86420');
    expect(await all({ ownerRepId: 'grace', state: 'open' }, limit)).toBe('60');
    expect(await all({ band: 'cold' }, limit)).toBe('8765');
    expect(await all({ ownerRepId: 'dee', state: 'none', band: 'cold' }, limit)).toBe('75');
    expect(await all({ state: 'waiting' }, limit)).toBe('');
  });

  test('leaves out what is past its retention', async () => {
    at = NOW + 401 * DAY;
    expect(await all({}, 4)).toBe('');
    expect(await all({ ownerRepId: 'grace' }, 4)).toBe('');
    at = NOW;
  });

  test('refuses the cursor of another list', async () => {
    const { next } = await listLeads(deps, { state: 'none', limit: 1 });
    await expect(listLeads(deps, { state: 'open', limit: 1, cursor: next })).rejects.toThrow(ServiceError);
  });
});
