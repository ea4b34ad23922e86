import type { Dynamo } from '../platform/dynamo.ts';
import { type Definition, versionOf } from './definition.ts';
import type { SequenceDeps } from './deps.ts';
import { readCounters, statisticsOf } from './statistics.ts';

/** A sequence as callers are shown it. */
export const viewSequence = async (
  { dynamo, table, rules }: Pick<SequenceDeps, 'rules'> & { dynamo: Dynamo; table: string },
  name: string,
  definition: Definition,
) => ({
  name,
  version: versionOf(definition),
  isOn: rules.isOn(name),
  definition,
  stats: statisticsOf(await readCounters(dynamo, table, name), definition),
});
