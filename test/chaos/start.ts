import { OptionError, readOptions } from './options.ts';
import { isClean, printReport } from './report.ts';
import { runChaos } from './run-chaos.ts';

try {
  const { messages, seeds, without } = readOptions(process.argv.slice(2));
  if (without === 'settle_minutes')
    throw new OptionError(
      '--without settle_minutes is for npm run simulate: app.yaml allows no less than five.',
    );
  for (const seed of seeds) {
    console.log(`Chaos with seed ${seed}: the same calls meet the same faults again with --seed ${seed}`);
    const report = await runChaos({ messages, seed, without });
    printReport(report);
    if (!isClean(report)) process.exitCode = 1;
  }
} catch (error) {
  console.error(error instanceof OptionError ? error.message : error);
  process.exitCode = 1;
}
