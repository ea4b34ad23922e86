import { runCommand } from '../chaos/command.ts';
import { simulate } from './simulate.ts';

await runCommand({
  title: (seed) => `Simulation with seed ${seed}: the same seed gives the same run, call by call`,
  run: simulate,
});
