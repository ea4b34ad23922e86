import { firstSentence } from './doctor/options.ts';

/** What was wrong with a command line; of an option that nobody knows, where the known ones stand, too. */
export const usageFault = (message: string, isOption: boolean, command: string): string =>
  isOption ? `${firstSentence(message)} npm run ${command} -- --help shows what there is.` : message;
