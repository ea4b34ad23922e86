import { describe, expect, test } from 'vitest';
import { checkNamedStage, readArguments, type CommandName } from '../../../lib/deploy/arguments.ts';
import { usages } from '../../../lib/deploy/usage.ts';
import { parseConfig } from '../../../lib/read-config.ts';

const plain = {
  stage: undefined,
  yes: false,
  confirm: undefined,
  deleteData: false,
  profile: undefined,
  context: {},
  forwarded: [],
};

describe('The arguments of a command', () => {
  test.each<{ command: CommandName; argv: string[]; asked: object }>([
    { command: 'deploy', argv: [], asked: {} },
    { command: 'deploy', argv: ['--stage', 'dev', '--yes'], asked: { stage: 'dev', yes: true } },
    {
      command: 'deploy',
      argv: ['--stage=prod', '--confirm=prod'],
      asked: { stage: 'prod', confirm: 'prod' },
    },
    {
      command: 'destroy',
      argv: ['--stage', 'dev', '--delete-data'],
      asked: { stage: 'dev', deleteData: true },
    },
    {
      command: 'deploy',
      argv: ['--profile', 'crm', '--stage', 'dev', '--require-approval', 'broadening'],
      asked: {
        stage: 'dev',
        profile: 'crm',
        forwarded: ['--profile', 'crm', '--require-approval', 'broadening'],
      },
    },
    {
      command: 'deploy',
      argv: ['-c', 'ephemeral=true', '--context=mailgunUrl=http://x/?a=b', '--profile=crm'],
      asked: {
        profile: 'crm',
        context: { ephemeral: 'true', mailgunUrl: 'http://x/?a=b' },
        forwarded: ['-c', 'ephemeral=true', '--context=mailgunUrl=http://x/?a=b', '--profile=crm'],
      },
    },
  ])('$command $argv are read, and all that is not known is the CDK’s', ({ command, argv, asked }) => {
    expect(readArguments(command, argv)).toEqual({ ...plain, command, ...asked });
  });

  test.each(['--help', '-h'])('with %s ask for the usage, which names the command', (option) => {
    expect(readArguments('destroy', ['--stage', 'dev', option])).toBe('help');
    for (const command of ['bootstrap', 'deploy', 'destroy'] as const) {
      expect(usages[command]).toContain(`npm run ${command} -- --stage dev`);
    }
  });

  test.each<{ command: CommandName; argv: string[]; says: string }>([
    {
      command: 'deploy',
      argv: ['--stage'],
      says: '--stage needs the name of a stage, such as --stage dev.',
    },
    {
      command: 'deploy',
      argv: ['--confirm', '--yes'],
      says: '--confirm needs the name of a stage, such as --confirm dev.',
    },
    { command: 'deploy', argv: ['--yes=no'], says: '--yes takes no value.' },
    {
      command: 'deploy',
      argv: ['outbound-email-dev-data'],
      says: '"outbound-email-dev-data" is no option. Write -- before the options, as in npm run deploy -- --stage dev; for single stacks there is npx cdk deploy NAME.',
    },
    {
      command: 'deploy',
      argv: ['--delete-data'],
      says: '--delete-data belongs to npm run destroy; npm run deploy deletes no data.',
    },
  ])('$command $argv are refused', ({ command, argv, says }) => {
    expect(() => readArguments(command, argv)).toThrow(says);
  });
});

describe('A mistyped option', () => {
  test.each([
    { typed: '--stag', meant: '--stage' },
    { typed: '--satge', meant: '--stage' },
    { typed: '--stages', meant: '--stage' },
    { typed: '--delete-dta', meant: '--delete-data' },
    { typed: '--conf', meant: '--confirm' },
    { typed: '--ye', meant: '--yes' },
  ])('$typed is refused, and goes to no other stage', ({ typed, meant }) => {
    expect(() => readArguments('destroy', ['--stage', 'dev', typed, 'prod'])).toThrow(
      `There is no option ${typed}; did you mean ${meant}?`,
    );
  });

  test.each(['--profile', '--require-approval', '--exclusively', '--force', '--verbose', '--concurrency'])(
    'is none of the CDK’s: %s goes there',
    (option) => {
      const asked = readArguments('deploy', [option, 'x']);
      expect(asked).toMatchObject({ forwarded: [option, 'x'] });
    },
  );
});

test('A destruction names its stage', () => {
  expect(() => readArguments('destroy', ['--yes'])).toThrow('add -- --stage X');
});

describe('--stage', () => {
  const check = (argv: string[]) => () => {
    const asked = readArguments('deploy', argv);
    if (asked !== 'help') checkNamedStage(asked, parseConfig('stage: dev', 'app.yaml'), 'app.yaml');
  };

  test('may be the stage of app.yaml, or be left out', () => {
    expect(check(['--stage', 'dev'])).not.toThrow();
    expect(check([])).not.toThrow();
  });

  test('that is no name of one is told so', () => {
    expect(check(['--stage', 'My Stage'])).toThrow(
      '--stage "My Stage" is no name of a stage: up to 16 of a-z',
    );
  });

  test('of another stage says whose file that is, and what to do', () => {
    expect(check(['--stage', 'prod'])).toThrow(
      '--stage prod: app.yaml is of stage dev. Name the file of prod, as in ' +
        'APP_YAML=app.prod.yaml npm run deploy -- --stage prod, or write its stage into app.yaml.',
    );
  });
});
