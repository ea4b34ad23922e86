import { check, eventually } from './faults.ts';
import type { Observation } from './ministack.ts';
import type { Report } from './report.ts';
import type { Stage } from './stage.ts';

const A_MINUTE_AND_SOME_MS = 80_000;

const runsOf = (observed: readonly Observation[]): Map<string, string[]> => {
  const runs = new Map<string, string[]>();
  for (const seen of observed) {
    if (!('ran' in seen)) continue;
    runs.set(seen.ran, [...(runs.get(seen.ran) ?? []), ...(seen.failure === null ? [] : [seen.failure])]);
  }
  return runs;
};

/** The emulator is Python, and fails now and then by itself where functions run beside each other; our functions have no such error. */
const isOfEmulator = (failure: string): boolean => /'errorType': 'RuntimeError'/.test(failure);

/** Has the five-minutely function run, and then looks at every run and every refused call so far. */
export const watchSteps = async (stage: Stage, { step }: Report): Promise<void> => {
  const { ministack } = stage;

  await step('functions on a clock', async () => {
    const names = ['sweep', 'reconcile', 'sync-suppressions'].map((name) => stage.named(name));
    await eventually(() => runsOf(ministack.observed()), {
      is: (runs) => names.every((name) => runs.has(name)),
      within: A_MINUTE_AND_SOME_MS,
      otherwise: (runs) => `ran only ${[...runs.keys()].join(', ')}`,
    });
    return 'the sweeper ran by its rule, the others by rules that come sooner than their own';
  });

  await step('runs and permissions', () => {
    const observed = ministack.observed();
    const runs = runsOf(observed);
    const all = [...runs].flatMap(([name, told]) => told.map((why) => `${name}: ${why}`));
    const failures = all.filter((failure) => !isOfEmulator(failure));
    const refusals = observed.flatMap((seen) =>
      'refused' in seen ? [`${seen.who} may not ${seen.refused} on ${seen.resource}`] : [],
    );
    check(refusals.length === 0, `IAM refused: ${[...new Set(refusals)].slice(0, 5).join('; ')}`);
    check(failures.length === 0, `functions failed: ${failures.slice(0, 5).join('; ')}`);
    const total = observed.filter((seen) => 'ran' in seen).length;
    const idle = stage.cdk
      .resources()
      .flatMap(({ Type, Properties }) =>
        Type === 'AWS::Lambda::Function' ? [String(Properties['FunctionName'])] : [],
      )
      .filter((name) => !runs.has(name));
    const rest = idle.length === 0 ? '' : `; not set going: ${idle.map(stage.shortName).join(', ')}`;
    const byItself = all.length === 0 ? 'none failed' : `${all.length} failed by the emulator, and no other`;
    return `${total} runs of ${runs.size} functions, ${byItself}; IAM refused none of their calls${rest}`;
  });
};
