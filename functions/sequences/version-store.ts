import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import type { Dynamo } from '../platform/dynamo.ts';
import { allItems } from '../platform/dynamo-pages.ts';
import { type Definition, keptDefinitionSchema, versionOf } from './definition.ts';
import { sequencePartition } from './keys.ts';

/** The versions of sequences that enrolments began with; they end on these, whatever has become of the file. */
export interface VersionStore {
  /** @throws Error when there is none, which no version in use may be. */
  find: (sequence: string, version: string) => Promise<Definition>;
  /** Keeps the version of a sequence that is used for the first time; answers it. */
  keep: (sequence: string, definition: Definition) => Promise<string>;
  /** Names of all sequences that were ever used. */
  names: () => Promise<string[]>;
}

const itemSchema = z.object({ definition: z.string() });
const nameSchema = z.object({ sk: z.string() });
const NAMES = 'SEQUENCES';

export const makeVersionStore = (dynamo: Dynamo, table: string): VersionStore => {
  const known = new Map<string, Definition>();
  const kept = new Set<string>();
  const keyOf = (sequence: string, version: string) => ({
    pk: sequencePartition(sequence),
    sk: `VERSION#${version}`,
  });
  return {
    find: async (sequence, version) => {
      const name = `${sequence}@${version}`;
      const found = known.get(name);
      if (found !== undefined) return found;
      const Key = keyOf(sequence, version);
      const { Item } = await dynamo.send(new GetCommand({ TableName: table, Key, ConsistentRead: true }));
      if (Item === undefined) throw new Error(`Sequence ${sequence} has no version ${version}`);
      const definition = keptDefinitionSchema.parse(JSON.parse(itemSchema.parse(Item).definition));
      known.set(name, definition);
      return definition;
    },
    keep: async (sequence, definition) => {
      const version = versionOf(definition);
      if (kept.has(`${sequence}@${version}`)) return version;
      const item = { ...keyOf(sequence, version), definition: JSON.stringify(definition) };
      await dynamo.send(new PutCommand({ TableName: table, Item: item }));
      await dynamo.send(new PutCommand({ TableName: table, Item: { pk: NAMES, sk: sequence } }));
      kept.add(`${sequence}@${version}`);
      return version;
    },
    names: async () => {
      const items = await allItems(dynamo, {
        TableName: table,
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': NAMES },
      });
      return items.map((item) => nameSchema.parse(item).sk);
    },
  };
};
