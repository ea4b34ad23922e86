import { runCommand } from '../chaos/command.ts';
import { simulate } from './simulate.ts';

/** So many hours hold outages of every length. */
const MOST_HOURLY = 300;

await runCommand({
  title: (seed) => `Simulation with seed ${seed}, busy: the same seed gives the same run, call by call`,
  run: simulate,
});

// The rules that can be left out are those that a busy service needs.
if (!process.argv.includes('--without')) {
  await runCommand({
    title: (seed) => `Simulation with seed ${seed}, a mail an hour through outages of minutes to days`,
    run: ({ messages, seed }) =>
      simulate({ seed, messages: Math.min(messages, MOST_HOURLY), traffic: 'hourly' }),
  });
}
