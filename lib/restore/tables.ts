import {
  CreateBackupCommand,
  DeleteTableCommand,
  DescribeContinuousBackupsCommand,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  type DynamoDBClient,
  ListBackupsCommand,
  ListTagsOfResourceCommand,
  RestoreTableFromBackupCommand,
  RestoreTableToPointInTimeCommand,
  type TableDescription,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateContinuousBackupsCommand,
  UpdateTableCommand,
  UpdateTimeToLiveCommand,
} from '@aws-sdk/client-dynamodb';
import type { BackupFacts, Settings, TableFacts } from './facts.ts';
import type { Change } from './settings.ts';

/** Tables and backups, as this command reads and makes them. */
export interface Tables {
  find: (name: string) => Promise<TableFacts | undefined>;
  /** On-demand backups of a table of this name, also of one that is gone. */
  backups: (table: string, backupName: string) => Promise<BackupFacts[]>;
  restore: (present: TableFacts, target: string, to: Date) => Promise<void>;
  /** Answers the ARN of the backup. */
  backUp: (table: string, backupName: string) => Promise<string>;
  putBack: (backupArn: string, target: string, isEncryptedByKms: boolean) => Promise<void>;
  unprotect: (table: string) => Promise<void>;
  delete: (table: string) => Promise<void>;
  change: (table: TableFacts, change: Change) => Promise<void>;
  tag: (arn: string, tags: Readonly<Record<string, string>>) => Promise<void>;
  untag: (arn: string, keys: readonly string[]) => Promise<void>;
}

const isNamed = (error: unknown, ...names: string[]): boolean =>
  error instanceof Error && names.includes(error.name);

const readTags = async (dynamo: DynamoDBClient, ResourceArn: string): Promise<Record<string, string>> => {
  const found: Record<string, string> = {};
  let NextToken: string | undefined;
  do {
    const page = await dynamo.send(new ListTagsOfResourceCommand({ ResourceArn, NextToken }));
    for (const { Key = '', Value = '' } of page.Tags ?? []) found[Key] = Value;
    ({ NextToken } = page);
  } while (NextToken !== undefined);
  return found;
};

const readRest = async (dynamo: DynamoDBClient, table: TableDescription) => {
  const { TableName, TableArn = '', DeletionProtectionEnabled: isProtected = false } = table;
  const [ttl, continuous, tags] = await Promise.all([
    dynamo.send(new DescribeTimeToLiveCommand({ TableName })),
    dynamo.send(new DescribeContinuousBackupsCommand({ TableName })),
    readTags(dynamo, TableArn),
  ]);
  const { TimeToLiveStatus, AttributeName } = ttl.TimeToLiveDescription ?? {};
  const recovery = continuous.ContinuousBackupsDescription?.PointInTimeRecoveryDescription;
  const settings: Settings = {
    ttlAttribute: /^ENABL/.test(TimeToLiveStatus ?? '') ? AttributeName : undefined,
    recovers: recovery?.PointInTimeRecoveryStatus === 'ENABLED',
    isProtected,
    tags,
  };
  const { EarliestRestorableDateTime: earliest, LatestRestorableDateTime: latest } = recovery ?? {};
  return {
    settings,
    window:
      earliest === undefined || latest === undefined
        ? undefined
        : { earliest: earliest.getTime(), latest: latest.getTime() },
  };
};

const NOTHING: Settings = { ttlAttribute: undefined, recovers: false, isProtected: false, tags: {} };

const findTable = async (dynamo: DynamoDBClient, name: string): Promise<TableFacts | undefined> => {
  try {
    const { Table: table = {} } = await dynamo.send(new DescribeTableCommand({ TableName: name }));
    const { RestoreSummary: from, TableStatus: status = '' } = table;
    return {
      name,
      id: table.TableId ?? '',
      arn: table.TableArn ?? '',
      status,
      createdAt: table.CreationDateTime?.getTime() ?? 0,
      restoredTo: from?.RestoreDateTime?.getTime(),
      isEncryptedByKms: table.SSEDescription?.SSEType === 'KMS',
      // One that goes has none of it any more.
      ...(status === 'DELETING' ? { settings: NOTHING, window: undefined } : await readRest(dynamo, table)),
    };
  } catch (error) {
    if (isNamed(error, 'ResourceNotFoundException', 'TableNotFoundException')) return undefined;
    throw error;
  }
};

