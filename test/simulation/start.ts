import { OptionError, readOptions } from '../chaos/options.ts';
import { isClean, printReport } from '../chaos/report.ts';
import { simulate } from './simulate.ts';

try {
  const { messages, seeds, without } = readOptions(process.argv.slice(2));
  for (const seed of seeds) {
    console.log(`Simulation with seed ${seed}: the same seed gives the same run, call by call`);
    const report = await simulate({ messages, seed, without });
    printReport(report);
    if (!isClean(report)) process.exitCode = 1;
  }
} catch (error) {
  console.error(error instanceof OptionError ? error.message : error);
  process.exitCode = 1;
}
