import { Stack } from 'aws-cdk-lib';
import { CfnBucket } from 'aws-cdk-lib/aws-s3';
import { AwsSolutionsChecks } from 'cdk-nag';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { declaredRoutes } from '../../lib/all-routes.ts';
import { bundleName } from '../../lib/bundles.ts';
import { buildTestStacks, type Resource, type Stacks, targetOf } from './stacks.ts';

const dev = buildTestStacks();
const prod = buildTestStacks({
  appYaml: `
stage: prod
public: { base_url: "https://mail.example.com", certificate_arn: "arn:aws:acm:eu-west-1:123456789012:certificate/abc" }
email: { delivery: { rate_limit_per_minute: 6000 } }
operations: { alarm_email: ops@example.com }
`,
});
const ephemeral = buildTestStacks({ appYaml: 'stage: rehearsal', ephemeral: true });
const stages = [
  { stage: 'dev', stacks: dev },
  { stage: 'prod', stacks: prod },
  { stage: 'rehearsal', stacks: ephemeral },
];

describe('The stacks of every stage', () => {
  test.each(stages)('$stage are named after it', ({ stage, stacks }) => {
    const names = stacks.app.node.children.map(({ node }) => node.id);
    expect(names).toContain(`outbound-email-${stage}-data`);
    for (const name of names) expect(name).toMatch(new RegExp(`^outbound-email-${stage}-[a-z-]+$`));
  });

  /** The names that CloudFormation takes for a resource. */
  const namesOf = ({ Type, Properties }: Resource): [string, unknown][] =>
    Object.entries(Properties).filter(
      ([property]) =>
        /^(TableName|QueueName|FunctionName|BucketName|TopicName|AlarmName|LogGroupName|ArchiveName|DashboardName|RoleName)$/.test(
          property,
        ) ||
        (property === 'Name' && !Type.endsWith('::DomainName')),
    );
  test.each(stages)('$stage name every resource after it', ({ stage, stacks }) => {
    const named = stacks.resources
      // What belongs to a function or table repeats its name as a reference.
      .filter(({ Type }) => !/::(EventSourceMapping|Permission|Url|EventInvokeConfig)$/.test(Type))
      .flatMap((resource) =>
        namesOf(resource).map(([, name]) => ({ id: resource.id, name: JSON.stringify(name) })),
      );
    expect(named.length).toBeGreaterThan(60);
    expect(named.filter(({ name }) => !new RegExp(`outbound-email[-/]${stage}[-/]`).test(name))).toEqual([]);
  });
});

const statementSchema = z.object({
  Effect: z.string(),
  Action: z.union([z.string(), z.array(z.string())]).transform((action) => [action].flat()),
  Resource: z.unknown().optional(),
});
const policySchema = z.object({ PolicyDocument: z.object({ Statement: z.array(statementSchema) }) });

const statementsOf = (stacks: Stacks) =>
  [...stacks.all('AWS::IAM::Policy'), ...stacks.all('AWS::IAM::ManagedPolicy')].flatMap(
    ({ id, Properties }) =>
      policySchema.parse(Properties).PolicyDocument.Statement.map((statement) => ({ id, ...statement })),
  );