const listBackups = async (
  dynamo: DynamoDBClient,
  TableName: string,
  backupName: string,
): Promise<BackupFacts[]> => {
  const found: BackupFacts[] = [];
  let start: string | undefined;
  do {
    const page = await dynamo.send(
      new ListBackupsCommand({ TableName, BackupType: 'USER', ExclusiveStartBackupArn: start }),
    );
    for (const {
      BackupArn = '',
      BackupName = '',
      BackupStatus = '',
      BackupCreationDateTime,
    } of page.BackupSummaries ?? []) {
      if (BackupName !== backupName) continue;
      found.push({
        arn: BackupArn,
        name: BackupName,
        status: BackupStatus,
        createdAt: BackupCreationDateTime?.getTime() ?? 0,
      });
    }
    start = page.LastEvaluatedBackupArn;
  } while (start !== undefined);
  return found;
};

/** The encryption of a restored table may be another than that of its source unless it is told. */
const encryption = (isByKms: boolean) =>
  isByKms ? { SSESpecificationOverride: { Enabled: true, SSEType: 'KMS' as const } } : {};

export const makeTables = (dynamo: DynamoDBClient): Tables => ({
  find: (name) => findTable(dynamo, name),
  backups: (table, backupName) => listBackups(dynamo, table, backupName),
  restore: async ({ name, isEncryptedByKms }, TargetTableName, RestoreDateTime) => {
    await dynamo.send(
      new RestoreTableToPointInTimeCommand({
        SourceTableName: name,
        TargetTableName,
        RestoreDateTime,
        ...encryption(isEncryptedByKms),
      }),
    );
  },
  backUp: async (TableName, BackupName) => {
    const { BackupDetails } = await dynamo.send(new CreateBackupCommand({ TableName, BackupName }));
    return BackupDetails?.BackupArn ?? '';
  },
  putBack: async (BackupArn, TargetTableName, isEncryptedByKms) => {
    await dynamo.send(
      new RestoreTableFromBackupCommand({ BackupArn, TargetTableName, ...encryption(isEncryptedByKms) }),
    );
  },
  unprotect: async (TableName) => {
    await dynamo.send(new UpdateTableCommand({ TableName, DeletionProtectionEnabled: false }));
  },
  delete: async (TableName) => {
    await dynamo.send(new DeleteTableCommand({ TableName }));
  },
  change: (table, change) => applyChange(dynamo, table, change),
  tag: (arn, tags) => tag(dynamo, arn, tags),
  untag: async (ResourceArn, TagKeys) => {
    await dynamo.send(new UntagResourceCommand({ ResourceArn, TagKeys: [...TagKeys] }));
  },
});

const tag = async (
  dynamo: DynamoDBClient,
  ResourceArn: string,
  tags: Readonly<Record<string, string>>,
): Promise<void> => {
  const Tags = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
  await dynamo.send(new TagResourceCommand({ ResourceArn, Tags }));
};

const applyChange = async (
  dynamo: DynamoDBClient,
  { name: TableName, arn }: TableFacts,
  change: Change,
): Promise<void> => {
  switch (change.set) {
    case 'tags':
      return tag(dynamo, arn, change.tags);
    case 'ttl': {
      const TimeToLiveSpecification = { Enabled: true, AttributeName: change.attribute };
      await dynamo.send(new UpdateTimeToLiveCommand({ TableName, TimeToLiveSpecification }));
      return;
    }
    case 'protection':
      await dynamo.send(new UpdateTableCommand({ TableName, DeletionProtectionEnabled: true }));
      return;
    case 'recovery': {
      const PointInTimeRecoverySpecification = { PointInTimeRecoveryEnabled: true };
      await dynamo.send(new UpdateContinuousBackupsCommand({ TableName, PointInTimeRecoverySpecification }));
    }
  }
};
