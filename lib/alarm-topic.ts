import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';
import { dataRemoval, resourceName, type StageProps } from './stage.ts';

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
    const { alarm_email } = props.config.operations;
    if (alarm_email !== null) this.topic.addSubscription(new EmailSubscription(alarm_email));
  }
}
