import { runCommand } from './command.ts';
import { OptionError } from './options.ts';
import { runChaos } from './run-chaos.ts';

await runCommand({
  title: (seed) => `Chaos with seed ${seed}: the same calls meet the same faults again with --seed ${seed}`,
  check: ({ without }) => {
    if (without !== 'settle_minutes') return;
    throw new OptionError(
      '--without settle_minutes is for npm run simulate: app.yaml allows no less than five.',
    );
  },
  run: runChaos,
});
