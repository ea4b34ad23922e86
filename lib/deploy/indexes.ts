import * as z from 'zod';
import { chosenName, type Place } from '../aws-limits.ts';

/** Names of indexes, by the name of their table. */
export type Indexes = ReadonlyMap<string, readonly string[]>;

const tableSchema = z.object({
  Type: z.literal('AWS::DynamoDB::GlobalTable'),
  Properties: z.looseObject({
    GlobalSecondaryIndexes: z.array(z.object({ IndexName: z.string() })).default([]),
  }),
});
const templateSchema = z.object({ Resources: z.record(z.string(), z.unknown()) });

/** The indexes of a synthesized data stack. */
export const wantedIndexes = (template: unknown, place: Place): Indexes =>
  new Map(
    Object.values(templateSchema.parse(template).Resources).flatMap((resource) => {
      const { success, data } = tableSchema.safeParse(resource);
      const name = success ? chosenName(data, place) : undefined;
      if (!success || name === undefined) return [];
      return [[name, data.Properties.GlobalSecondaryIndexes.map(({ IndexName }) => IndexName)] as const];
    }),
  );

/** What becomes of the indexes of a table that stands. */
export interface IndexChange {
  table: string;
  added: string[];
  removed: string[];
}

export const indexChanges = (wanted: Indexes, standing: Indexes): IndexChange[] =>
  [...standing].flatMap(([table, has]) => {
    const wants = wanted.get(table) ?? has;
    const added = wants.filter((name) => !has.includes(name));
    const removed = has.filter((name) => !wants.includes(name));
    return added.length + removed.length === 0 ? [] : [{ table, added, removed }];
  });

/**
 * Indexes that go have no definition any more, so they can't go one by one.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_UpdateTable.html
 */
export const indexFaults = (changes: readonly IndexChange[], stage: string): string[] =>
  changes
    .filter(({ removed }) => removed.length > 1)
    .map(
      ({ table, removed }) =>
        `Table ${table} would lose the indexes ${removed.join(', ')} at once, and DynamoDB takes one in each update. Deploy ` +
        `versions in between that lose one each; or leave the data of stage ${stage} as they are, which docs/deploy.md ` +
        'tells under "Going back".',
    );

/** How an index is named to the app that is to leave it out, such as `sends.byLead`. */
export const indexName = (table: string, index: string): string => `${table.replace(/^.*-/, '')}.${index}`;

/**
 * DynamoDB makes or deletes one index of a table in each update. Answers which indexes each deployment of the data stack
 * leaves out, the last none; nothing when no index is added.
 */
export const indexRounds = (changes: readonly IndexChange[]): string[][] => {
  if (changes.every(({ added }) => added.length === 0)) return [];
  const count = Math.max(...changes.map(({ added, removed }) => added.length + removed.length));
  return Array.from({ length: count }, (_, round) =>
    changes.flatMap(({ table, added, removed }) =>
      added.slice(Math.max(0, round + 1 - removed.length)).map((index) => indexName(table, index)),
    ),
  );
};
