import type { Dynamo } from '../platform/dynamo.ts';
import { type Definition, templatesOf, versionOf } from './definition.ts';
import type { SequenceDeps } from './deps.ts';
import { readCounters, statisticsOf } from './statistics.ts';

/** A sequence as callers are shown it. */
export const viewSequence = async (
  deps: Pick<SequenceDeps, 'rules' | 'templates'> & { dynamo: Dynamo; table: string },
  name: string,
  definition: Definition,
) => ({
  name,
  version: versionOf(definition),
  isOn: deps.rules.isOn(name),
  definition,
  warnings: await warningsOf(deps, definition),
  stats: statisticsOf(await readCounters(deps.dynamo, deps.table, name), definition),
});

/** What would end enrolments as failed: only built-in templates are known when the stacks are synthesized. */
const warningsOf = async (
  { templates }: Pick<SequenceDeps, 'templates'>,
  definition: Definition,
): Promise<string[]> => {
  const found = await Promise.all(
    templatesOf(definition).map(async (name) => ({ name, active: await templates.active(name) })),
  );
  return found.flatMap(({ name, active }) =>
    active.kind === 'active' ? [] : [`Template "${name}" can't be sent at present: it is ${active.why}.`],
  );
};
