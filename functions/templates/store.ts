import {
  DeleteCommand,
  GetCommand,
  PutCommand,
  QueryCommand,
  TransactWriteCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import * as z from 'zod';
import { type Dynamo, ifConditionHolds } from '../platform/dynamo.ts';
import { categories } from '../preferences/categories.ts';
import { templateContentSchema, type TemplateVersion } from './template.ts';

export interface TemplatesTable {
  dynamo: Dynamo;
  table: string;
}

const metaSchema = z.object({
  name: z.string(),
  category: z.enum(categories),
  description: z.string().optional(),
  builtIn: z.boolean().default(false),
  activeVersion: z.int().optional(),
  /** The highest number that was ever given; numbers are given once. */
  latestVersion: z.int().default(0),
  /** The first that is its own: those before belong to a deleted template of the same name, and expire. */
  firstVersion: z.int().default(1),
  archivedAt: z.number().optional(),
  deletedAt: z.number().optional(),
  createdAt: z.number(),
  updatedAt: z.number(),
  /** Of a built-in: the version that the newest release brought, and its content's hash. */
  seededVersion: z.int().optional(),
  seededHash: z.string().optional(),
  /** Raised by every change of this item. */
  rev: z.int(),
});
/** What holds of a template whatever its version. Times are epoch milliseconds. */
export type TemplateMeta = z.infer<typeof metaSchema>;

/** Kept as JSON: a map of DynamoDB would lose the order of its keys, which people wrote and read. */
const storedContent = z
  .string()
  .transform((json): unknown => JSON.parse(json))
  .pipe(templateContentSchema);

const draftSchema = z.object({
  content: storedContent,
  /** Raised by every change: the draft's ETag. */
  revision: z.int(),
  updatedAt: z.number(),
  updatedBy: z.string(),
});
export type Draft = z.infer<typeof draftSchema>;

const versionFields = {
  name: z.string(),
  category: z.enum(categories),
  version: z.int(),
  publishedAt: z.number(),
  publishedBy: z.string(),
  note: z.string().optional(),
  hash: z.string(),
};
const versionSchema = z.object({ ...versionFields, content: storedContent });
const versionSummarySchema = z.object(versionFields);
/** A version without its content. */
export type VersionSummary = z.infer<typeof versionSummarySchema>;
export type StoredVersion = z.infer<typeof versionSchema>;

/** All templates stand in one partition, to be listed. */
const metaKey = (name: string) => ({ pk: 'TEMPLATES', sk: name });
const partition = (name: string): string => `TEMPLATE#${name}`;
const draftKey = (name: string) => ({ pk: partition(name), sk: 'DRAFT' });
const versionKey = (name: string, version: number) => ({
  pk: partition(name),
  sk: `V#${String(version).padStart(8, '0')}`,
});

export const findMeta = async (store: TemplatesTable, name: string): Promise<TemplateMeta | undefined> => {
  const answer = await store.dynamo.send(
    new GetCommand({ TableName: store.table, Key: metaKey(name), ConsistentRead: true }),
  );
  return answer.Item === undefined ? undefined : metaSchema.parse(answer.Item);
};

/** A page of templates by name, those that are deleted left out. */
export const listMetas = async (
  store: TemplatesTable,
  page: { limit: number; after?: string | undefined },
): Promise<{ metas: TemplateMeta[]; next: string | undefined }> => {
  const answer = await store.dynamo.send(
    new QueryCommand({
      TableName: store.table,
      KeyConditionExpression: 'pk = :all',
      FilterExpression: 'attribute_not_exists(deletedAt)',
      ExpressionAttributeValues: { ':all': 'TEMPLATES' },
      Limit: page.limit,
      ConsistentRead: true,
      ...(page.after !== undefined && { ExclusiveStartKey: metaKey(page.after) }),
    }),
  );
  return {
    metas: (answer.Items ?? []).map((item) => metaSchema.parse(item)),
    next: answer.LastEvaluatedKey && z.string().parse(answer.LastEvaluatedKey['sk']),
  };
};

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

/** A version by its number, also of a template that is deleted: messages may have pinned it. */
export const findVersion = async (
  store: TemplatesTable,
  name: string,
  version: number,
): Promise<StoredVersion | undefined> => {
  const answer = await store.dynamo.send(
    new GetCommand({ TableName: store.table, Key: versionKey(name, version) }),
  );
  return answer.Item === undefined ? undefined : versionSchema.parse(answer.Item);
};

/** A version as it is rendered. */
export const asTemplate = ({ name, version, hash, content }: StoredVersion): TemplateVersion => ({
  ...content,
  name,
  version,
  hash,
});

/** A page of a template's versions, the newest first. */
export const listVersions = async (
  store: TemplatesTable,
  { name, firstVersion, latestVersion }: TemplateMeta,
  page: { limit: number; before?: number | undefined },
): Promise<{ versions: VersionSummary[]; next: number | undefined }> => {
  const last = (page.before ?? latestVersion + 1) - 1;
  // DynamoDB refuses a range that ends before it starts.
  if (last < firstVersion) return { versions: [], next: undefined };
  const answer = await store.dynamo.send(
    new QueryCommand({
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
      // One more than is shown tells whether there is another page.
      Limit: page.limit + 1,
      ConsistentRead: true,
    }),
  );
  const found = (answer.Items ?? []).map((item) => versionSummarySchema.parse(item));
  const versions = found.slice(0, page.limit);
  return { versions, next: found.length > page.limit ? versions.at(-1)?.version : undefined };
};

/** Writes a version and what it makes of its template at once. Answers false when somebody was faster. */
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
