import { describe, expect, test } from 'vitest';
import { sendsIndexes } from '../../lib/sends-indexes.ts';
import { buildTestStacks, holds } from './stacks.ts';

const kept = buildTestStacks();
const ephemeral = buildTestStacks({ ephemeral: true });
const tables = ['activity', 'keys', 'preferences', 'sends', 'state', 'templates'];
const DATA_TYPES = ['AWS::DynamoDB::GlobalTable', 'AWS::S3::Bucket', 'AWS::SecretsManager::Secret'];

describe('The data of a stage', () => {
  test('are in six tables, API keys in one of their own', () => {
    const names = kept.all('AWS::DynamoDB::GlobalTable').map(({ Properties }) => Properties['TableName']);
    expect(names.sort()).toEqual(tables.map((name) => `outbound-email-dev-${name}`));
  });

  test.each(tables)(
    '%s: on demand, encrypted, restorable to any point in time, expiring, protected',
    (name) => {
      holds(() => {
        kept.template('data').hasResource('AWS::DynamoDB::GlobalTable', {
          Properties: {
            TableName: `outbound-email-dev-${name}`,
            BillingMode: 'PAY_PER_REQUEST',
            KeySchema: [
              { AttributeName: 'pk', KeyType: 'HASH' },
              // A key is found by its hash alone.
              ...(name === 'keys' ? [] : [{ AttributeName: 'sk', KeyType: 'RANGE' }]),
            ],
            SSESpecification: { SSEEnabled: true, SSEType: 'KMS' },
            TimeToLiveSpecification: { AttributeName: 'ttl', Enabled: true },
            Replicas: [
              {
                Region: { Ref: 'AWS::Region' },
                DeletionProtectionEnabled: true,
                PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
              },
            ],
          },
          DeletionPolicy: 'RetainExceptOnCreate',
          UpdateReplacePolicy: 'Retain',
        });
      });
    },
  );

  test('in sends are found by recipient, by what they belong to, by month and status, and by their next check', () => {
    const sends = kept
      .all('AWS::DynamoDB::GlobalTable')
      .find(({ Properties }) => Properties['TableName'] === 'outbound-email-dev-sends');
    const index = (name: string, partition: string, sort: string, beside?: readonly string[]) => ({
      IndexName: name,
      KeySchema: [
        { AttributeName: partition, KeyType: 'HASH' },
        { AttributeName: sort, KeyType: 'RANGE' },
      ],
      Projection:
        beside === undefined
          ? { ProjectionType: 'KEYS_ONLY' }
          : { ProjectionType: 'INCLUDE', NonKeyAttributes: beside },
    });
    const searched = sendsIndexes.byMonth.beside;
    expect(sends?.Properties['GlobalSecondaryIndexes']).toEqual(
      expect.arrayContaining([
        index('byRecipient', 'recipientKey', 'sortKey'),
        index('byConversation', 'conversationId', 'sortKey'),
        index('byAppointment', 'appointmentId', 'sortKey'),
        index('byLead', 'leadId', 'sortKey'),
        index('byMonth', 'listMonth', 'sortKey', searched),
        index('byStatus', 'statusMonth', 'sortKey', searched),
        index('byNextCheck', 'checkShard', 'nextCheckAt'),
      ]),
    );
  });

  test('in attachments are private, encrypted, and asked for over TLS only', () => {
    holds(() => {
      kept.template('data').hasResourceProperties('AWS::S3::Bucket', {
        PublicAccessBlockConfiguration: {
          BlockPublicAcls: true,
          BlockPublicPolicy: true,
          IgnorePublicAcls: true,
          RestrictPublicBuckets: true,
        },
        BucketEncryption: {
          ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }],
        },
      });
    });
    holds(() => {
      kept.template('data').hasResourceProperties('AWS::S3::BucketPolicy', {
        PolicyDocument: {
          Statement: [
            { Action: 's3:*', Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } },
          ],
        },
      });
    });
  });

  test.each([
    { name: 'outbound-email/dev/mailgun', template: '{}', generated: 'apiKey' },
    { name: 'outbound-email/dev/mailgun-webhook', template: '{}', generated: 'signingKey' },
    { name: 'outbound-email/dev/link-keys', template: '{"current":"k1"}', generated: 'k1' },
  ])('hold the secret $name, made at random', ({ name, template, generated }) => {
    holds(() => {
      kept.template('data').hasResourceProperties('AWS::SecretsManager::Secret', {
        Name: name,
        GenerateSecretString: {
          SecretStringTemplate: template,
          GenerateStringKey: generated,
          PasswordLength: 48,
          ExcludePunctuation: true,
        },
      });
    });
  });

  test('outlive their stack, unless it is one whose first deployment failed', () => {
    const policies = DATA_TYPES.flatMap((type) => kept.all(type)).map(
      ({ DeletionPolicy, UpdateReplacePolicy }) => [DeletionPolicy, UpdateReplacePolicy],
    );
    expect(policies).toHaveLength(10);
    expect([...new Set(policies.map(String))]).toEqual(['RetainExceptOnCreate,Retain']);
  });
});

describe('A rehearsal', () => {
  test('leaves nothing behind', () => {
    const policies = ephemeral.resources.flatMap(({ DeletionPolicy, UpdateReplacePolicy }) =>
      [DeletionPolicy, UpdateReplacePolicy].filter((policy) => policy !== undefined),
    );
    expect([...new Set(policies)]).toEqual(['Delete']);
    const dataPolicies = DATA_TYPES.flatMap((type) => ephemeral.all(type)).map(
      ({ DeletionPolicy }) => DeletionPolicy,
    );
    expect(dataPolicies).toEqual(Array.from({ length: 10 }, () => 'Delete'));
  });

  test('protects no table', () => {
    const replicas = ephemeral
      .all('AWS::DynamoDB::GlobalTable')
      .map(({ Properties }) => JSON.stringify(Properties['Replicas']));
    expect(replicas).toHaveLength(6);
    for (const replica of replicas) expect(replica).toContain('"DeletionProtectionEnabled":false');
  });
});
