import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';
import { type Rule, rules } from './rules.ts';

export interface ChaosOptions {
  messages: number;
  seeds: readonly number[];
  without: Rule | undefined;
}

/** Something on the command line that cannot be; told in one line. */
export class OptionError extends Error {
  override readonly name = 'OptionError';
}

const MOST_SEED = 2 ** 31 - 1;
const MOST_SEEDS = 1000;
const MOST_MESSAGES = 1_000_000;

/**
 * Reads `--messages 10000 --seed 7`, or `--seed 1..5` for one run after the other, and `--without RULE`.
 * @throws OptionError that names the option, its value and what is allowed.
 */
export const readOptions = (args: readonly string[]): ChaosOptions => {
  const { messages = '10000', seed, without } = parse(args);
  return {
    messages: wholeNumber('--messages', messages, MOST_MESSAGES),
    seeds: seed === undefined ? [randomInt(MOST_SEED)] : readSeeds(seed),
    without: without === undefined ? undefined : readRule(without),
  };
};

const parse = (args: readonly string[]): { messages?: string; seed?: string; without?: string } => {
  try {
    return parseArgs({
      args: [...args],
      options: { messages: { type: 'string' }, seed: { type: 'string' }, without: { type: 'string' } },
    }).values;
  } catch (error) {
    throw new OptionError(error instanceof Error ? error.message : String(error), { cause: error });
  }
};

const wholeNumber = (option: string, text: string, most: number): number => {
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= 1 && value <= most) return value;
  throw new OptionError(`${option} is "${text}"; allowed: a whole number from 1 to ${most}.`);
};

const readSeeds = (text: string): number[] => {
  const range = /^(\d+)\.\.(\d+)$/.exec(text);
  const first = wholeNumber('--seed', range?.[1] ?? text, MOST_SEED);
  const last = wholeNumber('--seed', range?.[2] ?? text, MOST_SEED);
  if (last < first || last - first >= MOST_SEEDS)
    throw new OptionError(
      `--seed is "${text}"; allowed: one, or a range such as 1..5 of at most ${MOST_SEEDS}.`,
    );
  return Array.from({ length: last - first + 1 }, (_, i) => first + i);
};

const readRule = (text: string): Rule => {
  const rule = rules.find((one) => one === text);
  if (rule !== undefined) return rule;
  throw new OptionError(`--without is "${text}"; allowed: ${rules.join(', ')}.`);
};
