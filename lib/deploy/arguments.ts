import { type Config, stageNamePattern } from '../../functions/platform/config.ts';

export type CommandName = 'bootstrap' | 'deploy' | 'destroy';

/** What somebody asked for, by the arguments of a command. */
export interface Asked {
  command: CommandName;
  stage: string | undefined;
  /** `--yes`: the answer to a question of yes or no. */
  yes: boolean;
  /** `--confirm NAME`: the name that would be typed. */
  confirm: string | undefined;
  /** `--delete-data`: tables, bucket and secrets, too. */
  deleteData: boolean;
  profile: string | undefined;
  /** What `-c name=value` says. */
  context: Readonly<Record<string, string>>;
  /** All else, which is the CDK's. */
  forwarded: readonly string[];
}

/** Why a command does not begin or go on, in lines that say what to do; nobody needs a stack trace of it. */
export class Refusal extends Error {
  override readonly name = 'Refusal';

  constructor(...lines: string[]) {
    super(lines.join('\n'));
  }
}

const own = {
  '--stage': 'value',
  '--confirm': 'value',
  '--yes': 'flag',
  '--delete-data': 'flag',
  '--help': 'flag',
} as const;
type Own = keyof typeof own;

const isOwn = (name: string): name is Own => name in own;

/** `--name value`, `--name=value` and `-c value`, as the CDK takes them. */
const splitOption = (argument: string): { name: string; value: string | undefined } => {
  const [, name, value] = /^(--[^=]+)=(.*)$/s.exec(argument) ?? [];
  return name === undefined ? { name: argument, value: undefined } : { name, value };
};

/**
 * Reads the arguments of a command; 'help' when somebody wants to know them.
 * @throws Refusal
 */
export const readArguments = (command: CommandName, argv: readonly string[]): Asked | 'help' => {
  if (argv.includes('--help') || argv.includes('-h')) return 'help';
  const found: Partial<Record<Own, string>> = {};
  const forwarded: string[] = [];
  for (let i = 0; i < argv.length; i += 1) {
    const argument = argv[i] ?? '';
    const { name, value } = splitOption(argument);
    if (i === 0 && !argument.startsWith('-')) {
      throw new Refusal(
        `"${argument}" is no option. Write -- before the options, as in npm run ${command} -- --stage dev; for single stacks there is npx cdk ${command} NAME.`,
      );
    }
    if (!isOwn(name)) {
      refuseMistyped(name);
      forwarded.push(argument);
    } else if (own[name] === 'flag') {
      if (value !== undefined) throw new Refusal(`${name} takes no value.`);
      found[name] = '';
    } else {
      const given = value ?? argv[(i += 1)];
      if (given === undefined || given === '' || given.startsWith('-')) {
        throw new Refusal(`${name} needs the name of a stage, such as ${name} dev.`);
      }
      found[name] = given;
    }
  }
  if (found['--delete-data'] !== undefined && command !== 'destroy') {
    throw new Refusal(`--delete-data belongs to npm run destroy; npm run ${command} deletes no data.`);
  }
  if (command === 'destroy' && found['--stage'] === undefined) {
    throw new Refusal('npm run destroy takes down the stage that it names: add -- --stage X.');
  }
  return {
    command,
    stage: found['--stage'],
    yes: found['--yes'] !== undefined,
    confirm: found['--confirm'],
    deleteData: found['--delete-data'] !== undefined,
    profile: valuesOf(forwarded, '--profile').at(-1),
    context: Object.fromEntries(
      [...valuesOf(forwarded, '-c'), ...valuesOf(forwarded, '--context')].map((pair) => {
        const at = pair.indexOf('=');
        return at < 0 ? [pair, ''] : [pair.slice(0, at), pair.slice(at + 1)];
      }),
    ),
    forwarded,
  };
};

const FEWEST_LETTERS = 3;

/**
 * A mistyped option of ours would go to the CDK, and its stage would be another one than was meant.
 * @throws Refusal
 */
const refuseMistyped = (name: string): void => {
  if (!name.startsWith('--')) return;
  const meant = Object.keys(own).find((option) => isNear(name.slice(2), option.slice(2)));
  if (meant !== undefined) throw new Refusal(`There is no option ${name}; did you mean ${meant}?`);
};

/** Whether a word is the beginning of another, or is one letter away from it. */
const isNear = (word: string, other: string): boolean =>
  (word.length >= FEWEST_LETTERS && other.startsWith(word)) ||
  withoutOneLetter(word).some((one) => one === other || withoutOneLetter(other).includes(one)) ||
  withoutOneLetter(other).includes(word);

const withoutOneLetter = (word: string): string[] =>
  Array.from(word, (_letter, i) => word.slice(0, i) + word.slice(i + 1));

const valuesOf = (argv: readonly string[], option: string): string[] =>
  argv.flatMap((argument, i) => {
    const { name, value } = splitOption(argument);
    return name === option ? (value ?? argv[i + 1] ?? []) : [];
  });

/** @throws Refusal when a command names another stage than app.yaml. */
export const checkNamedStage = (asked: Asked, config: Config, file: string): void => {
  if (asked.stage === undefined || asked.stage === config.stage) return;
  if (!stageNamePattern.test(asked.stage)) {
    throw new Refusal(
      `--stage "${asked.stage}" is no name of a stage: up to 16 of a-z, 0-9 and -, starting with a letter.`,
    );
  }
  throw new Refusal(
    `--stage ${asked.stage}: ${file} is of stage ${config.stage}. Name the file of ${asked.stage}, as in ` +
      `APP_YAML=app.${asked.stage}.yaml npm run ${asked.command} -- --stage ${asked.stage}, or write its stage into ${file}.`,
  );
};
