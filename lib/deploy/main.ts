import { setTimeout } from 'node:timers/promises';
import { createInterface } from 'node:readline/promises';
import { ConfigError } from '../../functions/platform/config.ts';
import { awsFault } from '../aws-fault.ts';
import { APP_YAML, readConfig } from '../read-config.ts';
import { openAccount } from './account.ts';
import { type CommandName, readArguments, Refusal } from './arguments.ts';
import { openCdk } from './cdk.ts';
import { runCommand } from './commands.ts';
import { openDataStore } from './data.ts';
import { usages } from './usage.ts';

const LOOK_EVERY_MS = 5000;

/** Asks in the terminal; whoever leaves says nothing. */
const ask = async (question: string): Promise<string> => {
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  const left = new Promise<string>((resolve) => terminal.once('close', () => resolve('')));
  try {
    return await Promise.race([terminal.question(question).catch(() => ''), left]);
  } finally {
    terminal.close();
  }
};

/** Runs one of the commands with the arguments, credentials and terminal of this process; answers its exit code. */
export const main = async (command: CommandName, argv: readonly string[]): Promise<number> => {
  try {
    const asked = readArguments(command, argv);
    if (asked === 'help') {
      console.log(usages[command]);
      return 0;
    }
    const config = readConfig(APP_YAML);
    // The SDK here and the CDK there must mean the same account and region.
    if (asked.profile !== undefined) process.env['AWS_PROFILE'] = asked.profile;
    const account = openAccount();
    return await runCommand(
      { asked, config, file: APP_YAML },
      {
        account: {
          ...account,
          findPlace: async () => {
            const place = await account.findPlace();
            process.env['AWS_REGION'] = place.region;
            return place;
          },
        },
        store: openDataStore(),
        cdk: openCdk(),
        isTerminal: process.stdin.isTTY,
        ask,
        pause: () => setTimeout(LOOK_EVERY_MS),
        print: (line) => console.log(line),
        warn: (line) => console.warn(line),
      },
    );
  } catch (error) {
    const line = error instanceof Refusal || error instanceof ConfigError ? error.message : awsFault(error);
    if (line === undefined) throw error;
    console.error(line);
    return 1;
  }
};
