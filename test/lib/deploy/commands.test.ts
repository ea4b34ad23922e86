import { describe, expect, test } from 'vitest';
import { type CommandName, readArguments } from '../../../lib/deploy/arguments.ts';
import { runCommand } from '../../../lib/deploy/commands.ts';
import type { Content } from '../../../lib/deploy/data.ts';
import type { StandingStack } from '../../../lib/deploy/standing.ts';
import type { World } from '../../../lib/deploy/world.ts';
import { parseConfig } from '../../../lib/read-config.ts';

const own =
  'brand: { company: Acme }\nemail: { mailgun: { domain: mg.example.com }, ' +
  'sending: { from_name: Acme, from_email: sales@example.com, reply_to: sales@example.com } }';

const STACKS = ['outbound-email-dev-data', 'outbound-email-dev-events', 'outbound-email-dev-api'];
const TABLE = 'outbound-email-dev-sends';
const BUCKET = 'outbound-email-dev-123456789012-eu-west-1';
const SECRET = 'outbound-email/dev/mailgun';

const dataTemplate = {
  Resources: {
    Table: {
      Type: 'AWS::DynamoDB::GlobalTable',
      Properties: {
        TableName: TABLE,
        GlobalSecondaryIndexes: [{ IndexName: 'byOne' }, { IndexName: 'byTwo' }, { IndexName: 'byThree' }],
      },
    },
    Bucket: {
      Type: 'AWS::S3::Bucket',
      Properties: {
        BucketName: {
          'Fn::Join': ['', ['outbound-email-dev-', { Ref: 'AWS::AccountId' }, '-', { Ref: 'AWS::Region' }]],
        },
      },
    },
    Secret: { Type: 'AWS::SecretsManager::Secret', Properties: { Name: SECRET } },
    Policy: { Type: 'AWS::S3::BucketPolicy', Properties: {} },
  },
};

const stands = (name: string, status = 'UPDATE_COMPLETE', ephemeral = 'false'): StandingStack => ({
  name,
  status,
  tags: { ephemeral },
});

interface Scene {
  appYaml?: string;
  answer?: string;
  standing?: StandingStack[];
  contents?: Record<string, Content>;
  owned?: string[];
  bootstrapped?: boolean;
  quota?: number | 'unreadable';
  ephemeral?: boolean;
  exit?: number;
  /** Indexes of the table that stands, and those that it gets, by the deployment that makes them. */
  indexes?: string[];
}

/** Runs a command in a made-up account; answers what it said, and what it did. */
const run = async (command: CommandName, argv: string[], scene: Scene = {}) => {
  const said: string[] = [];
  const did: string[] = [];
  // What DescribeTable says of the new indexes, time after time: first before anything was deployed.
  const filling = ['', 'filling', 'filling', 'active', 'filling', 'active'];
  const contents = new Map(Object.entries(scene.contents ?? {}));
  const world: World = {
    account: {
      findPlace: () => Promise.resolve({ account: '123456789012', region: 'eu-west-1' }),
      lookAtToolkit: () => Promise.resolve(),
      isBootstrapped: () => Promise.resolve(scene.bootstrapped ?? true),
      readConcurrency: () =>
        Promise.resolve(scene.quota === 'unreadable' ? undefined : (scene.quota ?? 1000)),
      stacksOf: () => Promise.resolve(scene.standing ?? []),
      ownedBy: () => Promise.resolve(scene.owned ?? []),
      deleteStack: (name) => Promise.resolve(void did.push(`delete stack ${name}`)),
    },
    store: {
      lookAt: ({ name }) => Promise.resolve(contents.get(name) ?? 'absent'),
      remove: ({ name }) => {
        contents.delete(name);
        return Promise.resolve(void did.push(`remove ${name}`));
      },
      indexesOf: (table) => {
        const [first, ...later] = filling;
        if (first !== undefined) filling.splice(0, filling.length, ...later);
        return Promise.resolve(
          scene.indexes === undefined || table !== TABLE
            ? undefined
            : scene.indexes.map((name) => ({ name, isActive: first !== 'filling' })),
        );
      },
      empty: (bucket) => Promise.resolve(void did.push(`empty ${bucket}`)),
    },
    cdk: {
      synthesize: (options) => {
        did.push(['synth', ...options].join(' '));
        return {
          directory: 'cdk.out',
          stacks: STACKS.map((name) => ({
            name,
            ephemeral: scene.ephemeral ?? false,
            template: name.endsWith('-data') ? dataTemplate : {},
          })),
        };
      },
      run: (args) => {
        did.push(`cdk ${args.join(' ')}`);
        return scene.exit ?? 0;
      },
    },
    isTerminal: scene.answer !== undefined,
    pause: () => Promise.resolve(void did.push('wait')),
    ask: (question) => {
      said.push(question);
      return Promise.resolve(scene.answer ?? '');
    },
    print: (line) => void said.push(line),
    warn: (line) => void said.push(line),
  };
  const config = parseConfig(scene.appYaml ?? own, 'app.yaml');
  const named = command === 'destroy' && !argv.includes('--stage') ? ['--stage', config.stage] : [];
  const asked = readArguments(command, [...named, ...argv]);
  if (asked === 'help') throw new Error('nobody asked for help');
  const outcome = await runCommand({ asked, config, file: 'app.yaml' }, world).catch((error: unknown) =>
    error instanceof Error ? error.message : String(error),
  );
  return { outcome, said: said.join('\n'), did };
};

