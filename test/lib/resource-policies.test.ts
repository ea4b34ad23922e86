import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { buildTestStacks, type Resource, targetOf } from './stacks.ts';

const stacks = buildTestStacks();

const statementSchema = z.object({
  Effect: z.string(),
  Action: z.union([z.string(), z.array(z.string())]).transform((action) => [action].flat()),
  Principal: z.unknown(),
  Condition: z.unknown().optional(),
});
type Statement = z.infer<typeof statementSchema>;
const policySchema = z.object({ PolicyDocument: z.object({ Statement: z.array(statementSchema) }) });

/** The statements of the policies that belong to a topic or a queue. */
const statementsFor = (resource: Resource, type: string, property: string): Statement[] =>
  stacks
    .all(type)
    .filter(
      ({ Properties }) =>
        targetOf(
          Properties[property],
          stacks.resources.filter(({ Type }) => Type === resource.Type),
        ).id === resource.id,
    )
    .flatMap(({ Properties }) => policySchema.parse(Properties).PolicyDocument.Statement);

const allowing = (statements: readonly Statement[], service: string, action: string): Statement[] =>
  statements.filter(
    ({ Effect, Action, Principal }) =>
      Effect === 'Allow' &&
      Action.includes(action) &&
      JSON.stringify(Principal) === `{"Service":"${service}"}`,
  );

const ruleSchema = z.object({
  Targets: z.array(
    z.object({ Arn: z.unknown(), DeadLetterConfig: z.object({ Arn: z.unknown() }).optional() }),
  ),
});
const ruleTargets = stacks
  .all('AWS::Events::Rule')
  .flatMap(({ id, Properties }) => ruleSchema.parse(Properties).Targets.map((target) => ({ id, target })));
const isOf = (type: string, arn: unknown): boolean =>
  stacks.all(type).some(({ id }) => {
    const [, logicalId = ''] = id.split('/');
    return JSON.stringify(arn).includes(logicalId);
  });

// A resource's own policy replaces the one that AWS gives it, so who is not named in it is refused.
describe('What a service of AWS hands over is let in:', () => {
  test('alarms of this stage and account by the topic that they go to', () => {
    const [topic, ...others] = stacks.all('AWS::SNS::Topic');
    expect(others).toEqual([]);
    const statements = statementsFor(topic!, 'AWS::SNS::TopicPolicy', 'Topics');
    const allowed = allowing(statements, 'cloudwatch.amazonaws.com', 'sns:Publish');
    expect(allowed).toHaveLength(1);
    expect(allowed[0]?.Condition).toEqual({
      StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } },
      ArnLike: {
        'aws:SourceArn': {
          'Fn::Join': [
            '',
            [
              'arn:',
              { Ref: 'AWS::Partition' },
              ':cloudwatch:',
              { Ref: 'AWS::Region' },
              ':',
              { Ref: 'AWS::AccountId' },
              ':alarm:outbound-email-dev-*',
            ],
          ],
        },
      },
    });
  });

  test('every alarm has a name that the topic lets in', () => {
    const names = stacks.all('AWS::CloudWatch::Alarm').map(({ Properties }) => Properties['AlarmName']);
    expect(names.length).toBeGreaterThan(10);
    for (const name of names) expect(name).toMatch(/^outbound-email-dev-/);
  });

  test('the topic still refuses what comes without TLS', () => {
    const denied = statementsFor(stacks.all('AWS::SNS::Topic')[0]!, 'AWS::SNS::TopicPolicy', 'Topics').filter(
      ({ Effect }) => Effect === 'Deny',
    );
    expect(denied.map(({ Condition }) => Condition)).toEqual([{ Bool: { 'aws:SecureTransport': 'false' } }]);
  });

  const queues = ruleTargets.flatMap(({ id, target: { Arn, DeadLetterConfig } }) => [
    ...(isOf('AWS::SQS::Queue', Arn) ? [{ id, what: 'events', arn: Arn }] : []),
    ...(DeadLetterConfig === undefined ? [] : [{ id, what: 'dead letters', arn: DeadLetterConfig.Arn }]),
  ]);
  test.each(queues)('$what of the rule $id by their queue', ({ arn }) => {
    const queue = targetOf(arn, stacks.all('AWS::SQS::Queue'));
    const statements = statementsFor(queue, 'AWS::SQS::QueuePolicy', 'Queues');
    expect(allowing(statements, 'events.amazonaws.com', 'sqs:SendMessage')).not.toEqual([]);
  });

  const functions = ruleTargets.filter(({ target }) => isOf('AWS::Lambda::Function', target.Arn));
  test.each(functions)('the schedule $id by its function', ({ target }) => {
    const fn = targetOf(target.Arn, stacks.all('AWS::Lambda::Function'));
    const permissions = stacks
      .all('AWS::Lambda::Permission')
      .filter(({ Properties }) => Properties['Principal'] === 'events.amazonaws.com')
      .map(({ Properties }) => targetOf(Properties['FunctionName'], stacks.all('AWS::Lambda::Function')).id);
    expect(permissions).toContain(fn.id);
  });

  test('there are rules for queues and for functions', () => {
    expect([queues.length, functions.length].every((count) => count > 0)).toBe(true);
  });
});
