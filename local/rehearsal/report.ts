import { limits } from './limits.ts';

interface Entry {
  name: string;
  seen: string;
  passed: boolean;
  seconds: number;
}

export interface Report {
  /** Runs one step and notes what was seen. A step that fails is noted, and ends the rehearsal. */
  step: (name: string, run: () => Promise<string> | string) => Promise<void>;
  /** Notes something that went wrong outside of any step. */
  fail: (name: string, error: unknown) => void;
  hasFailed: () => boolean;
  print: () => void;
}

/** The step's fault is in the report already. */
export class StepFailed extends Error {
  override readonly name = 'StepFailed';
}

export const makeReport = (print: (line: string) => void): Report => {
  const startedAt = performance.now();
  const entries: Entry[] = [];
  const note = (entry: Entry): void => {
    entries.push(entry);
    print(
      `${entry.passed ? 'ok    ' : 'FAILED'} ${entry.name}: ${entry.seen} (${entry.seconds.toFixed(1)} s)`,
    );
  };
  const fail = (name: string, error: unknown, seconds = 0): void => {
    note({ name, seen: error instanceof Error ? error.message : String(error), passed: false, seconds });
  };
  return {
    step: async (name, run) => {
      const began = performance.now();
      const seconds = () => (performance.now() - began) / 1000;
      try {
        note({ name, seen: await run(), passed: true, seconds: seconds() });
      } catch (error) {
        fail(name, error, seconds());
        throw new StepFailed(name, { cause: error });
      }
    },
    fail,
    hasFailed: () => entries.some(({ passed }) => !passed),
    print: () => {
      print('');
      table(entries).forEach(print);
      print('\nWhat this emulator cannot do:');
      for (const limit of limits) {
        print(`- ${limit.what}: ${limit.why}`);
        print(`  instead: ${limit.instead}`);
      }
      const failed = entries.filter(({ passed }) => !passed).length;
      const seconds = Math.round((performance.now() - startedAt) / 1000);
      print(
        failed === 0
          ? `\nThe rehearsal went well: ${entries.length} steps in ${seconds} s.`
          : `\nThe rehearsal failed: ${failed} of ${entries.length} steps, after ${seconds} s.`,
      );
    },
  };
};

const SEEN_WIDTH = 92;

const table = (entries: readonly Entry[]): string[] => {
  const width = Math.max(4, ...entries.map(({ name }) => name.length));
  const row = (name: string, seen: string, time: string): string =>
    `${name.padEnd(width)}  ${seen.padEnd(SEEN_WIDTH)}  ${time.padStart(7)}`;
  return [
    row('step', 'what was seen', 'time'),
    row('-'.repeat(width), '-'.repeat(SEEN_WIDTH), '-------'),
    ...entries.flatMap((entry) => {
      const [first = '', ...rest] = wrap(`${entry.passed ? '' : 'FAILED: '}${entry.seen}`);
      return [
        row(entry.name, first, `${entry.seconds.toFixed(1)} s`),
        ...rest.map((line) => row('', line, '').trimEnd()),
      ];
    }),
  ];
};

const wrap = (text: string): string[] => {
  const lines: string[] = [];
  for (const word of text.replaceAll('\n', ' ').split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && `${last} ${word}`.length <= SEEN_WIDTH)
      lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
};