const DEPLOY = 'cdk deploy --all --app cdk.out --require-approval never';

describe('npm run deploy', () => {
  test('shows stage, account, region and stacks, asks, and deploys what it showed', async () => {
    const { outcome, said, did } = await run('deploy', ['--profile', 'crm'], { answer: 'y' });
    expect(outcome).toBe(0);
    expect(said.split('\n').slice(-6)).toEqual([
      'Deploys:',
      '  stage    dev (app.yaml)',
      '  account  123456789012',
      '  region   eu-west-1',
      '  stacks   3: data, events, api',
      'Go on? y/N ',
    ]);
    expect(did).toEqual(['synth --profile crm', `${DEPLOY} --profile crm`]);
  });

  test('touches nothing without a yes', async () => {
    const { outcome, did } = await run('deploy', [], { answer: '' });
    expect(outcome).toBe('Nothing was touched.');
    expect(did).toEqual(['synth']);
  });

  test('ends before anything else where nobody can consent', async () => {
    const { outcome, did } = await run('deploy', []);
    expect(outcome).toBe(
      'Nobody can be asked without a terminal: add --yes to npm run deploy. Nothing was touched.',
    );
    expect(did).toEqual([]);
  });

  test('tells of placeholders before it asks for consent: they are there whoever consents', async () => {
    const { outcome } = await run('deploy', [], { appYaml: '' });
    expect(outcome).toMatch(/^app\.yaml: email\.mailgun\.domain is mg\.yourdomain\.com/);
  });

  test('leaves the approval of permissions to the CDK when that was asked for', async () => {
    const { did } = await run('deploy', ['--yes', '--require-approval', 'broadening']);
    expect(did.at(-1)).toBe('cdk deploy --all --app cdk.out --require-approval broadening');
  });

  test('answers with the exit code of the CDK', async () => {
    expect((await run('deploy', ['--yes'], { exit: 3 })).outcome).toBe(3);
  });

  test.each<{ name: string; scene: Scene; says: RegExp }>([
    {
      name: 'placeholders',
      scene: { appYaml: '' },
      says: /^app\.yaml: email\.mailgun\.domain is mg\.yourdomain\.com; .*\napp\.yaml: .*\napp\.yaml: /,
    },
    {
      name: 'an account that is not prepared',
      scene: { bootstrapped: false },
      says: /^Account 123456789012 is not prepared .* eu-west-1: run npm run bootstrap -- --stage dev first, once\.$/,
    },
    {
      name: 'a quota that can’t reserve what app.yaml says',
      scene: { quota: 10 },
      says: /^app\.yaml: limits\.webhook_concurrency and limits\.wait_concurrency reserve 70/,
    },
    {
      name: 'to make a lasting stage ephemeral',
      scene: { standing: [stands('outbound-email-dev-data')], ephemeral: true },
      says: /^-c ephemeral=true is refused/,
    },
  ])('refuses $name', async ({ scene, says }) => {
    const { outcome, did } = await run('deploy', ['--yes'], scene);
    expect(outcome).toMatch(says);
    expect(did.filter((what) => !what.startsWith('synth'))).toEqual([]);
  });

  test('lets placeholders go where all mail goes to a fake', async () => {
    const { outcome } = await run('deploy', ['--yes', '-c', 'mailgunUrl=http://x'], { appYaml: '' });
    expect(outcome).toBe(0);
  });

  test('says that it could not read the quota, and goes on', async () => {
    const { outcome, said } = await run('deploy', ['--yes'], { quota: 'unreadable' });
    expect({ outcome, said }).toEqual({
      outcome: 0,
      said: expect.stringContaining('could not be read') as string,
    });
  });

  test('removes what a failed first deployment left, when all of it is empty', async () => {
    const { outcome, said, did } = await run('deploy', ['--yes'], {
      standing: [stands('outbound-email-dev-data', 'ROLLBACK_FAILED')],
      contents: { [TABLE]: 'empty', [SECRET]: 'empty' },
    });
    expect(outcome).toBe(0);
    expect(said).toContain(
      `removed first  table ${TABLE}, secret ${SECRET}: left by a deployment that failed, and empty`,
    );
    expect(did).toEqual([
      'synth',
      'delete stack outbound-email-dev-data',
      `remove ${TABLE}`,
      `remove ${SECRET}`,
      DEPLOY,
    ]);
  });

  test('touches nothing when any of it holds data', async () => {
    const { outcome, did } = await run('deploy', ['--yes'], {
      contents: { [TABLE]: 'empty', [BUCKET]: 'used' },
    });
    expect(outcome).toMatch(
      new RegExp(`^No stack owns what stands under names of this stage and holds data: bucket ${BUCKET}\\. `),
    );
    expect(did).toEqual(['synth']);
  });

  test('goes on with the data that its stack owns', async () => {
    const { outcome, did } = await run('deploy', ['--yes'], {
      standing: [stands('outbound-email-dev-data')],
      contents: { [TABLE]: 'used', [BUCKET]: 'used', [SECRET]: 'used' },
      owned: [TABLE, BUCKET, `arn:aws:secretsmanager:eu-west-1:123456789012:secret:${SECRET}-AbCdEf`],
    });
    expect(outcome).toBe(0);
    expect(did).toEqual(['synth', DEPLOY]);
  });
});

