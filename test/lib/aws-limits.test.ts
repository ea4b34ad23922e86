import { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { describe, expect, test } from 'vitest';
import { chosenName, limitFaults, LONGEST_PLACE, textLimits } from '../../lib/aws-limits.ts';
import { buildTestStacks } from './stacks.ts';

const stacksOf = (appYaml: string) =>
  buildTestStacks({ appYaml }).app.node.children.flatMap((child) =>
    Stack.isStack(child) ? [{ name: child.stackName, template: Template.fromStack(child).toJSON() }] : [],
  );

const faultsOf = (Type: string, Properties: unknown) =>
  limitFaults([{ name: 'one', template: { Resources: { It: { Type, Properties } } } }], LONGEST_PLACE);

const bucket = (stage: string) => ({
  BucketName: { 'Fn::Join': ['', [`${stage}-`, { Ref: 'AWS::AccountId' }, '-', { Ref: 'AWS::Region' }]] },
});

describe('What AWS would refuse as too long', () => {
  test('is nothing of the longest stage in the longest region', () => {
    expect(limitFaults(stacksOf('stage: abcdefghijklmnop'), LONGEST_PLACE)).toEqual([]);
  });

  test.each([
    {
      name: 'a function’s name',
      type: 'AWS::Lambda::Function',
      fits: { FunctionName: 'x'.repeat(64) },
      tooLong: { FunctionName: 'x'.repeat(65) },
      says: /^FunctionName "x+" \(AWS::Lambda::Function\) has 65 characters; AWS takes 64\.$/,
    },
    {
      name: 'a bucket’s name that ends with account and region',
      type: 'AWS::S3::Bucket',
      fits: bucket('x'.repeat(35)),
      tooLong: bucket('x'.repeat(36)),
      says: /^BucketName "x+-0{12}-ap-southeast-1" .* has 64 characters; AWS takes 63\.$/,
    },
    {
      name: 'a queue’s name',
      type: 'AWS::SQS::Queue',
      fits: { QueueName: 'x'.repeat(80) },
      tooLong: { QueueName: 'x'.repeat(81) },
      says: /has 81 characters; AWS takes 80/,
    },
    {
      name: 'an environment',
      type: 'AWS::Lambda::Function',
      fits: { FunctionName: 'f', Environment: { Variables: { SHORT: 'x', LONG: 'ü'.repeat(2043) } } },
      tooLong: { FunctionName: 'f', Environment: { Variables: { SHORT: 'x', LONG: 'ü'.repeat(2044) } } },
      says: /^The environment of function f has 4098 bytes, 4092 of them in LONG; AWS takes 4096\.$/,
    },
    {
      name: 'an environment of references, each taken for a long ARN',
      type: 'AWS::Lambda::Function',
      fits: { Environment: { Variables: manyReferences(30) } },
      tooLong: { Environment: { Variables: manyReferences(32) } },
      says: /AWS takes 4096/,
    },
  ])('is $name beyond its limit', ({ type, fits, tooLong, says }) => {
    expect(faultsOf(type, fits)).toEqual([]);
    expect(faultsOf(type, tooLong)).toEqual([expect.stringMatching(says)]);
  });

  test('is the name of a stack and of an export', () => {
    const Outputs = { It: { Value: 'x', Export: { Name: 'e'.repeat(256) } } };
    expect(limitFaults([{ name: 's'.repeat(129), template: { Outputs } }], LONGEST_PLACE)).toEqual([
      expect.stringMatching(/^The name of stack s+ has 129 characters; AWS takes 128\.$/),
      expect.stringMatching(/^The name of export e+ has 256 characters; AWS takes 255\.$/),
    ]);
  });

  test('is known of every type that has a name of ours', () => {
    const unknown = buildTestStacks().resources.filter(
      ({ Type, Properties }) =>
        !(Type in textLimits) &&
        Object.entries(Properties).some(
          ([property, value]) =>
            property.endsWith('Name') && JSON.stringify(value).includes('outbound-email-dev-'),
        ),
    );
    expect(unknown.map(({ Type }) => Type)).toEqual(
      unknown.flatMap(({ Type, Properties }) => ('EventBusName' in Properties ? [Type] : [])),
    );
  });
});

function manyReferences(count: number): Record<string, unknown> {
  return Object.fromEntries(Array.from({ length: count }, (_, i) => [`V${i}`, { Ref: 'Queue' }]));
}

test('A chosen name is read from what is known, and is none where CloudFormation chooses', () => {
  const named = { Type: 'AWS::S3::Bucket', Properties: bucket('dev') };
  expect(chosenName(named, { account: '123456789012', region: 'eu-west-1' })).toBe(
    'dev-123456789012-eu-west-1',
  );
  expect(chosenName({ Type: 'AWS::IAM::Role', Properties: {} }, LONGEST_PLACE)).toBeUndefined();
});
