import { describe, expect, test } from 'vitest';
import { makeResolve } from '../../../local/stacks/resolve.ts';
import type { Assembly, Resource, SynthesizedStack } from '../../../local/stacks/synthesize.ts';

const resource = (Type: string, Properties: Record<string, unknown> = {}): Resource => ({
  Type,
  Properties,
  Metadata: {},
});
const data: SynthesizedStack = {
  name: 'data',
  template: {
    Resources: {
      Sends: resource('AWS::DynamoDB::GlobalTable', { TableName: 'sends' }),
      Bucket: resource('AWS::S3::Bucket', {
        BucketName: { 'Fn::Join': ['-', ['attachments', { Ref: 'AWS::AccountId' }]] },
      }),
      Secret: resource('AWS::SecretsManager::Secret', { Name: 'outbound-email/local/mailgun' }),
    },
    Outputs: {
      ExportSends: { Value: { 'Fn::GetAtt': ['Sends', 'Arn'] }, Export: { Name: 'data:SendsArn' } },
      NotExported: { Value: 'x' },
    },
  },
};
const sending: SynthesizedStack = {
  name: 'sending',
  template: {
    Resources: {
      Queue: resource('AWS::SQS::Queue', { QueueName: 'transactional' }),
      Fn: resource('AWS::Lambda::Function', { FunctionName: 'deliver' }),
      Bus: resource('AWS::Events::EventBus', { Name: 'bus' }),
      Topic: resource('AWS::SNS::Topic', { TopicName: 'alarms' }),
      Group: resource('AWS::Scheduler::ScheduleGroup', { Name: 'timers' }),
      Role: resource('AWS::IAM::Role'),
      Api: resource('AWS::ApiGatewayV2::Api'),
      Url: resource('AWS::Lambda::Url'),
      Integration: resource('AWS::ApiGatewayV2::Integration'),
    },
    Outputs: {},
  },
};
const assembly: Assembly = { directory: '.', stacks: [data, sending] };
const resolve = makeResolve(assembly, {
  publicUrl: 'http://127.0.0.1:3000',
  sqsUrl: 'http://127.0.0.1:4566',
});