describe('New indexes of a table that stands', () => {
  const standing = [stands('outbound-email-dev-data')];
  const owned = [TABLE];
  const ONLY_DATA = 'cdk deploy outbound-email-dev-data --exclusively';

  test('are made one by one, each filled before the next and before the functions that ask it', async () => {
    const { outcome, said, did } = await run('deploy', ['--yes'], { standing, owned, indexes: ['byOne'] });
    expect(outcome).toBe(0);
    expect(said).toContain(
      'indexes first  sends.byTwo, sends.byThree: one by one, each filled before the next',
    );
    expect(did).toEqual([
      'synth',
      `${ONLY_DATA} -c withoutIndexes=sends.byThree --require-approval never`,
      'wait',
      'wait',
      `${ONLY_DATA} --require-approval never`,
      'wait',
      DEPLOY,
    ]);
  });

  test('end the deployment where one can’t be made', async () => {
    const { outcome, did } = await run('deploy', ['--yes'], { standing, owned, indexes: ['byOne'], exit: 1 });
    expect(outcome).toBe(1);
    expect(did).toHaveLength(2);
  });

  test('need nothing else where they stand already', async () => {
    const { did } = await run('deploy', ['--yes'], {
      standing,
      owned,
      indexes: ['byOne', 'byTwo', 'byThree'],
    });
    expect(did).toEqual(['synth', DEPLOY]);
  });

  test('that would go two at once are refused', async () => {
    const indexes = ['byOne', 'byTwo', 'byThree', 'byFour', 'byFive'];
    const { outcome, did } = await run('deploy', ['--yes'], { standing, owned, indexes });
    expect(outcome).toMatch(/would lose the indexes byFour, byFive at once/);
    expect(did).toEqual(['synth']);
  });
});

const OTHERS =
  'cdk destroy outbound-email-dev-events outbound-email-dev-api --exclusively --force --app cdk.out';
const DATA = 'cdk destroy outbound-email-dev-data --exclusively --force --app cdk.out';
const everything = STACKS.map((name) => stands(name));

