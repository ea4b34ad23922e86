import {
  DeleteCommand,
  GetCommand,
  PutCommand,
  TransactWriteCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import * as z from 'zod';
import { ifConditionHolds } from '../platform/dynamo.ts';
import { firstItems } from '../platform/dynamo-pages.ts';
import {
  storedContent,
  versionFields,
  partition,
  type TemplatesTable,
  type TemplateMeta,
  metaKey,
  type StoredVersion,
  findVersion,
  versionKey,
} from '../rendering/version-store.ts';

const draftSchema = z.object({
  content: storedContent,
  /** Raised by every change: the draft's ETag. */
  revision: z.int(),
  updatedAt: z.number(),
  updatedBy: z.string(),
});
export type Draft = z.infer<typeof draftSchema>;
const versionSummarySchema = z.object(versionFields);
/** A version without its content. */
export type VersionSummary = z.infer<typeof versionSummarySchema>;
const draftKey = (name: string) => ({ pk: partition(name), sk: 'DRAFT' });
/** Writes what holds of a template, if nobody has since it was read; `rev` 0 is a new one. */
export const saveMeta = (store: TemplatesTable, meta: TemplateMeta): Promise<boolean> =>
  ifConditionHolds(store.dynamo.send(new PutCommand(metaPut(store, meta))));

const metaPut = (store: TemplatesTable, meta: TemplateMeta) => ({
  TableName: store.table,
  Item: { ...metaKey(meta.name), ...meta, rev: meta.rev + 1 },
  ConditionExpression: meta.rev === 0 ? 'attribute_not_exists(pk)' : 'rev = :rev',
  ...(meta.rev > 0 && { ExpressionAttributeValues: { ':rev': meta.rev } }),
});

export const findDraft = async (store: TemplatesTable, name: string): Promise<Draft | undefined> => {
  const answer = await store.dynamo.send(
    new GetCommand({ TableName: store.table, Key: draftKey(name), ConsistentRead: true }),
  );
  return answer.Item === undefined ? undefined : draftSchema.parse(answer.Item);
};

/** Writes a draft; `over` is the revision that it replaces, 0 for none. Answers false when there is another one. */
export const saveDraft = (
  store: TemplatesTable,
  name: string,
  draft: Draft,
  over: number,
): Promise<boolean> =>
  ifConditionHolds(
    store.dynamo.send(
      new PutCommand({
        TableName: store.table,
        Item: { ...draftKey(name), ...draft, content: JSON.stringify(draft.content) },
        ConditionExpression: over === 0 ? 'attribute_not_exists(pk)' : 'revision = :over',
        ...(over > 0 && { ExpressionAttributeValues: { ':over': over } }),
      }),
    ),
  );

export const deleteDraft = async (store: TemplatesTable, name: string): Promise<void> => {
  await store.dynamo.send(new DeleteCommand({ TableName: store.table, Key: draftKey(name) }));
};

/** A version of a template as it is now. */
export const findOwnVersion = (
  store: TemplatesTable,
  meta: Pick<TemplateMeta, 'name' | 'firstVersion'>,
  version: number,
): Promise<StoredVersion | undefined> =>
  version < meta.firstVersion ? Promise.resolve(undefined) : findVersion(store, meta.name, version);
/** A page of a template's versions, the newest first. */
export const listVersions = async (
  store: TemplatesTable,
  { name, firstVersion, latestVersion }: TemplateMeta,
  page: { limit: number; before?: number | undefined },
): Promise<{ versions: VersionSummary[]; next: number | undefined }> => {
  const last = (page.before ?? latestVersion + 1) - 1;
  // A range that ends before it begins is refused by DynamoDB.
  if (last < firstVersion) return { versions: [], next: undefined };
  const items = await firstItems(
    store.dynamo,
    {
      TableName: store.table,
      KeyConditionExpression: 'pk = :template AND sk BETWEEN :first AND :last',
      ExpressionAttributeValues: {
        ':template': partition(name),
        ':first': versionKey(name, firstVersion).sk,
        ':last': versionKey(name, last).sk,
      },
      ProjectionExpression: '#name, version, category, publishedAt, publishedBy, note, #hash',
      ExpressionAttributeNames: { '#name': 'name', '#hash': 'hash' },
      ScanIndexForward: false,
      ConsistentRead: true,
    },
    // One more than is shown tells whether there is another page.
    page.limit + 1,
  );
  const found = items.map((item) => versionSummarySchema.parse(item));
  const versions = found.slice(0, page.limit);
  return { versions, next: found.length > page.limit ? versions.at(-1)?.version : undefined };
};

/** Writes a version and what it makes of its template at once. Answers false on a version conflict. */
export const publishVersion = async (
  store: TemplatesTable,
  meta: TemplateMeta,
  version: StoredVersion,
): Promise<boolean> => {
  try {
    await store.dynamo.send(
      new TransactWriteCommand({
        TransactItems: [
          {
            Put: {
              TableName: store.table,
              Item: {
                ...versionKey(version.name, version.version),
                ...version,
                content: JSON.stringify(version.content),
              },
              ConditionExpression: 'attribute_not_exists(pk)',
            },
          },
          { Put: metaPut(store, meta) },
        ],
      }),
    );
    return true;
  } catch (error) {
    if (
      error instanceof TransactionCanceledException &&
      error.CancellationReasons?.some(({ Code }) => Code === 'ConditionalCheckFailed')
    ) {
      return false;
    }
    throw error;
  }
};

/** Versions of a deleted template go when no message can need them any more. */
export const expireVersions = async (
  store: TemplatesTable,
  name: string,
  latest: number,
  ttl: number,
): Promise<void> => {
  for (let version = 1; version <= latest; version += 1) {
    await ifConditionHolds(
      store.dynamo.send(
        new UpdateCommand({
          TableName: store.table,
          Key: versionKey(name, version),
          UpdateExpression: 'SET #ttl = :ttl',
          ConditionExpression: 'attribute_exists(pk)',
          ExpressionAttributeNames: { '#ttl': 'ttl' },
          ExpressionAttributeValues: { ':ttl': ttl },
        }),
      ),
    );
  }
};
