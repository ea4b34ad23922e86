import { readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { Stryker } from '@stryker-mutator/core';
import { argued } from './survivors.ts';

/** What decides about messages, recipients and time; with arguments, the files that they name. */
const deciders = [
  'functions/notify/gather.ts',
  'functions/outbox/flow/*.ts',
  'functions/outbox/message/{after-sending,life,tries}.ts',
  'functions/outbox/sweep/*.ts',
  'functions/platform/{local-time,parallel,signed-link}.ts',
  'functions/preferences/{caps,gate,recipient-changes,settings,switched-off}.ts',
  'functions/reps/on-duty.ts',
  'functions/tracking/*.ts',
  '!functions/**/{*.handler,from-env}.ts',
];
/** The share of changes that tests have to notice. */
const LEAST_NOTICED = 0.95;

type MutantResult = Awaited<ReturnType<Stryker['runMutationTest']>>[number];

const named = process.argv.slice(2);
const results = await new Stryker({
  mutate: named.length > 0 ? named : deciders,
  testRunner: 'vitest',
  vitest: { configFile: 'test/mutation/vitest.config.ts' },
  plugins: ['@stryker-mutator/vitest-runner'],
  // Words for people are held by other means.
  mutator: { excludedMutations: ['StringLiteral'], plugins: [] },
  coverageAnalysis: 'perTest',
  ignoreStatic: true,
  concurrency: 2,
  ignorePatterns: ['.local', 'bench', 'cdk.out', 'dist', 'docs'],
  reporters: ['progress-append-only'],
  checkers: [],
  allowConsoleColors: false,
}).runMutationTest();

const originalOf = ({ fileName, location: { start, end } }: MutantResult): string => {
  // Lines and columns count from 1.
  const lines = readFileSync(fileName, 'utf8')
    .split('\n')
    .slice(start.line - 1, end.line);
  const last = lines.length - 1;
  return lines
    .map((text, i) => text.slice(i === 0 ? start.column - 1 : 0, i === last ? end.column - 1 : undefined))
    .join('\n');
};
const nameOf = (mutant: MutantResult) => ({
  file: relative('.', mutant.fileName),
  line: mutant.location.start.line,
  original: originalOf(mutant),
  replacement: mutant.replacement,
});

const tried = results.filter(({ status }) => status !== 'Ignored' && status !== 'CompileError');
const survivors = tried
  .filter(({ status }) => status === 'Survived' || status === 'NoCoverage')
  .map(nameOf)
  .filter(
    (one) =>
      !argued.some(
        ({ file, original, replacement }) =>
          file === one.file && original === one.original && replacement === one.replacement,
      ),
  );
for (const { file, line, original, replacement } of survivors) {
  console.log(`\n${file}:${line}\n- ${original}\n+ ${replacement}`);
}
const share = tried.length === 0 ? 1 : 1 - survivors.length / tried.length;
console.log(
  `\nOf ${tried.length} changes ${survivors.length} were noticed by no test and are not argued: ${(share * 100).toFixed(1)} % noticed.`,
);
if (share < LEAST_NOTICED) process.exitCode = 1;