describe('npm run destroy', () => {
  test('takes down all but the stack of the data', async () => {
    const { outcome, said, did } = await run('destroy', ['--yes'], { standing: everything });
    expect(outcome).toBe(0);
    expect(said).toContain('stacks   2: events, api');
    expect(said).toContain(`kept     stack data, with table ${TABLE}, bucket ${BUCKET}, secret ${SECRET}`);
    expect(did).toEqual(['synth', OTHERS]);
  });

  test('with --delete-data deletes the stack of the data, and then what that keeps', async () => {
    const contents = { [TABLE]: 'used', [BUCKET]: 'used', [SECRET]: 'used' } as const;
    const { outcome, said, did } = await run('destroy', ['--delete-data'], {
      standing: everything,
      contents,
      answer: 'dev',
    });
    expect(outcome).toBe(0);
    expect(said).toContain('Type dev to go on: ');
    expect(did).toEqual([
      'synth',
      OTHERS,
      `empty ${BUCKET}`,
      DATA,
      `remove ${TABLE}`,
      `remove ${BUCKET}`,
      `remove ${SECRET}`,
    ]);
  });

  test('with --delete-data touches nothing by a yes', async () => {
    const { outcome, did } = await run('destroy', ['--delete-data'], { standing: everything, answer: 'yes' });
    expect(outcome).toBe('Nothing was touched.');
    expect(did).toEqual(['synth']);
  });

  test('with --delete-data deletes what stands without any stack', async () => {
    const { did } = await run('destroy', ['--delete-data', '--confirm', 'dev'], {
      contents: { [TABLE]: 'used' },
    });
    expect(did).toEqual(['synth', `empty ${BUCKET}`, `remove ${TABLE}`]);
  });

  test('takes an ephemeral stage down with its data', async () => {
    const { did } = await run('destroy', ['--yes'], {
      standing: STACKS.map((name) => stands(name, 'UPDATE_COMPLETE', 'true')),
    });
    expect(did).toEqual(['synth -c ephemeral=true', OTHERS, `empty ${BUCKET}`, DATA]);
  });

  test('deletes no data when a stack before could not be taken down', async () => {
    const { outcome, did } = await run('destroy', ['--delete-data', '--confirm', 'dev'], {
      standing: everything,
      exit: 1,
    });
    expect(outcome).toBe(1);
    expect(did).toEqual(['synth', OTHERS]);
  });

  test('says so when nothing stands, or the data alone', async () => {
    const nothing = await run('destroy', ['--yes']);
    expect(nothing.said).toBe('No stack of stage dev stands in account 123456789012, region eu-west-1.');
    const data = await run('destroy', ['--yes'], { standing: [stands('outbound-email-dev-data')] });
    expect(data.said).toContain('Add --delete-data to delete them, too.');
    expect([nothing.outcome, data.outcome, nothing.did, data.did]).toEqual([0, 0, [], []]);
  });

  test('names stacks of another version, and deletes no data under them', async () => {
    const standing = [...everything, stands('outbound-email-dev-former')];
    const kept = await run('destroy', ['--yes'], { standing });
    expect(kept.said).toContain('which this one does not know: outbound-email-dev-former.');
    expect(kept.did).toEqual(['synth', OTHERS]);
    const refused = await run('destroy', ['--delete-data', '--confirm', 'dev'], { standing });
    expect(refused.outcome).toMatch(/Check that version out to take them down first\.$/);
    expect(refused.did).toEqual(['synth']);
  });
});

describe('npm run bootstrap', () => {
  test('prepares the account and region of the credentials, without the stacks', async () => {
    const { outcome, said, did } = await run('bootstrap', ['--yes', '--profile', 'crm'], { appYaml: '' });
    expect(outcome).toBe(0);
    expect(said).toContain('account  123456789012');
    expect(did).toEqual(['cdk bootstrap aws://123456789012/eu-west-1 --app  --profile crm']);
  });

  test('refuses a region that the certificate is not of', async () => {
    const arn = 'arn:aws:acm:us-east-1:123456789012:certificate/abc';
    const { outcome, did } = await run('bootstrap', ['--yes'], {
      appYaml: `public: { base_url: "https://mail.example.com", certificate_arn: "${arn}" }`,
    });
    expect(outcome).toMatch(/^app\.yaml: public\.certificate_arn is a certificate of us-east-1/);
    expect(did).toEqual([]);
  });
});
