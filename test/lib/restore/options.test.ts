import { expect, test } from 'vitest';
import { readOptions } from '../../../lib/restore/options.ts';

const target = ['--stage', 'prod', '--table', 'sends'];

test.each([
  {
    args: [...target, '--to', '2027-01-31T09:00:00Z'],
    asked: { is: 'prepare', to: new Date('2027-01-31T09:00:00Z') },
  },
  {
    args: [...target, '--to', '2027-01-31T10:00:00+01:00'],
    asked: { is: 'prepare', to: new Date('2027-01-31T09:00:00Z') },
  },
  { args: [...target, '--status'], asked: { is: 'status', stage: 'prod', table: 'sends' } },
  { args: [...target, '--abandon'], asked: { is: 'abandon' } },
  { args: [...target, '--swap'], asked: { is: 'swap', confirm: undefined, drainMs: 150_000 } },
  {
    args: [...target, '--swap', '--confirm', 'prod', '--drain', '5'],
    asked: { is: 'swap', confirm: 'prod', drainMs: 5000 },
  },
  { args: ['--help'], asked: { is: 'help' } },
])('$args are taken', ({ args, asked }) => {
  expect(readOptions(args)).toMatchObject(asked);
});

test.each([
  { args: [], why: '--stage is missing.' },
  { args: ['--stage', 'prod'], why: '--table is missing.' },
  { args: ['--stage', 'PROD', '--table', 'sends', '--status'], why: '--stage "PROD" is no name of a stage.' },
  {
    args: ['--stage', 'prod', '--table', 'mails', '--status'],
    why: 'There is no table "mails"; there are templates, sends, preferences, activity, state, keys.',
  },
  { args: target, why: 'Give one of --to, --status, --swap and --abandon.' },
  { args: [...target, '--swap', '--status'], why: 'Give one of --to, --status, --swap and --abandon.' },
  {
    args: [...target, '--to', 'yesterday'],
    why: '--to "yesterday" is no moment such as 2027-01-31T09:00:00Z.',
  },
  {
    args: [...target, '--to', '2027-01-31T09:00:00'],
    why: '--to "2027-01-31T09:00:00" is no moment such as 2027-01-31T09:00:00Z.',
  },
  {
    args: [...target, '--to', '2027-02-31T09:00:00Z'],
    why: '--to "2027-02-31T09:00:00Z" is no moment such as 2027-01-31T09:00:00Z.',
  },
  { args: [...target, '--swap', '--drain', 'long'], why: '--drain "long" is no number of seconds.' },
  { args: [...target, '--force'], why: "Unknown option '--force'." },
])('$args are refused in one line', ({ args, why }) => {
  expect(readOptions(args)).toEqual({
    is: 'refused',
    why: `${why} npm run restore -- --help shows what there is.`,
  });
});