describe('Permissions', () => {
  test.each(stages)('of $stage name each action: none is a wildcard', ({ stacks }) => {
    const statements = statementsOf(stacks);
    expect(statements.length).toBeGreaterThan(30);
    expect(statements.filter(({ Action }) => Action.some((action) => action.includes('*')))).toEqual([]);
  });

  test('to everything are for traces alone', () => {
    const wide = statementsOf(dev).filter(({ Resource }) => Resource === '*');
    expect([...new Set(wide.flatMap(({ Action }) => Action))].sort()).toEqual([
      'xray:PutTelemetryRecords',
      'xray:PutTraceSegments',
    ]);
  });

  test('are never AWS’s ready-made ones', () => {
    const ready = dev.all('AWS::IAM::Role').filter(({ Properties }) => 'ManagedPolicyArns' in Properties);
    expect(ready.map(({ id }) => id)).toEqual([]);
  });

  test('let nobody touch a table itself', () => {
    const actions = statementsOf(dev).flatMap(({ Action }) => Action);
    expect(actions.filter((action) => /^dynamodb:.*(Table|Backup)$/.test(action))).toEqual([]);
  });

  test('to API keys are to find one by its hash, and for the functions that check keys alone', async () => {
    const keys = dev
      .all('AWS::DynamoDB::GlobalTable')
      .find(({ Properties }) => Properties['TableName'] === 'outbound-email-dev-keys');
    const [, id = ''] = keys?.id.split('/') ?? [];
    const touching = statementsOf(dev).filter(({ Resource }) => JSON.stringify(Resource).includes(id));
    expect([...new Set(touching.flatMap(({ Action }) => Action))]).toEqual(['dynamodb:GetItem']);
    const told = dev
      .all('AWS::Lambda::Function')
      .filter(({ Properties }) => JSON.stringify(Properties['Environment']).includes('"KEYS_TABLE"'))
      .map((fn) => dev.bundleOf(fn));
    const forKeys = (await declaredRoutes()).filter(({ route }) => route.scope !== null);
    expect(told.sort()).toEqual(
      [...new Set(forKeys.map(({ handlerFile }) => bundleName(handlerFile)))].sort(),
    );
    expect(touching).toHaveLength(told.length);
  });

  test('to read a secret have just the functions that are told of one', () => {
    const told = dev
      .all('AWS::Lambda::Function')
      .filter(({ Properties }) => /_SECRET_ID"/.test(JSON.stringify(Properties['Environment'])))
      .map(({ Properties }) => targetOf(Properties['Role'], dev.all('AWS::IAM::Role')).id);
    const allowed = dev
      .all('AWS::IAM::Policy')
      .filter(({ Properties }) => JSON.stringify(Properties).includes('secretsmanager:'))
      .map(({ Properties }) => targetOf(Properties['Roles'], dev.all('AWS::IAM::Role')).id);
    expect(told.length).toBeGreaterThan(0);
    expect(allowed.sort()).toEqual(told.sort());
  });

  test('let the function that the world may call read what webhooks are signed with, and not the key that sends', () => {
    const [url] = dev.all('AWS::Lambda::Url');
    const webhook = targetOf(url?.Properties['TargetFunctionArn'], dev.all('AWS::Lambda::Function'));
    const role = targetOf(webhook.Properties['Role'], dev.all('AWS::IAM::Role'));
    const secrets = dev
      .all('AWS::IAM::Policy')
      .filter(({ Properties }) => targetOf(Properties['Roles'], dev.all('AWS::IAM::Role')).id === role.id)
      .flatMap(({ Properties }) => policySchema.parse(Properties).PolicyDocument.Statement)
      .filter(({ Action }) => Action.some((action) => action.startsWith('secretsmanager:')))
      .map(({ Resource }) => targetOf(Resource, dev.all('AWS::SecretsManager::Secret')).Properties['Name']);
    expect(secrets).toEqual(['outbound-email/dev/mailgun-webhook']);
  });
});

describe('cdk-nag’s AwsSolutions', () => {
  const findings = (stacks: Stacks): string[] =>
    new AwsSolutionsChecks(stacks.app)
      .validateScope(stacks.app)
      .violations.flatMap(({ ruleName, violatingResources }) =>
        violatingResources.map(({ constructPath }) => `${ruleName} at ${constructPath ?? ''}`),
      );

  test.each(stages)('finds nothing in $stage', ({ stacks }) => {
    expect(findings(stacks)).toEqual([]);
  });

  test('would find a bucket that anyone may ask without TLS', () => {
    const broken = buildTestStacks();
    const stack = broken.app.node.children.find((child) => Stack.isStack(child))!;
    new CfnBucket(stack, 'Open');
    expect(findings(broken)).toContain(`AwsSolutions-S10 at ${stack.node.path}/Open`);
  });
});
