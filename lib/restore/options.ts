import { stageNamePattern } from '../../functions/platform/config.ts';
import { parseArgs } from 'node:util';
import * as z from 'zod';
import { type TableName, tableNames } from '../table-names.ts';
import { firstSentence, seeHelp } from '../usage-fault.ts';

export const usage = `Restores a table of a deployed stage to a moment of the last 35 days. docs/operate.md, "Restoring", says what else to do.

  npm run restore -- --stage prod --table sends --to 2027-01-31T09:00:00Z   restores it beside the present one, as …-sends-restored
  npm run restore -- --stage prod --table sends --status                     where it is, and what comes next
  npm run restore -- --stage prod --table sends --swap                       puts the restored one in the place of the present one

  --stage    the stage
  --profile  whose AWS credentials and region, where they are not those of your shell
  --table    ${tableNames.join(', ')}
  --to       the moment (ISO 8601 with offset)
  --swap     stops the functions, backs up both tables, deletes the present one, restores the other under its name,
             and sets the functions going; asks for the stage's name before
  --abandon  before the present table is deleted: leaves it where it is, and sets the functions going
  --confirm  the stage's name, where nobody can type it
  --drain    seconds that functions which run are given to end; 150 when left out, which is longer than any may take

Whatever breaks off can be called again, and goes on where it was. It works with the AWS credentials and the region of your shell.`;

export interface Target {
  stage: string;
  table: TableName;
}

export type Asked =
  | { is: 'help' }
  | { is: 'refused'; why: string }
  | ({ is: 'prepare'; to: Date } & Target)
  | ({ is: 'status' | 'abandon' } & Target)
  | ({ is: 'swap'; confirm: string | undefined; drainMs: number } & Target);

const options = {
  stage: { type: 'string' },
  table: { type: 'string' },
  to: { type: 'string' },
  swap: { type: 'boolean', default: false },
  status: { type: 'boolean', default: false },
  abandon: { type: 'boolean', default: false },
  confirm: { type: 'string' },
  drain: { type: 'string', default: '150' },
  help: { type: 'boolean', default: false },
} as const;

const refused = (why: string): Asked => ({
  is: 'refused',
  why: seeHelp('restore', why),
});

/** Without an offset nobody knows which moment is meant. */
const moment = z.iso.datetime({ offset: true });

const read = (args: readonly string[]) => {
  try {
    return parseArgs({ args: [...args], options }).values;
  } catch (error) {
    return firstSentence(error);
  }
};

/** What a command line asks for. */
export const readOptions = (args: readonly string[]): Asked => {
  const values = read(args);
  if (typeof values === 'string') return refused(values);
  if (values.help) return { is: 'help' };
  const { stage, to, swap, status, abandon, confirm } = values;
  if (stage === undefined) return refused('--stage is missing.');
  if (!stageNamePattern.test(stage)) return refused(`--stage "${stage}" is no name of a stage.`);
  if (values.table === undefined) return refused('--table is missing.');
  const table = tableNames.find((name) => name === values.table);
  if (table === undefined) {
    return refused(`There is no table "${values.table}"; there are ${tableNames.join(', ')}.`);
  }
  if ([to !== undefined, swap, status, abandon].filter(Boolean).length !== 1) {
    return refused('Give one of --to, --status, --swap and --abandon.');
  }
  if (status) return { is: 'status', stage, table };
  if (abandon) return { is: 'abandon', stage, table };
  if (swap) {
    const drain = /^\d{1,4}$/.test(values.drain) ? Number(values.drain) : undefined;
    if (drain === undefined) return refused(`--drain "${values.drain}" is no number of seconds.`);
    return { is: 'swap', stage, table, confirm, drainMs: drain * 1000 };
  }
  const at = moment.safeParse(to);
  if (!at.success) {
    return refused(`--to "${to ?? ''}" is no moment such as 2027-01-31T09:00:00Z.`);
  }
  return { is: 'prepare', stage, table, to: new Date(at.data) };
};
