import type { Config } from '../../functions/platform/config.ts';
import type { Place } from '../aws-limits.ts';
import { resourceName } from '../resource-name.ts';
import type { Account } from './account.ts';
import { type Asked, Refusal } from './arguments.ts';
import type { Assembly, Cdk } from './cdk.ts';
import { consents, neededConsent, questionOf } from './consent.ts';
import type { DataStore } from './data.ts';
import { type Shown, showPlan } from './plan.ts';
import { placeFaults } from './standing.ts';

/** What a command works with and on. */
export interface World {
  account: Account;
  store: DataStore;
  cdk: Cdk;
  /** Whether somebody can be asked. */
  isTerminal: boolean;
  ask: (question: string) => Promise<string>;
  /** Lets some seconds pass, before something is looked at again. */
  pause: () => Promise<void>;
  print: (line: string) => void;
  warn: (line: string) => void;
}

/** A command, and what it is for. */
export interface Task {
  asked: Asked;
  config: Config;
  /** The configuration's file. */
  file: string;
}

/** @throws Refusal when there are faults. */
export const refuse = (faults: readonly string[]): void => {
  if (faults.length > 0) throw new Refusal(...faults);
};

/** Shows what would be done, and asks. @throws Refusal when the answer is not a yes. */
export const seekConsent = async ({ asked, config }: Task, world: World, shown: Shown): Promise<void> => {
  for (const line of showPlan(shown)) world.print(line);
  const consent = neededConsent(asked, config.stage, world.isTerminal);
  if (consent.kind === 'given') return;
  const answer = await world.ask(questionOf(consent));
  if (!consents(consent, answer)) throw new Refusal('Nothing was touched.');
};

/** Where the credentials lead. @throws Refusal when the configuration is not for there. */
export const findPlace = async ({ config, file }: Task, world: World): Promise<Place> => {
  const place = await world.account.findPlace();
  refuse(placeFaults(config, place).map((fault) => `${file}: ${fault}`));
  return place;
};

/** The stack that owns the data. */
export const dataStackOf = ({ stacks }: Assembly, config: Config): Assembly['stacks'][number] => {
  const found = stacks.find(({ name }) => name === resourceName(config, 'data'));
  if (found === undefined) throw new Error(`No stack ${resourceName(config, 'data')} was synthesized`);
  return found;
};