describe('What a template says becomes what it means on this machine:', () => {
  test.each<{ name: string; value: unknown; stack?: SynthesizedStack; meaning: unknown }>([
    { name: 'a text', value: 'plain', meaning: 'plain' },
    { name: 'a number', value: 5, meaning: 5 },
    { name: 'nothing', value: null, meaning: null },
    { name: 'the region', value: { Ref: 'AWS::Region' }, meaning: 'us-east-1' },
    { name: 'the account', value: { Ref: 'AWS::AccountId' }, meaning: '000000000000' },
    { name: 'the partition', value: { Ref: 'AWS::Partition' }, meaning: 'aws' },
    { name: 'the end of AWS’s addresses', value: { Ref: 'AWS::URLSuffix' }, meaning: 'amazonaws.com' },
    { name: 'a table, by its name', value: { Ref: 'Sends' }, stack: data, meaning: 'sends' },
    {
      name: 'a bucket, by a name that has to be resolved itself',
      value: { Ref: 'Bucket' },
      stack: data,
      meaning: 'attachments-000000000000',
    },
    {
      name: 'a secret, by its ARN',
      value: { Ref: 'Secret' },
      stack: data,
      meaning: 'arn:aws:secretsmanager:us-east-1:000000000000:secret:outbound-email/local/mailgun',
    },
    {
      name: 'a queue, by its URL',
      value: { Ref: 'Queue' },
      meaning: 'http://127.0.0.1:4566/000000000000/transactional',
    },
    { name: 'a function, by its name', value: { Ref: 'Fn' }, meaning: 'deliver' },
    { name: 'a group of schedules, by its name', value: { Ref: 'Group' }, meaning: 'timers' },
    { name: 'what has no name, by its id', value: { Ref: 'Integration' }, meaning: 'Integration' },
    {
      name: 'a table’s ARN',
      value: { 'Fn::GetAtt': ['Sends', 'Arn'] },
      stack: data,
      meaning: 'arn:aws:dynamodb:us-east-1:000000000000:table/sends',
    },
    {
      name: 'a bucket’s ARN, which has neither region nor account',
      value: { 'Fn::GetAtt': ['Bucket', 'Arn'] },
      stack: data,
      meaning: 'arn:aws:s3:::attachments-000000000000',
    },
    {
      name: 'a queue’s ARN',
      value: { 'Fn::GetAtt': ['Queue', 'Arn'] },
      meaning: 'arn:aws:sqs:us-east-1:000000000000:transactional',
    },
    { name: 'a queue’s name', value: { 'Fn::GetAtt': ['Queue', 'QueueName'] }, meaning: 'transactional' },
    {
      name: 'a function’s ARN',
      value: { 'Fn::GetAtt': ['Fn', 'Arn'] },
      meaning: 'arn:aws:lambda:us-east-1:000000000000:function:deliver',
    },
    {
      name: 'a bus’s ARN',
      value: { 'Fn::GetAtt': ['Bus', 'Arn'] },
      meaning: 'arn:aws:events:us-east-1:000000000000:event-bus/bus',
    },
    {
      name: 'the API’s address',
      value: { 'Fn::GetAtt': ['Api', 'ApiEndpoint'] },
      meaning: 'http://127.0.0.1:3000',
    },
    {
      name: 'a Lambda URL, with its slash',
      value: { 'Fn::GetAtt': ['Url', 'FunctionUrl'] },
      meaning: 'http://127.0.0.1:3000/',
    },
    {
      name: 'parts that are joined',
      value: { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':x/', { Ref: 'Fn' }, '/*']] },
      meaning: 'arn:aws:x/deliver/*',
    },
    {
      name: 'references in a text',
      value: { 'Fn::Sub': 'https://${AWS::AccountId}.example.com/${Fn}' },
      meaning: 'https://000000000000.example.com/deliver',
    },
    {
      name: 'what another stack exports',
      value: { 'Fn::ImportValue': 'data:SendsArn' },
      meaning: 'arn:aws:dynamodb:us-east-1:000000000000:table/sends',
    },
    {
      name: 'an export whose name has to be put together',
      value: { 'Fn::ImportValue': { 'Fn::Join': [':', ['data', 'SendsArn']] } },
      meaning: 'arn:aws:dynamodb:us-east-1:000000000000:table/sends',
    },
    {
      name: 'intrinsic functions deep inside',
      value: { a: [{ b: { Ref: 'Fn' } }, 'x'], c: { d: null } },
      meaning: { a: [{ b: 'deliver' }, 'x'], c: { d: null } },
    },
    {
      name: 'an object that only looks like one',
      value: { Ref: 'Fn', more: 1 },
      meaning: { Ref: 'Fn', more: 1 },
    },
  ])('$name', ({ value, stack = sending, meaning }) => {
    expect(resolve(value, stack)).toEqual(meaning);
  });
});

describe('What can’t be resolved is named:', () => {
  test.each([
    {
      name: 'an unknown function',
      value: { 'Fn::Cidr': ['10.0.0.0/16', 4] },
      says: 'sending uses Fn::Cidr, which the embedded cloud does not know',
    },
    {
      name: 'a missing resource',
      value: { Ref: 'Gone' },
      says: 'sending refers to Gone, which it does not have',
    },
    {
      name: 'a missing resource’s ARN',
      value: { 'Fn::GetAtt': ['Gone', 'Arn'] },
      says: 'sending refers to Gone, which it does not have',
    },
    {
      name: 'a missing export',
      value: { 'Fn::ImportValue': 'data:Gone' },
      says: 'No stack exports data:Gone',
    },
  ])('$name', ({ value, says }) => {
    expect(() => resolve(value, sending)).toThrow(says);
  });
});
