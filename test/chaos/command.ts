import { cleanVerdict } from './audit.ts';
import { type ChaosOptions, OptionError, readOptions } from './options.ts';
import { isClean, printReport, type Report } from './report.ts';
import type { Rule } from './rules.ts';

interface Command {
  /** Said before each run. */
  title: (seed: number) => string;
  /** @throws OptionError for what this command cannot do. */
  check?: (options: ChaosOptions) => void;
  run: (run: { messages: number; seed: number; without: Rule | undefined }) => Promise<Report>;
  /** A report without findings. */
  clean?: object;
}

/** Reads the command line, runs one seed after the other, and prints each report; the exit code says whether all were clean. */
export const runCommand = async (command: Command): Promise<void> => {
  try {
    const options = readOptions(process.argv.slice(2));
    command.check?.(options);
    const { messages, seeds, without } = options;
    for (const seed of seeds) {
      console.log(command.title(seed));
      const report = await command.run({ messages, seed, without });
      const { clean = cleanVerdict } = command;
      printReport(report, clean);
      if (!isClean(report, clean)) process.exitCode = 1;
    }
  } catch (error) {
    console.error(error instanceof OptionError ? error.message : error);
    process.exitCode = 1;
  }
};
