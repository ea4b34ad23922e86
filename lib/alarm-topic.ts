import { ArnFormat, Stack } from 'aws-cdk-lib';
import { Effect, PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';
import { operationsConfigOf } from '../functions/operations/config.ts';
import { resourceName } from './resource-name.ts';
import { dataRemoval, type StageProps } from './stage.ts';

/** Where alarms go: by SNS, since an alarm about Mailgun must not travel by Mailgun. */
export class AlarmTopic extends Construct {
  readonly topic: Topic;

  constructor(scope: Construct, id: string, props: StageProps) {
    super(scope, id);
    // CloudWatch may not use the key that AWS manages for SNS, so the topic has one of its own.
    const key = new Key(this, 'Key', {
      description: 'Encrypts alarms on their way',
      enableKeyRotation: true,
      removalPolicy: dataRemoval({ ...props, ephemeral: true }),
    });
    key.grantEncryptDecrypt(new ServicePrincipal('cloudwatch.amazonaws.com'));
    this.topic = new Topic(this, 'Topic', {
      topicName: resourceName(props.config, 'alarms'),
      displayName: `outbound-email ${props.config.stage}`,
      masterKey: key,
      enforceSSL: true,
    });
    // A policy of ours, which TLS needs, replaces the one that a topic has by itself: what it does not allow is refused.
    this.topic.addToResourcePolicy(
      new PolicyStatement({
        sid: 'AllowAlarms',
        effect: Effect.ALLOW,
        principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
        actions: ['sns:Publish'],
        resources: [this.topic.topicArn],
        conditions: {
          StringEquals: { 'aws:SourceAccount': Stack.of(this).account },
          ArnLike: { 'aws:SourceArn': alarmArns(this, props) },
        },
      }),
    );
    const { alarmEmail } = operationsConfigOf(props.config);
    if (alarmEmail !== undefined) this.topic.addSubscription(new EmailSubscription(alarmEmail));
  }
}

/** The alarms of a stage, all of which are named after it. */
const alarmArns = (scope: Construct, { config }: StageProps): string =>
  Stack.of(scope).formatArn({
    service: 'cloudwatch',
    resource: 'alarm',
    resourceName: resourceName(config, '*'),
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });
