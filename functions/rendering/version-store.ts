import * as z from 'zod';
import { GetCommand } from '@aws-sdk/lib-dynamodb';
import type { Dynamo } from '../platform/dynamo.ts';
import { firstItems } from '../platform/dynamo-pages.ts';
import { categories } from '../contract/category.ts';
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
export const storedContent = z
  .string()
  .transform((json): unknown => JSON.parse(json))
  .pipe(templateContentSchema);

export const versionFields = {
  name: z.string(),
  category: z.enum(categories),
  version: z.int(),
  publishedAt: z.number(),
  publishedBy: z.string(),
  note: z.string().optional(),
  hash: z.string(),
};

const versionSchema = z.object({ ...versionFields, content: storedContent });

export type StoredVersion = z.infer<typeof versionSchema>;

/** All templates stand in one partition, to be listed. */
export const metaKey = (name: string) => ({ pk: 'TEMPLATES', sk: name });

export const partition = (name: string): string => `TEMPLATE#${name}`;

export const versionKey = (name: string, version: number) => ({
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
  const items = await firstItems(
    store.dynamo,
    {
      TableName: store.table,
      KeyConditionExpression: 'pk = :all' + (page.after === undefined ? '' : ' AND sk > :after'),
      FilterExpression: 'attribute_not_exists(deletedAt)',
      ExpressionAttributeValues: {
        ':all': 'TEMPLATES',
        ...(page.after !== undefined && { ':after': page.after }),
      },
      ConsistentRead: true,
    },
    // One more than is shown tells whether there is another page.
    page.limit + 1,
  );
  const metas = items.slice(0, page.limit).map((item) => metaSchema.parse(item));
  return { metas, next: items.length > page.limit ? metas.at(-1)?.name : undefined };
};

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
