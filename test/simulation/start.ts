import { runCommand } from '../chaos/command.ts';
import { cleanPersons } from './persons-audit.ts';
import { simulate } from './simulate.ts';
import { simulatePersons } from './simulate-persons.ts';

/** Each is told up to three times, to two readers. */
const MOST_CONVERSATIONS = 60;
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
  await runCommand({
    title: (seed) => `Simulation with seed ${seed}, conversations, refusals and erasures`,
    run: ({ messages, seed }) =>
      simulatePersons({ seed, conversations: Math.min(messages, MOST_CONVERSATIONS) }),
    clean: cleanPersons,
  });
}
