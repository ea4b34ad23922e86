import { parseArgs } from 'node:util';
import { firstSentence, seeHelp } from '../../lib/usage-fault.ts';

export const usage = `Deploys the real stacks to an AWS emulator on this machine, uses them, and takes them down.

  npm run rehearse
  npm run rehearse -- --keep   # leaves the stage up until Ctrl+C, for you to operate and to break: docs/drills.md

It needs Python 3.10 or newer with venv and pip, and no account of anything.`;

export type Asked = { is: 'help' } | { is: 'refused'; why: string } | { is: 'run'; keeps: boolean };

/** What a command line asks for. */
export const readOptions = (args: readonly string[]): Asked => {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: { keep: { type: 'boolean', default: false }, help: { type: 'boolean', default: false } },
    });
    return values.help ? { is: 'help' } : { is: 'run', keeps: values.keep };
  } catch (error) {
    const why = firstSentence(error);
    return { is: 'refused', why: seeHelp('rehearse', why) };
  }
};
