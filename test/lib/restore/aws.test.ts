import {
  CreateBackupCommand,
  DescribeContinuousBackupsCommand,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  DynamoDBClient,
  ListBackupsCommand,
  ListTagsOfResourceCommand,
  ResourceNotFoundException,
  RestoreTableFromBackupCommand,
  RestoreTableToPointInTimeCommand,
} from '@aws-sdk/client-dynamodb';
import {
  DeleteFunctionConcurrencyCommand,
  GetFunctionConcurrencyCommand,
  LambdaClient,
  ListEventSourceMappingsCommand,
  ListFunctionsCommand,
  PutFunctionConcurrencyCommand,
  UpdateEventSourceMappingCommand,
} from '@aws-sdk/client-lambda';
import { BatchGetCommand, DynamoDBDocumentClient, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { describe, expect, test } from 'vitest';
import { makeFunctions } from '../../../lib/restore/functions.ts';
import { countItems, leftSince } from '../../../lib/restore/left-since.ts';
import { makeTables } from '../../../lib/restore/tables.ts';
import { MOMENT, tableOf } from './account.ts';

const NAME = 'outbound-email-prod-sends';
const ARN = `arn:aws:dynamodb:eu-central-1:1:table/${NAME}`;

describe('DynamoDB', () => {
  const client = new DynamoDBClient({ region: 'eu-central-1' });
  const tables = makeTables(client);

  test('is read for a table with all its settings, of which tags come in pages', async () => {
    const mock = mockClient(client);
    mock.on(DescribeTableCommand).resolves({
      Table: {
        TableName: NAME,
        TableId: 'id-1',
        TableArn: ARN,
        TableStatus: 'ACTIVE',
        CreationDateTime: new Date(1000),
        DeletionProtectionEnabled: true,
        SSEDescription: { Status: 'ENABLED', SSEType: 'KMS' },
        RestoreSummary: {
          RestoreDateTime: MOMENT,
          RestoreInProgress: false,
          SourceBackupArn: `${ARN}/backup/1`,
        },
      },
    });
    mock
      .on(DescribeTimeToLiveCommand)
      .resolves({ TimeToLiveDescription: { TimeToLiveStatus: 'ENABLING', AttributeName: 'ttl' } });
    mock.on(DescribeContinuousBackupsCommand).resolves({
      ContinuousBackupsDescription: {
        ContinuousBackupsStatus: 'ENABLED',
        PointInTimeRecoveryDescription: {
          PointInTimeRecoveryStatus: 'ENABLED',
          EarliestRestorableDateTime: new Date(2000),
          LatestRestorableDateTime: new Date(3000),
        },
      },
    });
    mock
      .on(ListTagsOfResourceCommand)
      .resolvesOnce({ Tags: [{ Key: 'service', Value: 'outbound-email' }], NextToken: 'more' })
      .resolves({ Tags: [{ Key: 'stage', Value: 'prod' }] });
    expect(await tables.find(NAME)).toEqual({
      name: NAME,
      id: 'id-1',
      arn: ARN,
      status: 'ACTIVE',
      createdAt: 1000,
      restoredTo: MOMENT.getTime(),
      isEncryptedByKms: true,
      settings: {
        ttlAttribute: 'ttl',
        recovers: true,
        isProtected: true,
        tags: { service: 'outbound-email', stage: 'prod' },
      },
      window: { earliest: 2000, latest: 3000 },
    });
    mock.restore();
  });

  test('has no table where it says so; other errors are no absence', async () => {
    const mock = mockClient(client);
    mock
      .on(DescribeTableCommand)
      .rejectsOnce(new ResourceNotFoundException({ message: 'none', $metadata: {} }));
    expect(await tables.find(NAME)).toBeUndefined();
    mock.on(DescribeTableCommand).rejects(new Error('AccessDenied'));
    await expect(tables.find(NAME)).rejects.toThrow('AccessDenied');
    mock.restore();
  });

  test('lists its backups to the last page, those of other names left out', async () => {
    const mock = mockClient(client);
    const backup = (BackupName: string, BackupArn: string) => ({
      BackupName,
      BackupArn,
      BackupStatus: 'AVAILABLE' as const,
      BackupCreationDateTime: new Date(1),
    });
    mock
      .on(ListBackupsCommand)
      .resolvesOnce({
        BackupSummaries: [backup('mine', 'a'), backup('other', 'b')],
        LastEvaluatedBackupArn: 'b',
      })
      .resolves({ BackupSummaries: [backup('mine', 'c')] });
    expect((await tables.backups(NAME, 'mine')).map(({ arn }) => arn)).toEqual(['a', 'c']);
    mock.restore();
  });

  test('restores with the encryption of the present table, and backs up by name', async () => {
    const mock = mockClient(client);
    mock.on(CreateBackupCommand).resolves({ BackupDetails: { BackupArn: 'arn:backup' } as never });
    await tables.restore(tableOf(NAME), `${NAME}-restored`, MOMENT);
    await tables.putBack('arn:backup', NAME, true);
    await tables.putBack('arn:backup', NAME, false);
    expect(await tables.backUp(NAME, 'mine')).toBe('arn:backup');
    const kms = { SSESpecificationOverride: { Enabled: true, SSEType: 'KMS' } };
    expect(mock.commandCalls(RestoreTableToPointInTimeCommand).map(({ args }) => args[0].input)).toEqual([
      { SourceTableName: NAME, TargetTableName: `${NAME}-restored`, RestoreDateTime: MOMENT, ...kms },
    ]);
    expect(mock.commandCalls(RestoreTableFromBackupCommand).map(({ args }) => args[0].input)).toEqual([
      { BackupArn: 'arn:backup', TargetTableName: NAME, ...kms },
      { BackupArn: 'arn:backup', TargetTableName: NAME },
    ]);
    mock.restore();
  });

  test('names the mails that wait in the restored table and have left by the present one', async () => {
    const documents = DynamoDBDocumentClient.from(client);
    const mock = mockClient(documents);
    mock
      .on(ScanCommand)
      .resolvesOnce({ Items: [{ pk: 'one' }], Count: 1, LastEvaluatedKey: { pk: 'one' } })
      .resolvesOnce({ Items: [{ pk: 'two' }, { pk: 'three' }], Count: 2 })
      .resolvesOnce({ Count: 4, LastEvaluatedKey: { pk: 'one' } })
      .resolves({ Count: 5 });
    mock
      .on(BatchGetCommand)
      .resolvesOnce({
        Responses: { present: [{ pk: 'one', sentAt: 1 }] },
        UnprocessedKeys: { present: { Keys: [{ pk: 'three', sk: 'MESSAGE' }] } },
      })
      .resolves({ Responses: { present: [{ pk: 'three' }] } });
    expect(await leftSince(documents, { present: 'present', restored: 'restored' })).toEqual(['one']);
    expect(await countItems(documents, 'restored')).toBe(9);
    mock.restore();
  });
});

describe('Functions of a stage', () => {
  const client = new LambdaClient({ region: 'eu-central-1' });
  const prefix = 'outbound-email-prod-';
  const functionArn = (name: string) => `arn:aws:lambda:eu-central-1:1:function:${name}`;
  const open = () => {
    const mock = mockClient(client);
    mock.on(ListFunctionsCommand).resolves({
      Functions: ['outbound-email-prod-webhook', 'outbound-email-prod-sweep', 'other-webhook'].map(
        (FunctionName) => ({ FunctionName }),
      ),
    });
    mock.on(ListEventSourceMappingsCommand).resolves({
      EventSourceMappings: [
        { UUID: 'on', State: 'Enabled', FunctionArn: functionArn('outbound-email-prod-track') },
        { UUID: 'off', State: 'Disabled', FunctionArn: functionArn('outbound-email-prod-deliver-bulk') },
        { UUID: 'other', State: 'Enabled', FunctionArn: functionArn('outbound-email-dev-track') },
      ],
    });
    mock.on(GetFunctionConcurrencyCommand).resolves({});
    mock
      .on(GetFunctionConcurrencyCommand, { FunctionName: 'outbound-email-prod-webhook' })
      .resolves({ ReservedConcurrentExecutions: 20 });
    return { mock, functions: makeFunctions(client, prefix) };
  };

  test('are remembered by what is not as of all: reserved concurrency, and queues that were off', async () => {
    const { mock, functions } = open();
    expect(await functions.remember()).toEqual({
      'outbound-email:reserved:webhook': '20',
      'outbound-email:off:off': 'yes',
    });
    mock.restore();
  });

  test('are stopped, their queues first, and no others', async () => {
    const { mock, functions } = open();
    await functions.stop();
    const changes = mock
      .calls()
      .map(({ args }) => args[0])
      .filter(
        (command) =>
          command instanceof UpdateEventSourceMappingCommand ||
          command instanceof PutFunctionConcurrencyCommand,
      )
      .map(({ input }) => input);
    expect(changes).toEqual([
      { UUID: 'on', Enabled: false },
      { FunctionName: 'outbound-email-prod-webhook', ReservedConcurrentExecutions: 0 },
      { FunctionName: 'outbound-email-prod-sweep', ReservedConcurrentExecutions: 0 },
    ]);
    mock.restore();
  });

  test('get back what they had: what was reserved, and their queues but for those that were off', async () => {
    const { mock, functions } = open();
    mock.on(ListEventSourceMappingsCommand).resolves({
      EventSourceMappings: ['on', 'off'].map((UUID) => ({
        UUID,
        State: 'Disabled',
        FunctionArn: functionArn('outbound-email-prod-track'),
      })),
    });
    await functions.start({ 'outbound-email:reserved:webhook': '20', 'outbound-email:off:off': 'yes' });
    expect(mock.commandCalls(PutFunctionConcurrencyCommand).map(({ args }) => args[0].input)).toEqual([
      { FunctionName: 'outbound-email-prod-webhook', ReservedConcurrentExecutions: 20 },
    ]);
    expect(mock.commandCalls(DeleteFunctionConcurrencyCommand).map(({ args }) => args[0].input)).toEqual([
      { FunctionName: 'outbound-email-prod-sweep' },
    ]);
    expect(mock.commandCalls(UpdateEventSourceMappingCommand).map(({ args }) => args[0].input)).toEqual([
      { UUID: 'on', Enabled: true },
    ]);
    mock.restore();
  });
});
