import { awsFault } from '../aws-fault.ts';
import { about, type Finding, notChecked } from './finding.ts';

/** Something to look at. */
export interface Check<World> {
  name: string;
  /** Checks before it without which it has nothing to look at. */
  needs?: readonly string[];
  look: (world: World) => Promise<Finding[]>;
}

/**
 * Looks at everything, one after the other; what fails stops only what needs it. Findings are told as they come.
 * Answers all of them.
 */
export const runChecks = async <World>(
  checks: readonly Check<World>[],
  world: World,
  tell: (finding: Finding) => void,
): Promise<Finding[]> => {
  const all: Finding[] = [];
  const blocked = new Set<string>();
  for (const check of checks) {
    const missing = check.needs?.find((name) => blocked.has(name));
    const found =
      missing === undefined
        ? await lookSafely(check, world)
        : [about(check.name, notChecked(`it needs "${missing}", see there`), true)];
    if (found.some(({ blocks }) => blocks === true)) blocked.add(check.name);
    found.forEach(tell);
    all.push(...found);
  }
  return all;
};

const lookSafely = async <World>(check: Check<World>, world: World): Promise<Finding[]> => {
  try {
    return await check.look(world);
  } catch (error) {
    return [about(check.name, notChecked(awsFault(error) ?? firstLine(error)), true)];
  }
};

const firstLine = (error: unknown): string =>
  error instanceof Error ? `${error.name}: ${error.message.split('\n')[0] ?? ''}` : String(error);
